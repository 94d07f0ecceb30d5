import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { SECOND } from '../lib/time.ts';
import { can, PLAN, PlanState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { giveUpRest } from '../plans/givingUp.ts';
import type { Journal } from '../plans/journal.ts';
import { planShape, sayPlan, standing } from '../words/plan.ts';
import { defineTool } from './define.ts';
import { planId } from './params.ts';
import { findPlan } from './steps/view.ts';
import { waitFor } from './steps/wait.ts';

/** Requests in flight rarely take longer than these looks together. */
const LOOKS = 8;
const LOOK_EVERY = SECOND / 4;
/** A call so soon, in ms, after the plan stopped is the same call again, or was made while it still ran. */
const SAME_CALL = 5 * SECOND;

export const stopPlan = defineTool({
  name: 'stop_plan',
  title: 'Stop a plan',
  effect: 'write',
  description:
    'Stops a running plan after the requests in flight, or discards one that waits. `apply_plan` continues a stopped one; once more, it gives up what is left of it.',
  input: { plan_id: planId },
  output: planShape,
  async run({ plan_id }, context, scope) {
    const journal = await context.journal();
    const { store, runner } = journal;
    const plan = await findPlan(store, context, plan_id);
    const facts = { at: context.now(), reason: 'stopped on request' };
    const stopped =
      (await store.movePlan(plan.plan_id, 'discard', { at: facts.at })) ||
      (await store.movePlan(plan.plan_id, 'stop', facts));
    // Another call may have stopped it since it was read.
    const rest = stopped ? undefined : await findPlan(store, context, plan.plan_id);
    if (rest) {
      if (!can(rest.state, 'giveUp'))
        throw new AppError(`${plan.plan_id} is ${standing(rest)} and cannot be stopped.`, nextFor(rest));
      // A process that died may have left requests, which a runner looks at.
      runner.wake();
    }
    await lastRequests(journal, plan);
    if (rest && !hasJustStopped(rest, facts.at)) await giveUp(journal, plan, context);
    return waitFor(journal, plan.plan_id, 0, context, scope);
  },
  say: sayPlan,
});

function hasJustStopped({ finished_at: at = 0 }: PlanRecord, now: number): boolean {
  return Math.abs(now - at) < SAME_CALL;
}

async function lastRequests({ store, runner }: Journal, { plan_id, account }: PlanRecord): Promise<void> {
  for (let looks = 0; looks < LOOKS && (await store.countItems(plan_id)).sending > 0; looks += 1)
    await runner.progress(LOOK_EVERY);
  await store.finishPlans(account);
}

async function giveUp(journal: Journal, plan: PlanRecord, { now }: Context): Promise<void> {
  if (await giveUpRest(journal, plan, now())) return;
  const { plan_id, account } = plan;
  const is = await journal.store.findPlan(account, plan_id);
  // Its last requests were all that was left of it.
  if (is?.state === PlanState.done) return;
  throw new AppError(
    `${plan_id} was not given up: its last requests are still under way, or another process goes on with it.`,
    `\`get_plan\` ${plan_id} tells how it stands; then call \`stop_plan\` again.`,
  );
}

function nextFor({ plan_id, state }: PlanRecord): string {
  return PLAN[state].approved
    ? `\`get_plan\` ${plan_id} tells what it did; \`plan_undo\` undoes it.`
    : 'It changed nothing and will not run: nothing is left to do.';
}
