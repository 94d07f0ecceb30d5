import type { Kysely, Transaction } from 'kysely';
import { ItemState, itemsThat, PlanState, transition } from '../model/lifecycle.ts';
import type { Allowed, Approval, Budget, OverBudget } from '../model/plan.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

const UNSENT = itemsThat((is) => is.unsent);

export function approvePlan(
  db: Db,
  approval: Approval,
  budgets: readonly Budget[] = [],
): Promise<'approved' | 'overtaken' | OverBudget> {
  return db.transaction().execute(async (trx) => {
    const { from, to } = transition('approve');
    // First: where it was approved before, that approval is in the budget, and there is nothing to ask of it.
    const waits = await trx
      .selectFrom('plan')
      .select('plan_id')
      .where('plan_id', '=', approval.plan_id)
      .where('hash', '=', approval.hash)
      .where('state', 'in', from)
      .executeTakeFirst();
    if (!waits) return 'overtaken';
    const over = await overBudget(trx, approval, budgets);
    if (over) return over;
    await trx.updateTable('plan').set({ state: to }).where('plan_id', '=', approval.plan_id).execute();
    const { client, allowed, ...given } = approval;
    const where = { client: client?.name ?? null, client_version: client?.version ?? null };
    const counted = { changes: allowed?.changes ?? null, deletions: allowed?.deletions ?? null };
    await trx
      .insertInto('approval')
      .values({ ...given, ...where, ...counted })
      .execute();
    return 'approved';
  });
}

/** The first budget that the approval does not fit any more. */
async function overBudget(
  trx: Transaction<Tables>,
  { plan_id, how, allowed }: Approval,
  budgets: readonly Budget[],
): Promise<OverBudget | undefined> {
  const within = budgets.filter(({ ways }) => ways.includes(how));
  if (within.length === 0) return undefined;
  const plan = await trx
    .selectFrom('plan')
    .select(['account', 'counted_deletions'])
    .where('plan_id', '=', plan_id)
    .executeTakeFirst();
  if (!plan) return undefined;
  const needs = allowed ?? { changes: await countPending(trx, plan_id), deletions: plan.counted_deletions };
  return overAny(trx, plan.account, needs, within);
}

/** The first of these budgets that has no room for so much more. */
export async function overAny(
  db: Db,
  account: string,
  needs: Allowed,
  budgets: readonly Budget[],
): Promise<OverBudget | undefined> {
  for (const budget of budgets) {
    const used = await usedOf(db, account, budget);
    const over = (['changes', 'deletions'] as const).find(
      (kind) => needs[kind] > 0 && used[kind] + needs[kind] > budget.most[kind],
    );
    if (over) return { over, needs: needs[over], used: used[over], budget };
  }
  return undefined;
}

async function countPending(db: Db, planId: string): Promise<number> {
  const { items } = await db
    .selectFrom('item')
    .select(({ fn }) => fn.countAll<number>().as('items'))
    .where('plan_id', '=', planId)
    .where('state', '=', ItemState.pending)
    .executeTakeFirstOrThrow();
  return items;
}

/** What was approved in these ways in that time. An approval dated in the future was given before the clock was put back. */
async function usedOf(
  db: Db,
  account: string,
  { ways, at, windowMs }: Omit<Budget, 'most'>,
): Promise<Allowed> {
  const used = await db
    .selectFrom('approval')
    .innerJoin('plan', 'plan.plan_id', 'approval.plan_id')
    .select(({ fn, selectFrom }) => {
      const sent = selectFrom('item')
        .select(({ fn: of }) => of.countAll<number>().as('items'))
        .whereRef('item.plan_id', '=', 'approval.plan_id')
        .where('item.state', 'not in', UNSENT);
      return [
        fn.sum<number | null>(fn.coalesce('approval.changes', sent)).as('changes'),
        fn.sum<number | null>(fn.coalesce('approval.deletions', 'plan.counted_deletions')).as('deletions'),
      ];
    })
    .where('plan.account', '=', account)
    .where('approval.how', 'in', ways)
    .where('approval.at', '>=', at - windowMs)
    // It was approved, and never began.
    .where('plan.state', '!=', PlanState.expired)
    .executeTakeFirstOrThrow();
  return { changes: used.changes ?? 0, deletions: used.deletions ?? 0 };
}

export async function findApproval(db: Db, planId: string): Promise<Approval | undefined> {
  const row = await db.selectFrom('approval').selectAll().where('plan_id', '=', planId).executeTakeFirst();
  if (!row) return undefined;
  const { client: name, client_version: version, changes, deletions, ...given } = row;
  return {
    ...given,
    ...(name !== null && { client: { name, version: version ?? '' } }),
    ...(changes !== null && deletions !== null && { allowed: { changes, deletions } }),
  };
}
