import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { can, PLAN } from '../../model/lifecycle.ts';
import type { ClientName, Door, PlanRecord } from '../../model/plan.ts';
import { allowedBy, budgetsAt, isUnseen, type NotEnough } from '../../plans/approval.ts';
import { checkUnchanged } from '../../plans/hash.ts';
import type { Store } from '../../store/contract.ts';
import { approvedWords, notRelayedWords, relayNext } from '../../words/approval.ts';
import { standing } from '../../words/plan.ts';
import { notEnoughUnseen } from './ways.ts';

/** The door by which somebody decided, and the client that showed it. */
interface Decider {
  how: Exclude<Door, 'none'>;
  client?: ClientName | undefined;
}

/**
 * The one decision on a waiting plan, whatever the door: it queues the plan, or ends it. Throws an `AppError` where the
 * plan may not be approved so, is not as it was shown, or was decided before.
 */
export async function decide(
  store: Store,
  plan: PlanRecord,
  decision: 'approve' | 'decline',
  { how, client }: Decider,
  context: Context,
): Promise<void> {
  const { plan_id, hash } = plan;
  const at = context.now();
  if (decision === 'decline') {
    if (await store.movePlan(plan_id, 'decline', { at })) return;
    throw await overtaken(store, plan);
  }
  await refuseStale(store, plan, context);
  const { approval: mode } = context.rules;
  if (mode === 'form' && isUnseen(how)) throw notEnough(plan, 'form only', context);
  const { pending } = await store.countItems(plan_id);
  const approval = { plan_id, hash, how, at, client, allowed: allowedBy(plan, pending) };
  const approved = await store.approvePlan(approval, budgetsAt(at, mode));
  if (approved === 'approved') return;
  throw approved === 'overtaken' ? await overtaken(store, plan) : notEnough(plan, approved, context);
}

/** Refuses a plan for which no phrase is enough, before the error for a wrong one would tell the right one. */
export async function refuseRelayed(
  store: Store,
  plan: PlanRecord,
  pending: number,
  context: Context,
): Promise<void> {
  const why = await notEnoughUnseen(store, plan, pending, context);
  if (why === undefined) return;
  const latest = await store.findPlan(plan.account, plan.plan_id);
  throw latest && !can(latest.state, 'approve')
    ? await decidedBefore(store, latest)
    : notEnough(plan, why, context);
}

/** Refuses a plan that must not be approved any more, or here. */
export async function refuseStale(store: Store, plan: PlanRecord, context: Context): Promise<void> {
  await refuseExpired(store, plan, context.now());
  await checkUnchanged(store, plan);
  refuseDeleting(plan, context);
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

function notEnough(plan: PlanRecord, why: NotEnough, context: Context): AppError {
  const next = relayNext(why, plan, context.program);
  return new AppError(`${plan.plan_id} was not run: ${notRelayedWords(why)}.`, next);
}

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
