import * as z from 'zod';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { can, PLAN } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { allowedBy, budgetsAt, type NotRelayed, notRelayed } from '../../plans/approval.ts';
import { checkUnchanged, phraseOf } from '../../plans/hash.ts';
import type { Journal } from '../../plans/journal.ts';
import type { Store } from '../../store/contract.ts';
import { approvedWords, notRelayedWords, relayNext } from '../../words/approval.ts';
import { standing } from '../../words/plan.ts';
import { type Answer, AskedElsewhere, type CallScope, Question } from '../define.ts';
import { isFormOpen } from './forms.ts';
import { viewPlan, waysOf } from './view.ts';

/**
 * Approves a waiting plan: by the person's answer to a form where the client shows forms, else by the phrase that the agent
 * relays. Returns the question to ask, or that another call asks it, or undefined when the plan is queued. While a form is
 * open, it alone decides.
 */
export async function approve(
  { store }: Journal,
  plan: PlanRecord,
  phrase: string | undefined,
  context: Context,
  scope: CallScope,
): Promise<Question | AskedElsewhere | StillWaits | undefined> {
  await refuseExpired(store, plan, context.now());
  await checkUnchanged(store, plan);
  refuseDeleting(plan, context);
  if (!scope.answer) {
    const until = await store.formUntil(plan.plan_id);
    if (isFormOpen(until, context)) return waitOnce(plan, scope);
    // A form that is closed has no end any more; the form of a process that died keeps its end.
    if (scope.waitedFor !== undefined && scope.canAsk && until === undefined) return CLOSED;
  }
  if (!scope.canAsk) {
    const { pending } = await store.countItems(plan.plan_id);
    const typed = mayCount(scope) ? phrase : undefined;
    if (typed === undefined) return { waits: scope.answer ? CLOSED.waits : '' };
    const at = { mode: context.rules.approval, now: context.now() };
    const why = await notRelayed(store, plan, allowedBy(plan, pending), at);
    if (why) throw notEnough(plan, why);
    checkPhrase(plan, pending, typed);
    await queue(store, plan, 'relayed', context, scope);
    return undefined;
  }
  if (!scope.answer) return ask(store, plan, context);
  refuseOther(plan, scope.answer);
  return actOn(store, plan, scope.answer, context, scope);
}

/** The call waits for the answer to another call's form, but not for ever. */
function waitOnce({ plan_id }: PlanRecord, { waitedFor }: CallScope): AskedElsewhere | StillWaits {
  if (waitedFor !== plan_id) return new AskedElsewhere(plan_id);
  return { waits: 'Another call has shown the person a form, and their answer there decides.' };
}

/** Whether the phrase of this call counts: not when a form came first, unless the phrase had been offered before it. */
function mayCount({ answer, waitedFor }: CallScope): boolean {
  return answer ? answer.phraseOffered : waitedFor === undefined;
}

async function ask(store: Store, plan: PlanRecord, context: Context): Promise<Question | AskedElsewhere> {
  const { plan_id, hash } = plan;
  const at = context.now();
  const until = at + context.patience.formMs;
  if (!(await store.openForm(plan_id, { at, until }))) return new AskedElsewhere(plan_id);
  const { text } = await viewPlan(store, plan, context, await waysOf(store, plan, context, true));
  return new Question(text, { plan_id, hash }, () => store.closeForm(plan_id, until));
}

const askedAbout = z.object({ plan_id: z.string(), hash: z.string() });

/** The plan of the form that was answered. */
export function planAsked({ state }: Answer): string {
  return askedAbout.parse(state).plan_id;
}

/** While the form was open, `latest` may have become another plan, or the rows in the store may have changed. */
function refuseOther({ plan_id, hash }: PlanRecord, { state }: Answer): void {
  const asked = askedAbout.parse(state);
  if (asked.plan_id === plan_id && asked.hash === hash) return;
  const why =
    asked.plan_id === plan_id
      ? `${plan_id} changed after the person was asked about it`
      : `The person was asked about ${asked.plan_id}, and this call is for ${plan_id}`;
  throw new AppError(
    `${why}, so nothing was changed.`,
    `Call \`apply_plan\` with the id ${asked.plan_id}: the person is asked again.`,
  );
}

/** Plans other than deletions may delete contacts, too: undos, merges and new numbers. */
export function refuseDeleting({ deletes }: PlanRecord, { mode }: Context): void {
  if (mode === 'no-delete' && deletes > 0)
    throw new AppError(
      'This plan deletes contacts, and this server runs with VOBIZ_MODE=no-delete; nothing was changed.',
      'Discard it with `stop_plan`.',
    );
}

async function refuseExpired(store: Store, { plan_id, expires_at }: PlanRecord, at: number): Promise<void> {
  if (at <= expires_at) return;
  await store.movePlan(plan_id, 'lapse', { at });
  throw new AppError(
    `${plan_id} has expired: it was not approved within a day, and nothing was changed.`,
    'Make the plan again if the person still wants it.',
  );
}

/** A decline is final for this plan; a form that was closed or not answered leaves it waiting. */
async function actOn(
  store: Store,
  plan: PlanRecord,
  { action }: Answer,
  context: Context,
  scope: CallScope,
): Promise<StillWaits | undefined> {
  switch (action) {
    case 'accept':
      await queue(store, plan, 'form', context, scope);
      return undefined;
    case 'decline':
      if (!(await store.movePlan(plan.plan_id, 'decline', { at: context.now() })))
        throw await overtaken(store, plan);
      throw new AppError(
        `The person declined ${plan.plan_id}; nothing was changed.`,
        'Do not ask again unless the person wants that.',
      );
    case 'cancel':
    case 'unseen':
      return CLOSED;
  }
}

/** The plan waits on; `waits` says why, where there is more to say than that. */
export interface StillWaits {
  waits: string;
}

const CLOSED: StillWaits = { waits: 'The form was closed or not answered, so nothing was sent.' };

/** The error for a second decision: it tells the first one. */
export async function decidedBefore(store: Store, plan: PlanRecord): Promise<AppError> {
  const { plan_id, state } = plan;
  if (!PLAN[state].approved)
    return new AppError(
      `${plan_id} is ${standing(plan)}: nothing was changed, and it will not run.`,
      'Make the plan again if the person still wants it.',
    );
  const approval = await store.findApproval(plan_id);
  const how = approval && approvedWords(approval);
  return new AppError(
    `${plan_id} was approved already${how ? `, ${how}` : ''}. It is ${standing(plan)}, and this answer changes nothing.`,
    `\`get_plan\` ${plan_id} tells how it goes; \`stop_plan\` stops it, \`plan_undo\` undoes what was done.`,
  );
}

/** The error when a plan that waited a moment ago does so no longer. */
async function overtaken(store: Store, { account, plan_id }: PlanRecord): Promise<AppError> {
  const now = await store.findPlan(account, plan_id);
  if (now && !can(now.state, 'approve')) return decidedBefore(store, now);
  return new AppError(
    `Another process changed ${plan_id} meanwhile, so nothing was done here.`,
    'Look at it with `get_plan`.',
  );
}

function notEnough(plan: PlanRecord, why: NotRelayed): AppError {
  return new AppError(`${plan.plan_id} was not run: ${notRelayedWords(why)}.`, relayNext(why, plan));
}

async function queue(
  store: Store,
  plan: PlanRecord,
  how: 'form' | 'relayed',
  { now, rules }: Context,
  { client }: CallScope,
): Promise<void> {
  const { plan_id, hash } = plan;
  const { pending } = await store.countItems(plan_id);
  const at = now();
  const approval = { plan_id, hash, how, at, client, allowed: allowedBy(plan, pending) };
  const approved = await store.approvePlan(approval, budgetsAt(at, rules.approval));
  if (approved === 'approved') return;
  throw approved === 'overtaken' ? await overtaken(store, plan) : notEnough(plan, approved);
}

function checkPhrase(plan: PlanRecord, toChange: number, typed: string): void {
  const phrase = phraseOf(plan, toChange);
  if (typed.trim().replace(/\s+/g, ' ').toUpperCase() === phrase) return;
  throw new AppError(
    `That is not the approval phrase of ${plan.plan_id}, so nothing was changed.`,
    `If the person agrees, they type ${phrase}. If not, discard the plan with \`stop_plan\` ${plan.plan_id}.`,
  );
}
