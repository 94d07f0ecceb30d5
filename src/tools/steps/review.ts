import { loggable } from '../../api/error.ts';
import type { Context, Shown } from '../../context.ts';
import { messageOf } from '../../errors.ts';
import { unended } from '../../lib/text.ts';
import { SECOND, sleep } from '../../lib/time.ts';
import { can } from '../../model/lifecycle.ts';
import { findPlan } from './view.ts';

const LOOK_EVERY = SECOND / 4;

/** Puts a plan before the person on the page, and waits there as long as for a form. */
export async function showPlan(planId: string, context: Context, signal: AbortSignal): Promise<Shown> {
  try {
    const shown = await context.review.show(planId);
    if (shown.as === 'page') await untilDecided(planId, context, signal);
    return shown;
  } catch (error) {
    context.log.warn(loggable(error), 'a plan could not be shown');
    return { as: 'nothing', why: unended(messageOf(error)) };
  }
}

async function untilDecided(planId: string, context: Context, signal: AbortSignal): Promise<void> {
  const { store } = await context.journal();
  const end = performance.now() + context.patience.formMs;
  const waits = async () => can((await findPlan(store, context, planId)).state, 'approve');
  while (performance.now() < end && !signal.aborted && (await waits())) await sleep(LOOK_EVERY);
}
