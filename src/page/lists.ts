import type { Context } from '../context.ts';
import { counted } from '../lib/text.ts';
import { PlanState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Store } from '../store/contract.ts';
import { overview } from '../tools/steps/view.ts';
import type { PlanList } from '../view/contract.ts';
import { clockWords, whichDay } from '../words/reviewed.ts';
import { planOutcome } from '../words/standing.ts';

const PLANS = 30;

/** The latest plans and receipts, by day. `page` is the page after which the next one begins. */
export async function plansOf(store: Store, context: Context, page: number): Promise<PlanList> {
  const { account } = context.rules;
  const at = context.now();
  const { plans, total } = await store.listPlans(account, { page, limit: PLANS, at });
  const { total: waiting } = await store.listPlans(account, {
    page: 1,
    limit: 1,
    at,
    state: PlanState.waiting,
  });
  const shown = await Promise.all(plans.map((plan) => lineOf(store, plan, context)));
  const days = Map.groupBy(shown, ({ day }) => day);
  return {
    ...(waiting > 0 && { now: `${counted(waiting, 'plan')} ${waiting === 1 ? 'waits' : 'wait'} for you` }),
    days: [...days].map(([day, some]) => ({ day, plans: some.map(({ line }) => line) })),
    next: total > page * PLANS ? page + 1 : null,
  };
}

async function lineOf(store: Store, plan: PlanRecord, context: Context) {
  const at = context.now();
  const { plan_id, summary, state, counts, ...undone } = await overview(store, plan, context, undefined);
  const { text: outcome, tone } = planOutcome(plan, { ...undone, state, counts });
  return {
    day: whichDay(plan.created_at, at),
    line: { plan_id, at: clockWords(plan.created_at), text: summary, outcome, tone },
  };
}
