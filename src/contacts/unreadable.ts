import { unreadable } from '../api/explain.ts';
import type { Contact } from '../model/contact.ts';
import { nameAndNumber } from './name.ts';
import { unreadableWords } from './view.ts';

/** Why a contact must not be written to, or none: a write would erase the unreadable values. */
export function unreadableReason(
  contact: Pick<Contact, 'name' | 'phone_number' | 'unreadable'>,
): string | undefined {
  if (contact.unreadable === undefined) return undefined;
  const fields = unreadableWords(contact.unreadable);
  return `Vobiz returns data of ${nameAndNumber(contact)} that this program cannot read, so nothing is written to it: ${fields}`;
}

/** The contact, if it may be written to. Every contact that is read before a write passes here. */
export function writable(contact: Contact): Contact {
  const reason = unreadableReason(contact);
  if (reason === undefined) return contact;
  throw unreadable({ label: `GET /contacts/${contact.id}` }, reason);
}
