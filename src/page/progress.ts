import type { Context } from '../context.ts';
import { can, ItemState, LEFT_UNDONE } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { isUnderWay } from '../plans/run/stuck.ts';
import type { Store } from '../store/contract.ts';
import { factsOf } from '../tools/steps/view.ts';
import type { Progress } from '../view/contract.ts';
import { approvedWords } from '../words/approval.ts';
import { farWords, timeWords } from '../words/review.ts';
import type { Session } from './links.ts';
import { newerThan } from './newer.ts';

/** How far a plan is; who decided it is told to the windows in which nobody did. */
export async function progressOf(
  store: Store,
  plan: PlanRecord,
  context: Context,
  { decided: here }: Session,
): Promise<Progress> {
  const { plan_id, state } = plan;
  const states = await store.countItems(plan_id);
  const { counts, etaSeconds } = await factsOf(
    store,
    plan,
    await store.listItems(plan_id, { limit: 3 }),
    context,
  );
  const { done } = states;
  const total = counts.to_change;
  const problems = LEFT_UNDONE.reduce((sum, one) => sum + (one === ItemState.protected ? 0 : states[one]), 0);
  const isElsewhere = !can(state, 'approve') && !here.has(plan_id);
  const approval = isElsewhere ? await store.findApproval(plan_id) : undefined;
  const how = approval && approvedWords(approval);
  return {
    plan_id,
    state,
    moving: isUnderWay(plan),
    done,
    total,
    text: farWords(done, total, isUnderWay(plan) ? etaSeconds : 0),
    problems,
    ...(how !== undefined && { decided: `It was approved ${timeWords(approval?.at ?? 0)} ${how}.` }),
    ...(await newerThan(store, plan)),
    changed: [],
    since: 0,
  };
}
