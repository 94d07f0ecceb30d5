import type { ItemRecord, Task } from '../store/records.ts';
import { patchOf } from './change.ts';
import { changes } from './drift.ts';

/** What was done to one contact: of a merge, the update of the kept contact or the deletion of another. */
export type Part = Omit<ItemRecord, 'task'> & { task: Exclude<Task, { do: 'merge' }> };

/** What of an item can be undone: nothing unless it was done, or failed when a part of it was. */
export function leftToUndo(item: ItemRecord, undone: ReadonlySet<string> = new Set()): Part[] {
  if (item.state !== 'done' && !(item.state === 'failed' && didSome(item))) return [];
  return partsOf(item).filter(
    (part) => !undone.has(part.contact_id) && !(part.after && undone.has(part.after.id)),
  );
}

/** Of what failed: a merge half way, or a write of which the service took some. An import may have found somebody else's contact. */
function didSome({ task, before, after, overwrote }: ItemRecord): boolean {
  if (after === undefined || overwrote) return false;
  if (task.do === 'update') return changes(before, after).length > 0;
  return task.do === 'merge' || task.do === 'create';
}

function partsOf(item: ItemRecord): Part[] {
  const { task, before } = item;
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
