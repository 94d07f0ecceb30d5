import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { can, PLAN, PlanState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Journal } from '../plans/journal.ts';
import { nextFrom } from '../words/next.ts';
import { planShape, sayPlan } from '../words/plan.ts';
import { type CallScope, defineTool, type Undecided } from './define.ts';
import { planId, waitSeconds } from './params.ts';
import { approve, type StillWaits } from './steps/approve.ts';
import { decidedBefore, refuseDeleting } from './steps/decide.ts';
import { findPlan } from './steps/view.ts';
import { waitFor } from './steps/wait.ts';

const WAIT = 20;

export const applyPlan = defineTool({
  name: 'apply_plan',
  title: 'Apply a plan',
  effect: 'destroy',
  waits: true,
  description:
    'Runs a plan after the person approved it: in a form where the client has one, else on a page that opens in their browser, else with the phrase that they typed as `approval`. Runs in the background; calling again continues or waits.',
  input: {
    plan_id: planId,
    approval: z.string().max(100).optional().describe('What the person typed'),
    wait_seconds: waitSeconds,
  },
  output: planShape,
  async run({ plan_id, approval, wait_seconds = WAIT }, context, scope) {
    const journal = await context.journal();
    const plan = await findPlan(journal.store, context, plan_id);
    const started = await start(journal, plan, approval, context, scope);
    if (started && !('waits' in started)) return started;
    journal.runner.wake();
    const seconds = started === undefined ? wait_seconds : 0;
    const view = await waitFor(journal, plan.plan_id, seconds, context, scope);
    return started === undefined ? view : { ...view, ...nextFrom([started.waits, view.next ?? '']) };
  },
  say: sayPlan,
});

/** Queues the plan, or returns the question that the person has to be asked first. */
async function start(
  journal: Journal,
  plan: PlanRecord,
  phrase: string | undefined,
  context: Context,
  scope: CallScope,
): Promise<Undecided | StillWaits | undefined> {
  const { plan_id: id, state } = plan;
  if (can(state, 'approve')) return approve(journal, plan, phrase, context, scope);
  if (!PLAN[state].approved || scope.answer?.action === 'decline')
    throw await decidedBefore(journal.store, plan);
  if (can(state, 'resume') && (state !== PlanState.done || (await hasOpenItems(journal, id))))
    await resume(journal, plan, context);
  return undefined;
}

/** Whether a plan that is over has unsettled items, or such as were pending when a process died. */
async function hasOpenItems({ store }: Journal, id: string): Promise<boolean> {
  const { unknown, pending } = await store.countItems(id);
  return unknown + pending > 0 && (await store.undoneBy(id)) === undefined;
}

/** Goes on under the same approval. The rows cannot be checked against its hash again, since items have moved on. */
async function resume({ store }: Journal, plan: PlanRecord, context: Context): Promise<void> {
  refuseDeleting(plan, context);
  const approval = await store.findApproval(plan.plan_id);
  if (approval?.hash !== plan.hash)
    throw new AppError(
      `${plan.plan_id} was not approved as it is now, so it does not go on.`,
      'Make a new plan.',
    );
  await store.retryUnknown(plan.plan_id);
  const at = context.now();
  await store.movePlan(plan.plan_id, 'resume', { at });
}
