import { PlanState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Store } from '../store/contract.ts';
import type { PlanHead } from '../view/contract.ts';
import { summaryWords } from '../words/plans/summary.ts';

/** The plan that took the place of this one, as the store keeps it. */
export async function newerThan(
  store: Store,
  { account, state, reason }: PlanRecord,
): Promise<Pick<PlanHead, 'newer'>> {
  const [, id] = (state === PlanState.discarded && /^replaced by (\w+)$/.exec(reason ?? '')) || [];
  const newer = id === undefined ? undefined : await store.findPlan(account, id);
  return newer ? { newer: { plan_id: newer.plan_id, title: summaryWords(newer.summary) } } : {};
}
