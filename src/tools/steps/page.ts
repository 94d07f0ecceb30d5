import type { Context } from '../../context.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { allowedBy, isSmall, notRelayed } from '../../plans/approval.ts';
import type { Store } from '../../store/contract.ts';

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
