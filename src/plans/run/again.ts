import type { ItemRecord, Settlement } from '../../model/item.ts';
import { ItemState, LEFT_UNDONE } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { isFact } from '../../model/reasons.ts';
import type { Store } from '../../store/contract.ts';
import { eachItem } from '../../store/each.ts';
import { kindOf } from '../tasks/index.ts';
import { backToPending, untried } from '../tasks/settle.ts';

/** An item that could not be settled is looked at again at the end of the run, once. */
const LAST_LOOK = 2;

/** The items that could not be settled, and those left undone because another contact was missing: it may be there after all. */
export async function toLookAt(store: Store, { plan_id }: PlanRecord): Promise<ItemRecord[]> {
  const again: ItemRecord[] = [];
  for await (const item of eachItem(store, plan_id, [ItemState.unknown]))
    if (item.attempts < LAST_LOOK) again.push(item);
  if (again.length === 0) return [];
  for await (const item of eachItem(store, plan_id, [ItemState.unchanged]))
    if (isFact(item.reason, 'keeps')) again.push(item);
  return again;
}

/** Whether an item that this one waits for was left undone; this one is taken only when all of those have ended. */
export async function comesAfterUndone(store: Store, { plan_id, task }: ItemRecord): Promise<boolean> {
  if (!('after' in task) || !task.after) return false;
  const after = new Set(task.after);
  for await (const { contact_id } of eachItem(store, plan_id, LEFT_UNDONE))
    if (after.has(contact_id)) return true;
  return false;
}

/** The settlement of an item whose request was refused: with several requests, an earlier one may have done its part. */
export function putBack(item: ItemRecord): Settlement {
  return kindOf(item.task).inSteps ? backToPending(item) : untried(item);
}
