import type { Context } from '../../context.ts';
import { can } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { allowedBy, isSmall, type NotEnough, notRelayed } from '../../plans/approval.ts';
import type { Store } from '../../store/contract.ts';
import type { Ways } from '../../words/next.ts';
import type { CallScope } from '../define.ts';
import { isFormOpen } from './forms.ts';

/** How the page puts a plan before the person: not where a phrase is as good, nor by a link that would not be enough. */
export async function pageFor(
  store: Store,
  plan: PlanRecord,
  pending: number,
  context: Context,
): Promise<'window' | 'link' | undefined> {
  const way = isSmall(plan, pending) ? undefined : context.review.way();
  if (way !== 'link') return way;
  return (await notEnoughUnseen(store, plan, pending, context)) === undefined ? way : undefined;
}

/** Why a phrase or a link is not enough for a plan with so many pending items now; undefined where it is. */
export function notEnoughUnseen(
  store: Store,
  plan: PlanRecord,
  pending: number,
  { rules, now }: Context,
): Promise<NotEnough | undefined> {
  return notRelayed(store, plan, allowedBy(plan, pending), { mode: rules.approval, now: now() });
}

/** How a call asks the person, or did. */
export type Asking = Pick<CallScope, 'canAsk' | 'shown'> & Partial<Pick<CallScope, 'answer'>>;

/** How the caller can deal with a plan; a phrase is considered only where no form is sure to be shown. */
export async function waysOf(
  store: Store,
  plan: PlanRecord,
  context: Context,
  { canAsk, shown: how, answer }: Asking,
): Promise<Ways> {
  const { mode, problems, program } = context;
  const waits = can(plan.state, 'approve');
  // The form that this call showed is over, even if it is not marked as closed yet.
  const isAsked = waits && !answer && isFormOpen(await store.formUntil(plan.plan_id), context);
  const shown = how ?? (isAsked ? { as: 'elsewhere' as const } : undefined);
  const ways = {
    canAsk,
    mode,
    mistaken: problems.length > 0,
    notRelayed: undefined,
    shown,
    program,
  };
  if (canAsk === true || !waits) return ways;
  const { pending } = await store.countItems(plan.plan_id);
  const way = shown?.as === 'nothing' ? undefined : await pageFor(store, plan, pending, context);
  if (way) return { ...ways, notRelayed: way };
  return { ...ways, notRelayed: await notEnoughUnseen(store, plan, pending, context) };
}
