import type { Context } from '../../context.ts';
import { can } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { allowedBy, isSmall, notRelayed } from '../../plans/approval.ts';
import type { Store } from '../../store/contract.ts';
import type { Ways } from '../../words/next.ts';
import type { CallScope } from '../define.ts';
import { isFormOpen } from './forms.ts';

/** How the page puts a plan before the person: not where a phrase is as good, nor by a link that would not be enough. */
export async function pageFor(
  store: Store,
  plan: PlanRecord,
  pending: number,
  { review, rules, now }: Context,
): Promise<'window' | 'link' | undefined> {
  const way = isSmall(plan, pending) ? undefined : review.way();
  if (way !== 'link') return way;
  const at = { mode: rules.approval, now: now() };
  const why = await notRelayed(store, plan, allowedBy(plan, pending), at);
  return why === undefined ? way : undefined;
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
  const { rules, mode, problems, program, now } = context;
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
  const at = { mode: rules.approval, now: now() };
  return { ...ways, notRelayed: await notRelayed(store, plan, allowedBy(plan, pending), at) };
}
