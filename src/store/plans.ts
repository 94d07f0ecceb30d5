import { type Kysely, sql, type Transaction } from 'kysely';
import { keysOf } from '../contacts/refs.ts';
import {
  FINISHED,
  ItemState,
  itemsThat,
  OPEN_ITEMS,
  PLAN,
  type PlanEvent,
  PlanState,
  plansThat,
  transition,
  UNDER_WAY,
} from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { NextPlanQuery, PlanFilter, Store } from './contract.ts';
import { itemRow, planOf, planRow } from './rows.ts';
import type { Tables } from './schema.ts';
import { among, insertTouches } from './touches.ts';
import { insertUntaken } from './untaken.ts';

type Db = Kysely<Tables>;

/** One statement takes at most 32,766 values (SQLITE_MAX_VARIABLE_NUMBER); kysely is fastest with far fewer. */
const ITEMS_A_STATEMENT = 100;
/** A plan of at most so many items goes before larger ones. */
const SMALL = 20;

const APPROVED = plansThat((is) => is.approved);
const MAY_BE_DONE = itemsThat((is) => is.mayBeDone);

export function savePlan(db: Db, ...rows: Parameters<Store['savePlan']>): Promise<void> {
  return db.transaction().execute((trx) => insertPlan(trx, ...rows));
}

export async function insertPlan(
  trx: Transaction<Tables>,
  ...[plan, items, untaken = []]: Parameters<Store['savePlan']>
): Promise<void> {
  await trx.insertInto('plan').values(planRow(plan)).execute();
  for (let start = 0; start < items.length; start += ITEMS_A_STATEMENT) {
    const rows = items.slice(start, start + ITEMS_A_STATEMENT).map((item) => itemRow(plan, item));
    await trx.insertInto('item').values(rows).execute();
  }
  await insertTouches(trx, plan, items);
  await insertUntaken(trx, plan.plan_id, untaken);
}

export async function findPlan(db: Db, account: string, planId: string): Promise<PlanRecord | undefined> {
  const row = await db
    .selectFrom('plan')
    .selectAll()
    .where('account', '=', account)
    .where('plan_id', '=', planId)
    .executeTakeFirst();
  return row && planOf(row);
}

export async function latestPlan(db: Db, account: string): Promise<PlanRecord | undefined> {
  const { plans } = await listPlans(db, account, { page: 1, limit: 1 });
  return plans[0];
}

/** The newest first. */
export async function accounts(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('plan')
    .select(({ fn }) => ['account', fn.max('created_at').as('latest')])
    .groupBy('account')
    .orderBy('latest', 'desc')
    .execute();
  return rows.map(({ account }) => account);
}

export async function listPlans(
  db: Db,
  account: string,
  { page, limit, contact, state, at = 0, after }: PlanFilter,
): Promise<{ plans: PlanRecord[]; total: number }> {
  let query = db.selectFrom('plan').where('account', '=', account);
  if (state !== undefined) query = query.where(stateAt(at), 'in', [state].flat());
  if (after !== undefined) query = query.where('created_at', '>=', after);
  if (contact !== undefined) query = query.where('plan_id', 'in', plansTouching(contact));
  const { total } = await query
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await query
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('plan_id', 'desc')
    .limit(limit)
    .offset((page - 1) * limit)
    .execute();
  return { plans: rows.map(planOf), total };
}

/** A plan that waited too long is expired, whether or not its row says so yet. */
function stateAt(at: number) {
  const { waiting, expired } = PlanState;
  return sql<PlanState>`(CASE WHEN state = ${waiting} AND expires_at < ${at} THEN ${expired} ELSE state END)`;
}

function plansTouching(contact: string) {
  return sql<string>`(SELECT plan_id FROM item_contact WHERE key IN ${among(keysOf(contact))})`;
}

export async function movePlan(
  db: Db,
  planId: string,
  event: PlanEvent,
  { at, reason }: { at: number; reason?: string | undefined },
): Promise<boolean> {
  const { from, to } = transition(event);
  const { finished, underWay } = PLAN[to];
  const { numUpdatedRows } = await db
    .updateTable('plan')
    .set({ state: to, reason: underWay ? null : (reason ?? null) })
    .$if(underWay === true, (query) => query.set({ finished_at: null }))
    .$if(finished === true, (query) => query.set({ finished_at: at }))
    .where('plan_id', '=', planId)
    .where('state', 'in', from)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** A plan that was stopped while its last requests were under way has no item left once they have ended. */
export async function finishPlans(db: Db, account: string): Promise<void> {
  const { from, to } = transition('complete');
  await db
    .updateTable('plan')
    .set({ state: to, reason: null })
    .where('account', '=', account)
    .where('state', 'in', from)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('item')
            .select('seq')
            .whereRef('item.plan_id', '=', 'plan.plan_id')
            .where('item.state', 'in', OPEN_ITEMS),
        ),
      ),
    )
    .execute();
}

export async function nextPlan(
  db: Db,
  account: string,
  { now, singlesLast, mayDelete, current = '' }: NextPlanQuery,
): Promise<PlanRecord | undefined> {
  const row = await db
    .selectFrom('plan')
    .innerJoin('approval', 'approval.plan_id', 'plan.plan_id')
    .selectAll('plan')
    .where('account', '=', account)
    .where('state', 'in', UNDER_WAY)
    .where(({ or, eb }) =>
      or([
        eb('kind', '!=', 'single'),
        eb('approval.how', '!=', 'none'),
        // A queued one has no call any more: somebody had it looked at again.
        eb('state', '=', PlanState.queued),
        eb('plan.plan_id', '=', current),
        eb('created_at', '<', now - singlesLast),
        // The clock was put back since.
        eb('created_at', '>', now + singlesLast),
      ]),
    )
    .$if(!mayDelete, (query) => query.where('deletes', '=', 0))
    // A single edit that a dead call left keeps its contact from everybody else.
    .orderBy(({ not, eb, and }) => not(and([eb('kind', '=', 'single'), eb('approval.how', '=', 'none')])))
    // Small plans go first: somebody waits for them.
    .orderBy(({ exists, selectFrom }) =>
      exists(
        selectFrom('item')
          .select('seq')
          .whereRef('item.plan_id', '=', 'plan.plan_id')
          .where('seq', '>', SMALL),
      ),
    )
    .orderBy('approval.at')
    .orderBy('plan.created_at')
    .limit(1)
    .executeTakeFirst();
  return row && planOf(row);
}

export async function unblockPlans(db: Db, account: string, except: Iterable<string> = []): Promise<void> {
  await db
    .updateTable('plan')
    .set({ state: transition('resume').to, reason: null })
    .where('account', '=', account)
    .where('state', '=', PlanState.blocked)
    .where('plan_id', 'not in', [...except])
    .execute();
}

export async function contactsUndone(db: Db, planId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('item')
    .innerJoin('plan', 'plan.plan_id', 'item.plan_id')
    .select('contact_id')
    .where('plan.undoes', '=', planId)
    .where('item.state', '=', ItemState.done)
    .execute();
  return rows.map(({ contact_id }) => contact_id);
}

export async function undosOf(db: Db, planId: string): Promise<string[]> {
  const undos = db.selectFrom('plan').select('plan_id').where('undoes', '=', planId);
  const rows = await undos.where('state', 'in', APPROVED).execute();
  return rows.map(({ plan_id }) => plan_id);
}

export async function undoneBy(db: Db, planId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('plan')
    .select('plan_id')
    .where('undoes', '=', planId)
    .where('state', 'in', APPROVED)
    // An undo that is finished and found nothing to take back has undone nothing.
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('state', 'not in', FINISHED),
        exists(
          selectFrom('item')
            .select('seq')
            .whereRef('item.plan_id', '=', 'plan.plan_id')
            .where('item.state', 'in', MAY_BE_DONE),
        ),
      ]),
    )
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.plan_id;
}
