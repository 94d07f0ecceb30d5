import type { Context } from '../../context.ts';
import { messageOf } from '../../errors.ts';
import { carriersOf } from '../../find/tags/carriers.ts';
import { MINUTE, SECOND } from '../../lib/time.ts';
import { can, PlanState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { progressOf } from '../../plans/draft/draft.ts';
import type { Journal } from '../../plans/journal.ts';
import { isUnderWay, whyPlanStuck } from '../../plans/run/stuck.ts';
import type { Store } from '../../store/contract.ts';
import { nextOf, type Ways } from '../../words/next.ts';
import { notCounted, type PlanView, progressWords, stillCarried } from '../../words/plan.ts';
import type { CallScope } from '../define.ts';
import { isFormOpen } from './forms.ts';
import { findPlan, viewPlan } from './view.ts';
import { waysOf } from './ways.ts';

/** The plan may run in another process, whose progress only the store tells. */
const LOOK_EVERY = SECOND;

const MOST_RENAMED = 5;
/** Later, the carriers of a renamed tag are no part of the receipt. */
const JUST_ENDED = 10 * MINUTE;

/** Waits until the plan has ended or cannot go on, or the time is up, and reports its progress. */
export async function waitFor(
  journal: Journal,
  planId: string,
  seconds: number,
  context: Context,
  { items, ...scope }: CallScope & Pick<Ways, 'items'>,
): Promise<PlanView & { next?: string }> {
  const { store, runner } = journal;
  const { signal, progress } = scope;
  const until = context.now() + seconds * SECOND;
  for (;;) {
    const plan = await findPlan(store, context, planId);
    const stuck = await whyPlanStuck(journal, plan, context.now);
    const { state = plan.state, reason = plan.reason } = stuck ?? {};
    const ways = { ...(await waysOf(store, plan, context, scope)), items };
    const view = await viewPlan(store, { ...plan, state, reason }, context, ways);
    if (stuck) return { ...view, next: stuck.next };
    const next = nextOf(plan, view, ways);
    const left = until - context.now();
    if (!isUnderWay(plan) && !(await isBeingDecided(plan, store, context)))
      return { ...view, ...(await renameReceipt(plan, view.text, context, signal)), ...next };
    if (left <= 0 || signal.aborted) return { ...view, ...next };
    const { ended, total } = progressOf(view.counts);
    progress(ended, total, progressWords(ended, total));
    await runner.progress(Math.min(left, LOOK_EVERY), signal);
  }
}

/** Whether the plan is open on a page or in a form, where a person may decide any moment. */
async function isBeingDecided(plan: PlanRecord, store: Store, context: Context): Promise<boolean> {
  return can(plan.state, 'approve') && isFormOpen(await store.formUntil(plan.plan_id), context);
}

/** Whether anybody still carries a renamed tag: a campaign may still use it. */
async function renameReceipt(
  { state, retired, left_over: leftOver, finished_at: ended = 0 }: PlanRecord,
  text: string,
  { api, now }: Context,
  signal: AbortSignal,
): Promise<{ text?: string }> {
  if (state !== PlanState.done || retired.length === 0 || now() - ended > JUST_ENDED) return {};
  try {
    const counts = retired
      .slice(0, MOST_RENAMED)
      .map(async (tag) => ({ tag, count: await carriersOf(api, tag, { signal }) }));
    return { text: `${text}\n${stillCarried(await Promise.all(counts), leftOver > 0)}` };
  } catch (error) {
    return { text: `${text}\n${notCounted(messageOf(error))}` };
  }
}
