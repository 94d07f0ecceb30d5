import { DAY } from '../../lib/time.ts';
import type { Settlement } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { eachItem } from '../../store/each.ts';
import { compareRows } from '../hash.ts';
import type { End } from './trouble.ts';
import type { RunnerWorld } from './world.ts';

type World = Pick<RunnerWorld, 'store' | 'now'>;

/** Why a plan must not begin any more. In a plan that has begun, items that another undo took back are settled instead. */
export async function refusalOf(plan: PlanRecord, { store, now }: World): Promise<End | undefined> {
  const rows = await compareRows(store, plan);
  if (rows === 'changed') return CHANGED;
  const undone = await undoneElsewhere(plan, store);
  if (rows === 'begun') {
    await store.settleItems(undone, now());
    return undefined;
  }
  const approval = await store.findApproval(plan.plan_id);
  if (approval && approval.at < now() - DAY) return OLD;
  return plan.undoes !== undefined && undone.length > 0 ? undoneTwice(plan.undoes) : undefined;
}

/** Settles, as unchanged, items of an undo that another undo took back meanwhile. */
async function undoneElsewhere(
  { plan_id, undoes }: PlanRecord,
  store: World['store'],
): Promise<Settlement[]> {
  const undone = new Set(await store.contactsUndone(plan_id));
  if (undoes !== undefined) for (const id of await store.contactsUndone(undoes)) undone.add(id);
  if (undone.size === 0) return [];
  const settled: Settlement[] = [];
  for await (const { seq, contact_id } of eachItem(store, plan_id, [ItemState.pending]))
    if (undone.has(contact_id))
      settled.push({ plan_id, seq, state: ItemState.unchanged, after: undefined, reason: { say: 'undone' } });
  return settled;
}

const OLD: End = { event: 'expire', reason: 'it was approved more than a day ago and had not begun' };

function undoneTwice(undoes: string): End {
  return {
    event: 'expire',
    reason: `${undoes} was undone by another plan meanwhile; plan the undo again for what is left of it`,
  };
}

const CHANGED: End = {
  event: 'expire',
  reason: 'somebody changed it in the store after it was approved; plan it again',
};
