import { AppError } from '../errors.ts';
import { SECOND } from '../lib/time.ts';
import { PLAN } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { planShape, sayPlan, standing } from '../words/plan.ts';
import { defineTool } from './define.ts';
import { planId } from './params.ts';
import { findPlan } from './steps/view.ts';
import { waitFor } from './steps/wait.ts';

/** Requests in flight rarely take longer than these looks together. */
const LOOKS = 8;
const LOOK_EVERY = SECOND / 4;

export const stopPlan = defineTool({
  name: 'stop_plan',
  title: 'Stop a plan',
  effect: 'write',
  description:
    'Stops a running plan after the requests in flight, or discards one that waits. `apply_plan` continues a stopped one.',
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
    if (!stopped)
      throw new AppError(`${plan.plan_id} is ${standing(plan)} and cannot be stopped.`, nextFor(plan));
    for (let looks = 0; looks < LOOKS && (await store.countItems(plan.plan_id)).sending > 0; looks += 1)
      await runner.progress(LOOK_EVERY);
    await store.finishPlans(plan.account);
    return waitFor(journal, plan.plan_id, 0, context, scope);
  },
  say: sayPlan,
});

function nextFor({ plan_id, state }: PlanRecord): string {
  return PLAN[state].approved
    ? `\`get_plan\` ${plan_id} tells what it did; \`plan_undo\` undoes it.`
    : 'It changed nothing and will not run: nothing is left to do.';
}
