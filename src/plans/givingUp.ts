import { ItemState } from '../model/lifecycle.ts';
import type { Allowed, PlanRecord } from '../model/plan.ts';
import { eachItem } from '../store/each.ts';
import type { Journal } from './journal.ts';
import { countedDeletions } from './tasks/index.ts';

/**
 * Gives up what a stopped plan did not send, which then counts in no budget any more; false while its requests are under way,
 * or where another process goes on with it.
 */
export async function giveUpRest({ store }: Journal, { plan_id }: PlanRecord, at: number): Promise<boolean> {
  const rest: Allowed = { changes: 0, deletions: 0 };
  for await (const item of eachItem(store, plan_id, [ItemState.pending])) {
    if (item.attempts > 0) continue;
    rest.changes += 1;
    rest.deletions += countedDeletions(item);
  }
  return store.giveUp(plan_id, rest, { at, reason: 'given up on request' });
}
