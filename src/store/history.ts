import { type Kysely, sql } from 'kysely';
import { isNumber } from '../contacts/numbers/phone.ts';
import { readJson } from '../lib/json.ts';
import type { Contact } from '../model/contact.ts';
import type { ItemRecord, Task, Written } from '../model/item.ts';
import { FINISHED, ItemState } from '../model/lifecycle.ts';
import type { PlanAhead } from '../model/plan.ts';
import type { LastDoneQuery } from './contract.ts';
import { EFFECT } from './effects.ts';
import { itemOf } from './rows.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

export function plansAhead(db: Db, account: string, contactIds: readonly string[]): Promise<PlanAhead[]> {
  // One value, whatever their number: a statement takes only so many.
  const ids = sql`(SELECT value FROM json_each(${JSON.stringify(contactIds)}))`;
  return db
    .selectFrom('item')
    .innerJoin('plan', 'plan.plan_id', 'item.plan_id')
    .select(({ fn }) => ['plan.plan_id', 'plan.state', fn.countAll<number>().as('contacts')])
    .where('plan.account', '=', account)
    .where('plan.state', 'not in', FINISHED)
    .where('plan.kind', '!=', 'single')
    .where('item.state', '=', ItemState.pending)
    .where(({ or, and, eb }) =>
      or([
        sql<boolean>`contact_id IN ${ids}`,
        and([
          eb('plan.kind', '=', 'merge'),
          sql<boolean>`EXISTS (SELECT 1 FROM json_each(item.task, '$.losers') WHERE value ->> '$.id' IN ${ids})`,
        ]),
      ]),
    )
    .groupBy('plan.plan_id')
    .orderBy('plan.created_at', 'desc')
    .execute();
}

export async function lastDone(
  db: Db,
  account: string,
  { did = Object.values(EFFECT), contact, since }: LastDoneQuery,
): Promise<{ item: ItemRecord; at: number } | undefined> {
  const [own, lost] = [sql<number>`0`.as('is_loser'), sql<number>`1`.as('is_loser')];
  const losers = did.includes('deleted') ? [contact] : [];
  const items = db.selectFrom('item').select(['item.plan_id', 'item.seq', own]);
  const kept = items
    .where('contact_id', '=', contact)
    .union(items.where('after_id', '=', contact))
    .union(items.where('account', '=', account).where(sql<boolean>`before ->> '$.phone_number' = ${contact}`))
    .union(mergedAway(db, account, losers).select(['item.plan_id', 'item.seq', lost]));
  const named = isNumber(contact)
    ? kept.union(renumbered(db, account, contact).select(['item.plan_id', 'item.seq', own]))
    : kept;
  const kinds = Object.entries(EFFECT).flatMap(([kind, effect]) => (did.includes(effect) ? [kind] : []));
  const row = await db
    .selectFrom('item')
    .innerJoin(named.as('named'), (join) =>
      join.onRef('named.plan_id', '=', 'item.plan_id').onRef('named.seq', '=', 'item.seq'),
    )
    .selectAll('item')
    // The plus keeps SQLite from its index by account and time, which leads through the whole journal.
    .where(sql<boolean>`+item.account = ${account}`)
    .where('settled_at', '>=', since)
    .where('state', '=', ItemState.done)
    .where(({ or, eb }) =>
      or([
        eb('is_loser', '=', 1),
        sql<boolean>`task ->> '$.do' IN (SELECT value FROM json_each(${JSON.stringify(kinds)}))`,
      ]),
    )
    .orderBy('settled_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { item: itemOf(row), at: row.settled_at ?? 0 };
}

/** Items that merged one of these contacts, by id or number, into another: few plans are merges. */
function mergedAway(db: Db, account: string, refs: readonly string[]) {
  const named = sql`(SELECT value FROM json_each(${JSON.stringify(refs)}))`;
  return db
    .selectFrom('plan')
    .innerJoin('item', 'item.plan_id', 'plan.plan_id')
    .where('plan.account', '=', account)
    .where('plan.kind', '=', 'merge')
    .where(
      sql<boolean>`EXISTS (SELECT 1 FROM json_each(item.task, '$.losers')
        WHERE value ->> '$.id' IN ${named} OR value ->> '$.phone_number' IN ${named})`,
    );
}

/** Items that gave a contact this number, or gave it back: few plans other than deletions and merges delete anybody. */
function renumbered(db: Db, account: string, number: string) {
  return db
    .selectFrom('plan')
    .innerJoin('item', 'item.plan_id', 'plan.plan_id')
    .where('plan.account', '=', account)
    .where('plan.kind', 'in', ['update', 'undo'])
    .where('plan.deletes', '>', 0)
    .where(sql<boolean>`item.task ->> '$.phone_number' = ${number}`);
}

export async function deletedContacts(db: Db, account: string, ids: readonly string[]): Promise<Contact[]> {
  const deletions = db
    .selectFrom('item')
    .select(['before', 'task', 'settled_at'])
    .where('account', '=', account)
    .where(sql<boolean>`contact_id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`)
    .where('state', '=', ItemState.done)
    .where(sql<boolean>`task ->> '$.do' = 'delete'`);
  const merges = mergedAway(db, account, ids)
    .select(['item.before', 'item.task', 'item.settled_at'])
    .where('item.state', '=', ItemState.done);
  const rows = await deletions.unionAll(merges).orderBy('settled_at').execute();
  const deleted = rows.flatMap(({ before, task }): Contact[] => {
    const done: Task = readJson(task);
    return done.do === 'merge' ? [...done.losers] : [readJson(before)];
  });
  const wanted = new Set(ids);
  return [
    ...new Map(deleted.filter(({ id }) => wanted.has(id)).map((contact) => [contact.id, contact])).values(),
  ];
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
      SELECT step.old, item.after_id FROM step JOIN item ON item.contact_id = step.now
      WHERE item.account = ${account} AND item.state = ${ItemState.done} AND item.overwrote = 0 AND item.after_id IS NOT NULL
        AND item.task ->> '$.do' IN ('create', 'renumber')
    )
    SELECT old, now FROM step WHERE now != old
  `.execute(db);
  return rows;
}

export async function writtenSince(db: Db, account: string, since: number): Promise<Written[]> {
  const rows = await db
    .selectFrom('item')
    .select(['contact_id', 'after', 'state', 'settled_at'])
    .select(sql<Written['do']>`task ->> '$.do'`.as('do'))
    .select(
      sql<string>`(SELECT json_group_array(value ->> '$.id') FROM json_each(item.task, '$.losers'))`.as(
        'losers',
      ),
    )
    .where('account', '=', account)
    .where('settled_at', '>=', since)
    .orderBy('settled_at')
    .execute();
  return rows.map(({ after, settled_at: at, losers, ...row }) => ({
    ...row,
    losers: readJson(losers),
    after: after === null ? undefined : readJson(after),
    at: at ?? 0,
  }));
}
