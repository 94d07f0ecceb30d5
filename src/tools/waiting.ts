import type { Context } from '../context.ts';
import { SECOND } from '../lib/time.ts';
import type { Journal } from '../plans/journal.ts';
import type { CallScope } from './define.ts';
import { findPlan, type PlanView, viewPlan } from './planView.ts';

/** Another process may be the one that runs the plan: then only the store tells how far it is. */
const LOOK_EVERY = SECOND;

const UNDER_WAY: readonly string[] = ['queued', 'running'];

/** Waits until the plan has ended, or for so long; tells the client how far it is meanwhile. */
export async function waitFor(
  { store, runner }: Journal,
  planId: string,
  seconds: number,
  context: Context,
  { signal, progress }: CallScope,
): Promise<PlanView & { next?: string }> {
  const until = context.now() + seconds * SECOND;
  for (;;) {
    const plan = await findPlan(store, context, planId);
    const view = await viewPlan(store, plan, context);
    const left = until - context.now();
    if (!UNDER_WAY.includes(plan.state)) return { ...view, ...nextOf(view) };
    const { trouble } = runner;
    if (left <= 0 || signal.aborted || trouble !== undefined)
      return { ...view, ...(trouble !== undefined && { reason: trouble }), ...nextOf(view) };
    const { to_change: total = 0, ...counts } = view.counts;
    const ended =
      (counts['done'] ?? 0) + (counts['failed'] ?? 0) + (counts['gone'] ?? 0) + (counts['drifted'] ?? 0);
    progress(ended, total, `${ended} of ${total} contacts`);
    await runner.progress(Math.min(left, LOOK_EVERY), signal);
  }
}

function nextOf({ plan_id, state, counts }: PlanView): { next?: string } {
  const open = ['drifted', 'gone', 'failed', 'unknown', 'protected'].filter(
    (name) => (counts[name] ?? 0) > 0,
  );
  switch (state) {
    case 'queued':
    case 'running':
      return { next: `It goes on in the background; \`get_plan\` ${plan_id} tells how far it is.` };
    case 'blocked':
      return {
        next: `When that is mended, \`apply_plan\` ${plan_id} goes on under the same approval, and so does this server when it is started again. Or \`stop_plan\` it; then \`plan_undo\` takes back what was done.`,
      };
    case 'halted':
    case 'stopped':
      return {
        next: `\`apply_plan\` ${plan_id} goes on under the same approval; \`plan_undo\` takes back what was done.`,
      };
    case 'done':
      return open.length > 0
        ? {
            next: `Not all of it was done (${open.join(', ')}): \`get_plan\` ${plan_id} with items "problems" lists them. \`plan_undo\` takes back what was.`,
          }
        : { next: `\`plan_undo\` ${plan_id} takes it back.` };
    default:
      return {};
  }
}
