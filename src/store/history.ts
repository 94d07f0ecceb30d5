import { type Kysely, sql } from 'kysely';
import { isNumberKey, keysOf, keysOfNumber } from '../contacts/refs.ts';
import { readJson } from '../lib/json.ts';
import type { Contact, Effect } from '../model/contact.ts';
import type { ItemRecord, Task, Written } from '../model/item.ts';
import { FINISHED, ItemState } from '../model/lifecycle.ts';
import type { PlanAhead, PlanRecord } from '../model/plan.ts';
import type { LastDoneQuery } from './contract.ts';
import { itemOf } from './rows.ts';
import type { Tables } from './schema.ts';
import { among } from './touches.ts';

type Db = Kysely<Tables>;

/** For so many contacts, SQLite would look each of them up for each item of the plans ahead: 10,000 took half a minute. */
const MANY = 100;

export function plansAhead(db: Db, account: string, contactIds: readonly string[]): Promise<PlanAhead[]> {
  const ids = among(contactIds);
  return touched(db)
    .where(
      // The plus keeps SQLite from using an index by the key.
      contactIds.length < MANY
        ? sql<boolean>`item_contact.key IN ${ids}`
        : sql<boolean>`+item_contact.key IN ${ids}`,
    )
    .innerJoin('plan', 'plan.plan_id', 'item.plan_id')
    .select(['plan.plan_id', 'plan.state', sql<number>`count(DISTINCT item.seq)`.as('contacts')])
    .where('plan.account', '=', account)
    .where('plan.state', 'not in', FINISHED)
    .where('plan.kind', '!=', 'single')
    .where('item.state', '=', ItemState.pending)
    .groupBy('plan.plan_id')
    .orderBy('plan.created_at', 'desc')
    .execute();
}

export async function lastDone(
  db: Db,
  account: string,
  { did, contact, since }: LastDoneQuery,
): Promise<{ item: ItemRecord; effect: Effect; at: number } | undefined> {
  const row = await doneTouching(db, account, keysOf(contact))
    .selectAll('item')
    .select('effect')
    .where('settled_at', '>=', since)
    .$if(did !== undefined, (query) => query.where('effect', 'in', did ?? []))
    .orderBy('settled_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { item: itemOf(row), effect: row.effect, at: row.settled_at ?? 0 };
}

/** Items with the contacts that they touch. */
function touched(db: Db) {
  return db
    .selectFrom('item_contact')
    .innerJoin('item', (join) =>
      join.onRef('item.plan_id', '=', 'item_contact.plan_id').onRef('item.seq', '=', 'item_contact.seq'),
    );
}

function doneTouching(db: Db, account: string, keys: readonly string[]) {
  return (
    touched(db)
      .where('item_contact.key', 'in', among(keys))
      // The plus keeps SQLite from using the index by account and time, which leads through the whole journal.
      .where(sql<boolean>`+item.account = ${account}`)
      .where('item.state', '=', ItemState.done)
  );
}

export async function deletedContacts(db: Db, account: string, ids: readonly string[]): Promise<Contact[]> {
  const rows = await doneTouching(db, account, ids)
    .select(['item_contact.key', 'contact_id', 'before', 'task'])
    .where('effect', '=', 'deleted')
    .orderBy('settled_at')
    .execute();
  const deleted = rows.flatMap(({ key, contact_id, before, task }): Contact[] => {
    if (key === contact_id) return [readJson(before)];
    const merge: Task = readJson(task);
    return 'losers' in merge ? merge.losers.filter(({ id }) => id === key) : [];
  });
  return [...new Map(deleted.map((contact) => [contact.id, contact])).values()];
}

export async function deletedNumbers(
  db: Db,
  account: string,
  numbers: readonly string[],
): Promise<{ contact: Contact; at: number }[]> {
  const rows = await doneTouching(db, account, numbers.flatMap(keysOfNumber))
    .select(['item_contact.key', 'before', 'task', 'settled_at'])
    .where('effect', '=', 'deleted')
    .orderBy('settled_at', 'desc')
    .execute();
  return rows.flatMap(({ key, before, task, settled_at: at }) => {
    const done: Task = readJson(task);
    const deleted: readonly Contact[] = 'losers' in done ? done.losers : [readJson(before)];
    const those = deleted.filter(({ phone_number }) => keysOfNumber(phone_number).includes(key));
    return those.map((contact) => ({ contact, at: at ?? 0 }));
  });
}

export async function successors(
  db: Db,
  account: string,
  ids: readonly string[],
): Promise<{ old: string; now: string }[]> {
  const { rows } = await sql<{ old: string; now: string }>`
    WITH RECURSIVE step (old, now) AS (
      SELECT value, value FROM json_each(${JSON.stringify(ids)})
      UNION
      SELECT step.old, item.after_id FROM step
      JOIN item_contact AS own ON own.key = step.now AND own.effect IN ('created', 'replaced')
      JOIN item ON item.plan_id = own.plan_id AND item.seq = own.seq AND item.contact_id = own.key
      WHERE item.account = ${account} AND item.state = ${ItemState.done} AND item.overwrote = 0 AND item.after_id IS NOT NULL
    )
    SELECT old, now FROM step WHERE now != old
  `.execute(db);
  return rows;
}

/** By account and time: of these there is an index. */
export async function settledSince(
  db: Db,
  { plan_id, account }: Pick<PlanRecord, 'plan_id' | 'account'>,
  { since, limit }: { since: number; limit: number },
): Promise<{ item: ItemRecord; at: number }[]> {
  const rows = await db
    .selectFrom('item')
    .selectAll()
    .where('account', '=', account)
    .where('settled_at', '>=', since)
    .where('plan_id', '=', plan_id)
    .orderBy('settled_at')
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ item: itemOf(row), at: row.settled_at ?? since }));
}

export async function writtenSince(db: Db, account: string, since: number): Promise<Written[]> {
  const rows = await db
    .selectFrom('item')
    .innerJoin('item_contact as own', (join) =>
      join
        .onRef('own.plan_id', '=', 'item.plan_id')
        .onRef('own.seq', '=', 'item.seq')
        .onRef('own.key', '=', 'item.contact_id'),
    )
    .select(['contact_id', 'after', 'state', 'settled_at', 'own.effect'])
    .select(({ selectFrom }) =>
      selectFrom('item_contact as lost')
        .select(sql<string>`json_group_array(lost.key)`.as('keys'))
        .whereRef('lost.plan_id', '=', 'item.plan_id')
        .whereRef('lost.seq', '=', 'item.seq')
        .where('lost.effect', '=', 'deleted')
        .as('lost'),
    )
    .where('account', '=', account)
    .where('settled_at', '>=', since)
    .orderBy('settled_at')
    .execute();
  return rows.map(({ after, settled_at: at, lost, ...row }) => ({
    ...row,
    losers: readJson<string[]>(lost ?? '[]').filter((key) => key !== row.contact_id && !isNumberKey(key)),
    after: after === null ? undefined : readJson(after),
    at: at ?? 0,
  }));
}
