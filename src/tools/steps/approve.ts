import * as z from 'zod';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { phraseOf } from '../../plans/hash.ts';
import type { Journal } from '../../plans/journal.ts';
import type { Store } from '../../store/contract.ts';
import { seeAll } from '../../words/approval.ts';
import {
  type Answer,
  AskedElsewhere,
  type CallScope,
  Question,
  ToReview,
  type Undecided,
} from '../define.ts';
import { decide, refuseRelayed, refuseStale } from './decide.ts';
import { isFormOpen } from './forms.ts';
import { viewPlan } from './view.ts';
import { pageFor, waysOf } from './ways.ts';

/** The plan waits on; `waits` says why, where its next step does not. */
export interface StillWaits {
  waits: string;
}

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
): Promise<Undecided | StillWaits | undefined> {
  await refuseStale(store, plan, context);
  if (!scope.answer && !scope.shown) {
    const until = await store.formUntil(plan.plan_id);
    if (isFormOpen(until, context)) return waitOnce(plan, scope);
    // A form that is closed has no end any more; the form of a process that died keeps its end.
    if (scope.waitedFor !== undefined && scope.canAsk && until === undefined) return CLOSED;
  }
  if (!scope.canAsk) {
    const { pending } = await store.countItems(plan.plan_id);
    const isPageFirst = await comesFirst(store, plan, pending, context, scope);
    const typed = mayCount(scope) && !isPageFirst ? phrase : undefined;
    if (typed === undefined) return withoutForm(plan, isPageFirst, scope);
    await refuseRelayed(store, plan, pending, context);
    checkPhrase(plan, pending, typed);
    await decide(store, plan, 'approve', { how: 'relayed', client: scope.client }, context);
    return undefined;
  }
  if (!scope.answer) return ask(store, plan, context);
  refuseOther(plan, scope.answer);
  return actOn(store, plan, scope.answer, context, scope);
}

/** The page is shown, unless a phrase is as good; then the plan waits on, and the answer says how it can be approved. */
function withoutForm(plan: PlanRecord, isPageFirst: boolean, scope: CallScope): ToReview | StillWaits {
  if (!scope.shown && isPageFirst) return new ToReview(plan.plan_id);
  return { waits: scope.answer ? CLOSED.waits : '' };
}

/** Whether the page decides, and no phrase does. */
async function comesFirst(
  store: Store,
  plan: PlanRecord,
  pending: number,
  context: Context,
  { shown }: CallScope,
): Promise<boolean> {
  if (shown) return shown.as !== 'nothing';
  return (await pageFor(store, plan, pending, context)) !== undefined;
}

/** The call waits for the answer to another call's form, but not for ever. */
function waitOnce({ plan_id }: PlanRecord, { waitedFor }: CallScope): AskedElsewhere | StillWaits {
  if (waitedFor !== plan_id) return new AskedElsewhere(plan_id);
  return { waits: '' };
}

/** Whether the phrase of this call counts: not when a form came first, unless the phrase had been offered before it. */
function mayCount({ answer, waitedFor }: CallScope): boolean {
  return answer ? answer.phraseOffered : waitedFor === undefined;
}

const ASKING = { canAsk: true } as const;

async function ask(store: Store, plan: PlanRecord, context: Context): Promise<Question | AskedElsewhere> {
  const { plan_id, hash } = plan;
  const at = context.now();
  const until = at + context.patience.formMs;
  if (!(await store.openForm(plan_id, { at, until }))) return new AskedElsewhere(plan_id);
  const { text } = await viewPlan(store, plan, context, await waysOf(store, plan, context, ASKING));
  const { review, program } = context;
  const seen = program !== undefined && review.way() === 'window' ? `\n${seeAll(plan_id, program)}` : '';
  return new Question(`${text}${seen}`, { plan_id, hash }, () => store.closeForm(plan_id, until));
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
      await decide(store, plan, 'approve', { how: 'form', client: scope.client }, context);
      return undefined;
    case 'decline':
      await decide(store, plan, 'decline', { how: 'form', client: scope.client }, context);
      throw new AppError(
        `The person declined ${plan.plan_id}; nothing was changed.`,
        'Do not ask again unless the person wants that.',
      );
    case 'cancel':
    case 'unseen':
      return CLOSED;
  }
}

const CLOSED: StillWaits = { waits: 'The form was closed or not answered, so nothing was sent.' };

function checkPhrase(plan: PlanRecord, toChange: number, typed: string): void {
  const phrase = phraseOf(plan, toChange);
  if (typed.trim().replace(/\s+/g, ' ').toUpperCase() === phrase) return;
  throw new AppError(
    `That is not the approval phrase of ${plan.plan_id}, so nothing was changed.`,
    `If the person agrees, they type ${phrase}. If not, discard the plan with \`stop_plan\` ${plan.plan_id}.`,
  );
}
