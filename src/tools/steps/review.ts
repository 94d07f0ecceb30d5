import type { Context, Shown } from '../../context.ts';
import { SECOND, sleep } from '../../lib/time.ts';
import { can } from '../../model/lifecycle.ts';
import { findPlan } from './view.ts';

/** The plan waits on; `waits` says why, where there is more to say than that. */
export interface StillWaits {
  waits: string;
}

const LOOK_EVERY = SECOND / 4;

/** Puts a plan before the person on the page, and waits there as long as for a form. */
export async function showPlan(planId: string, context: Context, signal: AbortSignal): Promise<Shown> {
  const { review, patience, journal } = context;
  const shown = await review.show(planId);
  if (shown.as !== 'page') return shown;
  const { store } = await journal();
  const end = performance.now() + patience.formMs;
  const waits = async () => can((await findPlan(store, context, planId)).state, 'approve');
  while (performance.now() < end && !signal.aborted && (await waits())) await sleep(LOOK_EVERY);
  return shown;
}

/** Why a plan waits on that was put before the person. */
export function stillShown(shown: Shown, planId: string): StillWaits {
  switch (shown.as) {
    case 'page':
      return {
        waits: `The plan is open in the person's browser, and they decide there. \`get_plan\` ${planId} with \`wait_seconds\` waits for that.`,
      };
    case 'link':
      return {
        waits: `Give the person this link: ${shown.link} It opens the plan once, in a browser of the computer that this server runs on, within two minutes; they decide there. Then \`get_plan\` ${planId} tells how it stands.`,
      };
    case 'nothing':
      return { waits: `The page with the plan did not open: ${shown.why}.` };
  }
}
