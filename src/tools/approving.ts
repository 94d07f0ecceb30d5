import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { checkPhrase, formOf, relayNext, relayRefusal } from '../plans/approval.ts';
import { checkUnchanged, phraseOf } from '../plans/hash.ts';
import type { Journal } from '../plans/journal.ts';
import type { PlanRecord, Store } from '../store/records.ts';
import { type Answer, type CallScope, Question } from './define.ts';

/**
 * The one way a waiting plan is approved: by the person's answer to a form where the client has one, else by the phrase that the
 * agent relays. Gives the question to ask, or nothing when the plan is queued.
 */
export async function approve(
  { store }: Journal,
  plan: PlanRecord,
  given: string | undefined,
  context: Context,
  scope: CallScope,
): Promise<Question | undefined> {
  await refuseExpired(store, plan, context.now());
  await checkUnchanged(store, plan);
  refuseDeleting(plan, context);
  if (!scope.canAsk) {
    const { pending } = await store.countItems(plan.plan_id);
    checkRelayed(plan, pending, scope.answer ? undefined : given, context);
    await queue(store, plan, 'relayed', context.now());
    return undefined;
  }
  if (!scope.answer) return new Question(formOf(plan), { plan_id: plan.plan_id, hash: plan.hash });
  refuseOther(plan, scope.answer);
  await heed(store, plan, scope.answer, context.now());
  return undefined;
}

const askedAbout = z.object({ plan_id: z.string(), hash: z.string() });

/** The plan that the person was asked about in a form. */
export function planAsked({ state }: Answer): string {
  return askedAbout.parse(state).plan_id;
}

/** Between the form and its answer `latest` may have become another plan, or somebody changed the rows in the store. */
function refuseOther({ plan_id, hash }: PlanRecord, { state }: Answer): void {
  const asked = askedAbout.parse(state);
  if (asked.plan_id === plan_id && asked.hash === hash) return;
  const what = asked.plan_id === plan_id ? 'what that plan does now' : plan_id;
  throw new AppError(
    `The person was asked about ${asked.plan_id}, which is not ${what}, so nothing was changed.`,
    `\`apply_plan\` with the id ${asked.plan_id}: they are asked again.`,
  );
}

/** An undo and a new number delete, too. */
export function refuseDeleting({ deletes }: PlanRecord, { mode }: Context): void {
  if (mode === 'no-delete' && deletes > 0)
    throw new AppError(
      'This plan deletes contacts, and this server runs with VOBIZ_MODE=no-delete; nothing was changed.',
      'Discard it with `stop_plan`.',
    );
}

async function refuseExpired(store: Store, { plan_id, expires_at }: PlanRecord, at: number): Promise<void> {
  if (at <= expires_at) return;
  await store.movePlan(plan_id, ['waiting'], 'expired', { at });
  throw new AppError(
    `${plan_id} has expired: it was not approved within a day, and nothing was changed.`,
    'Plan again.',
  );
}

/** A decline is final for this plan; a form that was closed or not answered leaves it waiting. */
async function heed(store: Store, plan: PlanRecord, { action }: Answer, at: number): Promise<void> {
  switch (action) {
    case 'accept':
      return queue(store, plan, 'form', at);
    case 'decline':
      await store.movePlan(plan.plan_id, ['waiting'], 'declined', { at });
      throw new AppError(
        `The person declined ${plan.plan_id}; nothing was changed.`,
        'Do not ask again unless they say so.',
      );
    case 'cancel':
      throw new AppError(
        `${plan.plan_id} still waits: the form was closed or not answered, and nothing was changed.`,
        `Ask the person whether they still want it, then \`apply_plan\` ${plan.plan_id}.`,
      );
  }
}

function checkRelayed(
  plan: PlanRecord,
  pending: number,
  given: string | undefined,
  { rules }: Context,
): void {
  const refusal = relayRefusal(pending, plan.deletes, rules.approval);
  if (refusal)
    throw new AppError(`${plan.plan_id} was not run: ${refusal}.`, relayNext(plan, rules.approval));
  if (given === undefined)
    throw new AppError(
      `${plan.plan_id} waits for approval, and nothing was changed: ${plan.summary}`,
      `Show the person this summary, and let them type: ${phraseOf(plan.hash, pending)}`,
    );
  checkPhrase(plan, pending, given);
}

async function queue(
  store: Store,
  { plan_id, hash }: PlanRecord,
  how: 'form' | 'relayed',
  at: number,
): Promise<void> {
  if (await store.approvePlan({ plan_id, hash, how, at })) return;
  throw new AppError(`${plan_id} was changed by another process meanwhile.`, 'Look at it with `get_plan`.');
}
