import { isE164 } from '../../contacts/numbers/phone.ts';
import { reunionRefusal } from '../../contacts/protection.ts';
import type { Contact } from '../../model/contact.ts';
import type { DraftItem, ItemRecord, Task } from '../../model/item.ts';
import { LEFT_UNDONE } from '../../model/lifecycle.ts';
import { wentThrough } from '../change/compare.ts';
import { patchOf } from '../change/delta.ts';
import { changes } from '../change/drift.ts';
import type { Guard } from './draft.ts';

/** What was done to one contact: of a merge, the update of the kept contact or the deletion of another. */
export type Part = Omit<ItemRecord, 'task'> & { task: Exclude<Task, { do: 'merge' }> };

/** What of an item can be undone: nothing unless it was done, or failed when a part of it was. */
export function leftToUndo(item: ItemRecord, undone: ReadonlySet<string> = new Set()): Part[] {
  if (item.state !== 'done' && !(item.state === 'failed' && didSome(item))) return [];
  return partsOf(item).filter(
    (part) => !undone.has(part.contact_id) && !(part.after && undone.has(part.after.id)),
  );
}

/**
 * What stayed open of an item is told by the contact as it is now; `contacts` holds everybody there is. A creation, or what
 * takes several requests, is not settled by that.
 */
export function asSeen(item: ItemRecord, contacts: ReadonlyMap<string, Contact>): ItemRecord {
  if (!isOpen(item)) return item;
  const { task, before } = item;
  const now = contacts.get(item.contact_id);
  const done =
    task.do === 'update' ? now && wentThrough(before, task.delta, now) : task.do === 'delete' && !now;
  return done ? { ...item, state: 'done', after: now } : item;
}

/** Whether it was carried out is not known to the journal. */
export function isOpen({ state, attempts }: ItemRecord): boolean {
  return state === 'unknown' || (state === 'pending' && attempts > 0);
}

/** Why a contact that is deleted cannot be created again, or none. */
export function noReturn({ phone_number, name }: Pick<Contact, 'phone_number' | 'name'>): string | undefined {
  if (!isE164(phone_number)) return 'it cannot be created again: Vobiz takes numbers in E.164 only';
  return name.trim() === '' ? 'it cannot be created again: Vobiz takes no contact without a name' : undefined;
}

/** Of what failed: a merge half way, or a write of which the service took some. An import may have found somebody else's contact. */
function didSome({ task, before, after, overwrote }: ItemRecord): boolean {
  if (after === undefined || overwrote) return false;
  if (task.do === 'update') return changes(before, after).length > 0;
  if (task.do === 'renumber') return after.id !== before.id;
  return task.do === 'merge' || task.do === 'create';
}

function partsOf(item: ItemRecord): Part[] {
  const { task, before } = item;
  // Of a new number that failed half way: the new contact, which is there beside the old one.
  if (task.do === 'renumber' && item.state === 'failed')
    return [{ ...item, task: { do: 'create', contact: item.after ?? before, replaces: '' } }];
  if (task.do !== 'merge') return [{ ...item, task }];
  const { delta, losers } = task;
  const update: Part = { ...item, task: { do: 'update', delta } };
  const deletions = losers.map((loser): Part => {
    const deleted = { contact_id: loser.id, before: loser, after: undefined };
    return { ...item, ...deleted, task: { do: 'delete' } };
  });
  const changed = Object.keys(patchOf(before, delta)).length > 0;
  return changed ? [update, ...deletions] : deletions;
}

/**
 * The contacts of a merge apart again. The kept one keeps what it was given as long as one of the others cannot come
 * back: else nobody would have it.
 */
export function parted(
  back: readonly DraftItem[],
  kept: Contact | undefined,
  { protectedFolds }: Guard,
): DraftItem[] {
  const optOut = kept ? reunionRefusal(kept, protectedFolds) : undefined;
  const items = back.map((item): DraftItem => {
    if (item.task.do !== 'create' || item.state !== 'pending') return item;
    const lost = noReturn(item.task.contact);
    if (lost !== undefined) return { ...item, state: 'gone', reason: lost };
    return optOut === undefined ? item : { ...item, state: 'protected', reason: optOut };
  });
  const stays = items.some(({ task, state }) => task.do === 'create' && LEFT_UNDONE.includes(state));
  const after = items.flatMap(({ task, state, contact_id }) =>
    task.do === 'create' && state === 'pending' ? [contact_id] : [],
  );
  return items.map((item) => {
    if (item.task.do !== 'update' || item.state !== 'pending') return item;
    if (stays) return { ...item, state: 'unchanged', reason: KEEPS };
    return after.length > 0 ? { ...item, task: { ...item.task, after } } : item;
  });
}

/** Why the contact that others were merged into is not parted from what it was given. */
export const KEEPS = 'it keeps what it was given: not all that were merged into it can come back';
