import { isE164 } from '../../contacts/numbers/phone.ts';
import { protectedAmong } from '../../contacts/tags.ts';
import { unreadableReason } from '../../contacts/unreadable.ts';
import { plain, quoted } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { Reason } from '../../model/facts.ts';
import type { Delta, DraftItem, Task } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import { patchOf } from '../change/delta.ts';
import { updateRefusal } from '../change/drift.ts';
import type { Protection } from './kind.ts';

/** An item in the state that it begins with; left `unchanged` where its contact cannot be written to. */
export function itemOf(
  before: Contact,
  task: Task,
  state: ItemState,
  reason?: Reason,
  contactId = before.id,
): DraftItem {
  const item = { contact_id: contactId, state, task, before, after: undefined, reason, attempts: 0 };
  const unreadable = state === ItemState.gone ? undefined : unreadableReason(before);
  return unreadable === undefined ? item : { ...item, state: ItemState.unchanged, reason: unreadable };
}

/** A contact's item: left alone where protection refuses it. With `include` it is planned all the same, and says so. */
export function judged(
  before: Contact,
  task: Task,
  refusal: string | undefined,
  include: boolean,
  { protectedFolds }: Protection,
): DraftItem {
  if (refusal === undefined) return itemOf(before, task, ItemState.pending);
  if (!include) return itemOf(before, task, ItemState.protected, refusal);
  const carried = protectedAmong(before.tags, protectedFolds);
  return itemOf(before, task, ItemState.pending, { say: 'overruled', tags: carried });
}

/** The item that makes the delta on this contact. */
export function deltaItem(contact: Contact, delta: Delta, include: boolean, world: Protection): DraftItem {
  const task: Task = { do: 'update', delta };
  if (Object.keys(patchOf(contact, delta)).length === 0) return itemOf(contact, task, ItemState.unchanged);
  return judged(contact, task, updateRefusal(contact, delta, world.protectedFolds), include, world);
}

/** Why a contact that is deleted cannot be created again, or none. */
export function noReturn({ phone_number, name }: Pick<Contact, 'phone_number' | 'name'>): string | undefined {
  if (!isE164(phone_number)) return 'it cannot be created again: Vobiz takes numbers in E.164 only';
  return name.trim() === '' ? 'it cannot be created again: Vobiz takes no contact without a name' : undefined;
}

/** Why a contact cannot have its number back. */
export function numberInUse(other: Contact): string {
  return `${plain(other.phone_number, 40)} is the number of ${quoted(other.name, 60)} (id ${plain(other.id, 60)}) now`;
}

/** Why a creation is not taken back: the journal does not know the contact. */
export const UNKNOWN_CONTACT = 'which contact was created for it is not known';
