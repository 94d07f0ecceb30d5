import type { PlanRecord } from '../model/plan.ts';
import type { Store } from '../store/contract.ts';
import type { PlanHead } from '../view/contract.ts';
import { summaryWords } from '../words/plans/summary.ts';

/** The plan that took the place of this one. */
export async function newerThan(
  store: Store,
  { account, replaced_by: id }: PlanRecord,
): Promise<Pick<PlanHead, 'newer'>> {
  const newer = id === undefined ? undefined : await store.findPlan(account, id);
  return newer ? { newer: { plan_id: newer.plan_id, title: summaryWords(newer.summary) } } : {};
}
