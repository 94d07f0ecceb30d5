import type { Context } from '../context.ts';
import { PlanState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Store } from '../store/contract.ts';
import type { PlanHead } from '../view/contract.ts';
import { summaryWords } from '../words/plans/summary.ts';
import { newerWords } from '../words/review.ts';

/** The plan that took the place of this one; else the latest that was made since and waits. */
export async function newerThan(
  store: Store,
  { account, created_at, replaced_by: id }: PlanRecord,
  { now }: Context,
): Promise<Pick<PlanHead, 'newer'>> {
  const successor = id === undefined ? undefined : await store.findPlan(account, id);
  const newer = successor ?? (await latestWaiting(store, account, { at: now(), since: created_at }));
  if (newer === undefined) return {};
  const { plan_id, summary } = newer;
  return { newer: { plan_id, ...newerWords(summaryWords(summary), newer === successor) } };
}

async function latestWaiting(
  store: Store,
  account: string,
  { at, since }: { at: number; since: number },
): Promise<PlanRecord | undefined> {
  const waiting = { page: 1, limit: 1, state: PlanState.waiting, at };
  const { plans } = await store.listPlans(account, waiting);
  return plans.find(({ created_at }) => created_at > since);
}
