import { unreadable } from '../api/explain.ts';
import type { Contact } from '../model/contact.ts';
import { type Person, personOf } from '../model/facts.ts';
import type { ReasonFact, Unreadable } from '../model/reasons.ts';
import { nameAndNumber } from './name.ts';
import { unreadableFields, unreadableWords } from './view.ts';

/** Why a contact must not be written to, or none: a write would erase the unreadable values. */
export function unreadableReason(contact: Contact): ReasonFact<'unreadable'> | undefined {
  if (contact.unreadable === undefined) return undefined;
  return { say: 'unreadable', contact: personOf(contact), fields: unreadableFields(contact.unreadable) };
}

/** The words of that reason: the error that `writable` throws and the items of plans say the same. */
export function notAsDocumented(contact: Person, fields: readonly Unreadable[]): string {
  return `Vobiz returns data of ${nameAndNumber(contact)} that this program cannot read, so nothing is written to it: ${unreadableWords(fields)}`;
}

/** The contact, if it may be written to. Every contact that is read before a write passes here. */
export function writable(contact: Contact): Contact {
  const reason = unreadableReason(contact);
  if (reason === undefined) return contact;
  throw unreadable({ label: `GET /contacts/${contact.id}` }, notAsDocumented(contact, reason.fields));
}
