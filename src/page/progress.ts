import type { Context } from '../context.ts';
import { can, countIn, PLAN, PlanState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { isUnderWay } from '../plans/run/stuck.ts';
import type { Store } from '../store/contract.ts';
import { howFar } from '../tools/steps/view.ts';
import type { Progress } from '../view/contract.ts';
import { decidedWords, farWords, PROBLEMS } from '../words/review.ts';
import type { Session } from './links.ts';
import { newerThan } from './newer.ts';
import { rowsFor } from './rows.ts';

const ROWS = 2000;
const SAMPLE = 3;

/** How far a plan is, and what ended since; who decided it is told to the windows in which nobody did. */
export async function progressOf(
  store: Store,
  plan: PlanRecord,
  context: Context,
  { decided: here }: Session,
  since = 0,
): Promise<Progress> {
  const { plan_id, state } = plan;
  const sample = await store.listItems(plan_id, { limit: SAMPLE });
  const { states, counts, etaSeconds } = await howFar(store, plan, sample, context);
  const { done } = states;
  const total = counts.to_change;
  const problems = countIn(states, PROBLEMS);
  const isElsewhere = !can(state, 'approve') && !here.has(plan_id);
  const declined = isElsewhere && state === PlanState.declined ? 'Somebody declined it.' : undefined;
  const approved = isElsewhere ? decidedWords(await store.findApproval(plan_id)) : undefined;
  const elsewhere = declined ?? approved;
  return {
    plan_id,
    state,
    moving: isUnderWay(plan),
    people: await store.countPeople(plan_id),
    done,
    total,
    text: farWords(done, total, isUnderWay(plan) ? etaSeconds : 0),
    problems,
    ...(elsewhere !== undefined && { decided: elsewhere }),
    ...(await newerThan(store, plan, context)),
    ...(await changedOf(store, plan, since)),
  };
}

/** The latest of them come again with the next answer: others may have ended in the same moment. */
async function changedOf(
  store: Store,
  plan: PlanRecord,
  since: number,
): Promise<Pick<Progress, 'changed' | 'since'>> {
  if (!PLAN[plan.state].approved) return { changed: [], since };
  // Once it is over, what a window has seen does not come again each second for as long as the window is open.
  const from = PLAN[plan.state].finished ? since + 1 : since;
  // Nothing of it ended before it was made: a long journal is not searched from its beginning.
  const settled = await store.settledSince(plan, { since: Math.max(from, plan.created_at), limit: ROWS });
  const rowOf = rowsFor(plan);
  const changed = settled.map(({ item }) => {
    const { n, tab, state, what } = rowOf(item);
    return { n, tab, state, what };
  });
  return { changed, since: settled.at(-1)?.at ?? since };
}
