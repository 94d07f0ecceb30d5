import type { Kysely } from 'kysely';
import type { NewItem } from '../model/item.ts';
import { ItemState, PlanState, UNDER_WAY } from '../model/lifecycle.ts';
import type { Budget, OverBudget, PlanRecord } from '../model/plan.ts';
import type { Reason } from '../model/reasons.ts';
import { overAny } from './approvals.ts';
import { insertPlan } from './plans.ts';
import { reasonColumns } from './rows.ts';
import type { Tables } from './schema.ts';
import { among, isAlone } from './touches.ts';

type Db = Kysely<Tables>;

/** The plans that are not under way. The process that runs a plan under way looks at its items. */
function abandoned(db: Db, account: string) {
  return db
    .selectFrom('plan')
    .select('plan_id')
    .where('account', '=', account)
    .where('state', 'not in', UNDER_WAY);
}

export async function leftSending(db: Db, account: string): Promise<number> {
  const { items } = await db
    .selectFrom('item')
    .select(({ fn }) => fn.countAll<number>().as('items'))
    .where('account', '=', account)
    .where('state', '=', ItemState.sending)
    .where('plan_id', 'in', abandoned(db, account))
    .executeTakeFirstOrThrow();
  return items;
}

export async function giveUpSending(db: Db, account: string, reason: Reason, at: number): Promise<void> {
  await db
    .updateTable('item')
    .set({ state: ItemState.unknown, ...reasonColumns(reason), settled_at: at })
    .where('account', '=', account)
    .where('state', '=', ItemState.sending)
    .where('plan_id', 'in', abandoned(db, account))
    .execute();
}

export async function takeOver(db: Db, account: string, current: string): Promise<void> {
  const others = db
    .selectFrom('plan')
    .select('plan_id')
    .where('account', '=', account)
    .where('state', 'in', UNDER_WAY)
    .where('plan_id', '!=', current)
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('kind', '!=', 'single'),
        exists(
          selectFrom('approval')
            .select('at')
            .whereRef('approval.plan_id', '=', 'plan.plan_id')
            .where('how', '!=', 'none'),
        ),
      ]),
    );
  const single = db
    .selectFrom('plan')
    .select('plan_id')
    .where('plan_id', '=', current)
    .where('kind', '=', 'single');
  // The process of a single edit holds no lock. If it was only frozen, its settlement is of an earlier attempt.
  await db
    .updateTable('item')
    .set(({ eb }) => ({ attempts: eb('attempts', '+', 1) }))
    .where('plan_id', 'in', single)
    .where('state', '=', ItemState.sending)
    .execute();
  // These count as tried: whether they were done is found out when they are taken again.
  await db
    .updateTable('item')
    .set({ state: ItemState.pending })
    .where('account', '=', account)
    .where('state', '=', ItemState.sending)
    .where('plan_id', 'in', others)
    .execute();
}

export function beginSingle(
  db: Db,
  plan: PlanRecord,
  item: NewItem,
  budgets: readonly Budget[],
): Promise<'begun' | OverBudget | { busy: string }> {
  return db.transaction().execute(async (trx) => {
    const needs = { changes: 1, deletions: plan.counted_deletions };
    const over = await overAny(trx, plan.account, needs, budgets);
    if (over) return over;
    const other = await trx
      .selectFrom('item_contact')
      .select('plan_id')
      .where('writing', '=', plan.account)
      .where('key', 'in', among(item.touches.filter(isAlone).map(({ key }) => key)))
      .executeTakeFirst();
    if (other) return { busy: other.plan_id };
    const sent = { ...item, state: ItemState.sending, attempts: Math.max(1, item.attempts) };
    await insertPlan(trx, { ...plan, state: PlanState.running }, [sent]);
    const { plan_id, hash, created_at: at } = plan;
    await trx.insertInto('approval').values({ plan_id, hash, how: 'none', at }).execute();
    return 'begun';
  });
}
