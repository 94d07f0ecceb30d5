import { type Kysely, sql, type Transaction } from 'kysely';
import { keysOf } from '../contacts/refs.ts';
import type { Contact } from '../model/contact.ts';
import type { ItemRecord, Settlement } from '../model/item.ts';
import { type Counts, ItemState, OPEN_ITEMS, tally } from '../model/lifecycle.ts';
import type { ItemFilter, TakeOptions } from './contract.ts';
import { afterColumns, itemOf, reasonColumns } from './rows.ts';
import type { Tables } from './schema.ts';
import { among, insertSeen } from './touches.ts';
import { countUntaken } from './untaken.ts';

type Db = Kysely<Tables>;

export async function countItems(db: Db, planId: string): Promise<Counts> {
  const rows = await db
    .selectFrom('item')
    .select(({ fn }) => ['state', fn.countAll<number>().as('items')])
    .where('plan_id', '=', planId)
    .groupBy('state')
    .execute();
  return { ...tally([]), ...Object.fromEntries(rows.map(({ state, items }) => [state, items])) };
}

export async function countPeople(db: Db, planId: string): Promise<number> {
  const { items } = await db
    .selectFrom('item')
    .select(({ fn }) => fn.countAll<number>().as('items'))
    .where('plan_id', '=', planId)
    .where('forgotten', '=', 0)
    .executeTakeFirstOrThrow();
  const untaken = await countUntaken(db, planId);
  return items + Object.values(untaken).reduce((sum, rows) => sum + rows, 0);
}

export async function listItems(
  db: Db,
  planId: string,
  { states, contact, after = 0, skip = 0, limit }: ItemFilter,
): Promise<ItemRecord[]> {
  let query = db.selectFrom('item').selectAll().where('plan_id', '=', planId).where('seq', '>', after);
  if (states) query = query.where('state', 'in', states);
  if (contact !== undefined)
    query = query.where(
      'seq',
      'in',
      sql<number>`(SELECT seq FROM item_contact WHERE plan_id = ${planId} AND key IN ${among(keysOf(contact))})`,
    );
  const rows = await query.orderBy('seq').limit(limit).offset(skip).execute();
  return rows.map(itemOf);
}

export async function contactsOf(db: Db, planId: string, states: readonly ItemState[]): Promise<string[]> {
  const rows = await db
    .selectFrom('item')
    .select(({ fn }) => fn.coalesce('after_id', 'contact_id').as('id'))
    .where('plan_id', '=', planId)
    .where('state', 'in', states)
    .orderBy('seq')
    .execute();
  return rows.map(({ id }) => id);
}

export function takeItems(
  db: Db,
  planId: string,
  limit: number,
  { only, settled }: TakeOptions = {},
): Promise<ItemRecord[]> {
  return db.transaction().execute(async (trx) => {
    if (settled) await settle(trx, settled.items, settled.at);
    const free = await trx
      .selectFrom('item')
      .selectAll()
      .where('plan_id', '=', planId)
      .where('state', '=', ItemState.pending)
      .$if(only !== undefined, (query) => query.where(sql<boolean>`task ->> '$.do' IN ${among(only ?? [])}`))
      .where(({ not, exists, selectFrom }) => {
        const underWay = selectFrom('item_contact as own')
          .innerJoin('item_contact as other', 'other.key', 'own.key')
          .select('other.seq')
          .whereRef('own.plan_id', '=', 'item.plan_id')
          .whereRef('own.seq', '=', 'item.seq')
          .where('own.alone', '=', 1)
          .whereRef('other.writing', '=', 'item.account');
        return not(exists(underWay));
      })
      .where(({ not, exists }) => {
        const open = sql`SELECT contact_id FROM item WHERE plan_id = ${planId} AND state IN (${sql.join(OPEN_ITEMS)})`;
        return not(exists(sql`(SELECT 1 FROM json_each(item.task, '$.after') WHERE value IN (${open}))`));
      })
      .orderBy('seq')
      .limit(limit)
      .execute();
    const taken = await firstOfEach(trx, planId, free);
    if (taken.length === 0) return [];
    await trx
      .updateTable('item')
      .set(({ eb }) => ({ state: ItemState.sending, attempts: eb('attempts', '+', 1) }))
      .where('plan_id', '=', planId)
      .where('seq', 'in', sql<number>`${among(taken.map(({ seq }) => seq))}`)
      .execute();
    return taken.map((row) => itemOf({ ...row, state: ItemState.sending, attempts: row.attempts + 1 }));
  });
}

/** Of items of one plan that touch the same contact, the second waits for the first. */
async function firstOfEach<Row extends { seq: number }>(
  trx: Transaction<Tables>,
  planId: string,
  rows: readonly Row[],
): Promise<Row[]> {
  const touches = await trx
    .selectFrom('item_contact')
    .select(['seq', 'key'])
    .where('plan_id', '=', planId)
    .where('seq', 'in', sql<number>`${among(rows.map(({ seq }) => seq))}`)
    .where('alone', '=', 1)
    .orderBy('seq')
    .execute();
  const firsts = new Map(touches.toReversed().map(({ key, seq }) => [key, seq]));
  const waits = new Set(touches.filter(({ key, seq }) => firsts.get(key) !== seq).map(({ seq }) => seq));
  return rows.filter(({ seq }) => !waits.has(seq));
}

export function settleItems(db: Db, settlements: readonly Settlement[], at: number): Promise<void> {
  return db.transaction().execute((trx) => settle(trx, settlements, at));
}

async function settle(
  trx: Transaction<Tables>,
  settlements: readonly Settlement[],
  at: number,
): Promise<void> {
  if (settlements.length === 0) return;
  await insertSeen(trx, settlements);
  const settled = settlements.map(({ before, after, reason, overwrote, untried, ...settlement }) => ({
    ...settlement,
    ...reasonColumns(reason),
    before: before && JSON.stringify(before),
    ...afterColumns(after),
    settled_at: settlement.state === ItemState.pending ? undefined : at,
    overwrote: overwrote ? 1 : 0,
    tried: untried ? 0 : 1,
  }));
  // One statement for all rows: the database works in this thread, and requests stand still meanwhile.
  await sql`
    WITH settled AS (
      SELECT value ->> 'plan_id' AS plan_id, value ->> 'seq' AS seq, value ->> 'state' AS state,
        value ->> 'before' AS before, value ->> 'after' AS after, value ->> 'after_id' AS after_id,
        value ->> 'reason' AS reason, value ->> 'reason_fact' AS reason_fact, value ->> 'settled_at' AS settled_at, value ->> 'overwrote' AS overwrote,
        value ->> 'tried' AS tried, value ->> 'attempt' AS attempt
      FROM json_each(${JSON.stringify(settled)})
    )
    UPDATE item SET state = settled.state, before = coalesce(settled.before, item.before), after = settled.after,
      after_id = settled.after_id, reason = settled.reason, reason_fact = settled.reason_fact, settled_at = settled.settled_at,
      overwrote = settled.overwrote, attempts = attempts - 1 + settled.tried
    FROM settled
    WHERE item.plan_id = settled.plan_id AND item.seq = settled.seq
      AND (settled.attempt IS NULL OR item.attempts <= settled.attempt)
      -- The reply to a request that was under way when its person was erased must not be kept.
      AND item.forgotten = 0
  `.execute(trx);
}

export function noteBefore(db: Db, { plan_id, seq }: ItemRecord, before: Contact): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await insertSeen(trx, [{ plan_id, seq, before, after: undefined }]);
    await trx
      .updateTable('item')
      .set({ before: JSON.stringify(before) })
      .where('plan_id', '=', plan_id)
      .where('seq', '=', seq)
      .where('forgotten', '=', 0)
      .execute();
  });
}

export async function retryUnknown(db: Db, planId: string): Promise<void> {
  await db
    .updateTable('item')
    .set({ state: ItemState.pending, settled_at: null })
    .where('plan_id', '=', planId)
    .where('state', '=', ItemState.unknown)
    .execute();
}
