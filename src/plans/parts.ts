import type { ItemRecord, Task } from '../store/records.ts';
import { patchOf } from './change.ts';

/** What was done to one contact: of a merge, the update of the kept contact or the deletion of another. */
export type Part = Omit<ItemRecord, 'task'> & { task: Exclude<Task, { do: 'merge' }> };

/** What of an item can be undone: nothing unless it was done; a merge that failed half way may have done some of it. */
export function leftToUndo(item: ItemRecord, undone: ReadonlySet<string> = new Set()): Part[] {
  const { state, task, after } = item;
  const half = state === 'failed' && task.do === 'merge' && after !== undefined;
  if (state !== 'done' && !half) return [];
  return partsOf(item).filter(
    (part) => !undone.has(part.contact_id) && !(part.after && undone.has(part.after.id)),
  );
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
