import { isE164 } from '../../contacts/numbers/phone.ts';
import { protectedAmong } from '../../contacts/tags.ts';
import { unreadableReason } from '../../contacts/unreadable.ts';
import type { Contact } from '../../model/contact.ts';
import type { Delta, DraftItem, Task } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import type { ReasonFact } from '../../model/reasons.ts';
import { patchOf } from '../change/delta.ts';
import { type Protection, updateRefusal } from '../change/rule.ts';

/** An item in the state that it begins with; left `unchanged` where its contact cannot be written to. */
export function itemOf(
  before: Contact,
  task: Task,
  state: ItemState,
  reason?: ReasonFact,
  contactId = before.id,
): DraftItem {
  const item = { contact_id: contactId, state, task, before, after: undefined, reason, attempts: 0 };
  const unreadable = state === ItemState.gone ? undefined : unreadableReason(before);
  return unreadable === undefined ? item : { ...item, state: ItemState.unchanged, reason: unreadable };
}

/** A contact's item: left alone where it is refused because somebody opted out. With `include` it is planned all the same, and says so. */
export function judged(
  before: Contact,
  task: Task,
  refusal: ReasonFact | undefined,
  include: boolean,
  { protectedFolds }: Protection,
): DraftItem {
  if (refusal === undefined) return itemOf(before, task, ItemState.pending);
  if (!include) return itemOf(before, task, ItemState.protected, refusal);
  const tags = optOutsIn({ before, task }, protectedFolds);
  return itemOf(before, task, ItemState.pending, { say: 'overruled', tags });
}

/** The protected tags that the people of an item have, or get by it. */
function optOutsIn(
  { before, task }: { before: Contact; task: Task },
  protectedFolds: ReadonlySet<string>,
): string[] {
  const losers = 'losers' in task ? task.losers.flatMap(({ tags }) => tags) : [];
  const given = 'delta' in task ? task.delta.adds : [];
  return protectedAmong([...new Set([...before.tags, ...losers, ...given])], protectedFolds);
}

/** The protected tags that guard an item when it is done: an approval does not cover a contact that opted out after it. */
export function guardFor(
  { include_protected }: Pick<PlanRecord, 'include_protected'>,
  item: { before: Contact; task: Task },
  protectedFolds: ReadonlySet<string>,
): ReadonlySet<string> {
  return include_protected && optOutsIn(item, protectedFolds).length > 0 ? new Set() : protectedFolds;
}

/** The item that makes the delta on this contact. */
export function deltaItem(contact: Contact, delta: Delta, include: boolean, world: Protection): DraftItem {
  const task: Task = { do: 'update', delta };
  if (Object.keys(patchOf(contact, delta)).length === 0) return itemOf(contact, task, ItemState.unchanged);
  const refusal = updateRefusal(contact, delta, world);
  return judged(contact, task, refusal, include, world);
}

/** Why a contact that is deleted cannot be created again, or none. */
export function noReturn({
  phone_number,
  name,
}: Pick<Contact, 'phone_number' | 'name'>): ReasonFact | undefined {
  if (!isE164(phone_number)) return { say: 'no return', field: 'number' };
  return name.trim() === '' ? { say: 'no return', field: 'name' } : undefined;
}
