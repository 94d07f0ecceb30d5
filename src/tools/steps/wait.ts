import type { Context } from '../../context.ts';
import { messageOf } from '../../errors.ts';
import { carriersOf } from '../../find/carriers.ts';
import { MINUTE, SECOND } from '../../lib/time.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { progressOf } from '../../plans/draft/draft.ts';
import type { Journal } from '../../plans/journal.ts';
import { isUnderWay, whyPlanStuck } from '../../plans/run/stuck.ts';
import { nextOf, type Ways } from '../../words/next.ts';
import { notCounted, type PlanView, progressWords, stillCarried } from '../../words/plan.ts';
import type { CallScope } from '../define.ts';
import { findPlan, viewPlan, waysOf } from './view.ts';

/** Another process may be the one that runs the plan: then only the store tells how far it is. */
const LOOK_EVERY = SECOND;

const RENAMED_SHOWN = 5;
/** Who carries an old tag is part of the receipt of what just ended; later on, it is a question of its own. */
const JUST_ENDED = 10 * MINUTE;

/** Waits until the plan has ended, cannot go on, or for so long; tells the client how far it is meanwhile. */
export async function waitFor(
  journal: Journal,
  planId: string,
  seconds: number,
  context: Context,
  { signal, progress, canAsk, items }: CallScope & Pick<Ways, 'items'>,
): Promise<PlanView & { next?: string }> {
  const { store, runner } = journal;
  const until = context.now() + seconds * SECOND;
  for (;;) {
    const plan = await findPlan(store, context, planId);
    const view = await viewPlan(store, plan, context, { canAsk });
    const next = nextOf(plan, view, { ...waysOf(context, canAsk), items });
    const left = until - context.now();
    if (!isUnderWay(plan)) return { ...view, ...(await renamed(plan, context, signal)), ...next };
    const stuck = await whyPlanStuck(journal, plan, context.now);
    if (stuck) return { ...view, ...stuck };
    if (left <= 0 || signal.aborted) return { ...view, ...next };
    const { ended, total } = progressOf(view.counts);
    progress(ended, total, progressWords(ended, total));
    await runner.progress(Math.min(left, LOOK_EVERY), signal);
  }
}

/** A campaign may still be aimed at a tag that was renamed: whether anybody carries it is part of the receipt. */
async function renamed(
  { state, retired, left_over: rest, finished_at: ended = 0 }: PlanRecord,
  { api, now }: Context,
  signal: AbortSignal,
): Promise<{ reason?: string }> {
  if (state !== ItemState.done || retired.length === 0 || now() - ended > JUST_ENDED) return {};
  try {
    const counts = retired
      .slice(0, RENAMED_SHOWN)
      .map(async (tag) => ({ tag, count: await carriersOf(api, tag, { signal }) }));
    return { reason: stillCarried(await Promise.all(counts), rest > 0) };
  } catch (error) {
    return { reason: notCounted(messageOf(error)) };
  }
}
