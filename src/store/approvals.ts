import type { Kysely, Transaction } from 'kysely';
import { ItemState, itemsThat, transition } from '../model/lifecycle.ts';
import type { Approval, Budget } from '../model/plan.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

const UNSENT = itemsThat((is) => is.unsent);

export function approvePlan(db: Db, approval: Approval, budget?: Budget): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    if (budget && !(await fitsBudget(trx, approval.plan_id, budget))) return false;
    const { from, to } = transition('approve');
    const { numUpdatedRows } = await trx
      .updateTable('plan')
      .set({ state: to })
      .where('plan_id', '=', approval.plan_id)
      .where('hash', '=', approval.hash)
      .where('state', 'in', from)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    const { client, ...given } = approval;
    const where = { client: client?.name ?? null, client_version: client?.version ?? null };
    await trx
      .insertInto('approval')
      .values({ ...given, ...where })
      .execute();
    return true;
  });
}

/** Whether what the plan changes is still within the budget. */
async function fitsBudget(
  trx: Transaction<Tables>,
  planId: string,
  { most, since }: Budget,
): Promise<boolean> {
  const plan = await trx
    .selectFrom('plan')
    .innerJoin('item', 'item.plan_id', 'plan.plan_id')
    .select(({ fn }) => ['plan.account', fn.countAll<number>().as('items')])
    .where('plan.plan_id', '=', planId)
    .where('item.state', '=', ItemState.pending)
    .groupBy('plan.account')
    .executeTakeFirst();
  return !plan || (await countUnapproved(trx, plan.account, since)) + plan.items <= most;
}

export async function countUnapproved(db: Db, account: string, since: number): Promise<number> {
  const { items } = await db
    .selectFrom('item')
    .select(({ fn }) => fn.countAll<number>().as('items'))
    .where('account', '=', account)
    .where('plan_id', 'in', ({ selectFrom }) =>
      selectFrom('approval').select('plan_id').where('how', '=', 'none').where('at', '>=', since),
    )
    .where('state', 'not in', UNSENT)
    .executeTakeFirstOrThrow();
  return items;
}

export async function findApproval(db: Db, planId: string): Promise<Approval | undefined> {
  const row = await db.selectFrom('approval').selectAll().where('plan_id', '=', planId).executeTakeFirst();
  if (!row) return undefined;
  const { client: name, client_version: version, ...given } = row;
  return name === null ? given : { ...given, client: { name, version: version ?? '' } };
}
