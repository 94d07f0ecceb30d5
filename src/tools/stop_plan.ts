import { AppError } from '../errors.ts';
import { SECOND } from '../lib/time.ts';
import { defineTool } from './define.ts';
import { planId } from './params.ts';
import { findPlan, planShape, viewPlan } from './planView.ts';
import { sayPlan } from './planWords.ts';

/** The requests in flight are waited for, for two seconds: they take no longer where all is well. */
const LOOKS = 8;

export const stopPlan = defineTool({
  name: 'stop_plan',
  title: 'Stop a plan',
  effect: 'write',
  description:
    'Stops a running plan after the requests in flight, or discards one that waits. `apply_plan` continues a stopped one.',
  input: { plan_id: planId },
  output: planShape,
  async run({ plan_id }, context, scope) {
    const { store, runner } = await context.journal();
    const plan = await findPlan(store, context, plan_id);
    const facts = { at: context.now(), reason: 'stopped on request' };
    const stopped =
      (await store.movePlan(plan.plan_id, ['waiting'], 'discarded', { at: facts.at })) ||
      (await store.movePlan(plan.plan_id, ['queued', 'running', 'blocked'], 'stopped', facts));
    if (!stopped)
      throw new AppError(
        `${plan.plan_id} is ${plan.state} and cannot be stopped.`,
        'What it did can be taken back with `plan_undo`.',
      );
    for (let looks = 0; looks < LOOKS && (await store.countItems(plan.plan_id)).sending > 0; looks += 1)
      await runner.progress(SECOND / 4);
    return viewPlan(store, await findPlan(store, context, plan.plan_id), context, scope);
  },
  say: sayPlan,
});
