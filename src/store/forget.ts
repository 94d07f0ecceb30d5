import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Kysely, type RawBuilder, type Selectable, sql, type Transaction } from 'kysely';
import { isNumberKey, keysOfNumber } from '../contacts/refs.ts';
import { AppError } from '../errors.ts';
import { readJson } from '../lib/json.ts';
import { SECOND, sleep } from '../lib/time.ts';
import { BLANK } from '../model/contact.ts';
import { type ItemRecord, NO_CHANGE, type Task } from '../model/item.ts';
import { FINISHED, ItemState, plansThat } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Forgetting } from './contract.ts';
import { eraseFromFacts, type Traces, tracesOf } from './erase.ts';
import { BROKEN } from './file.ts';
import { movePlan } from './plans.ts';
import { itemOf, planOf } from './rows.ts';
import type { ItemTable, Tables } from './schema.ts';
import { among } from './touches.ts';
import { eraseUntaken } from './untaken.ts';
import { EMPTY_LOG } from './wal.ts';

type Trx = Transaction<Tables>;
type Item = Selectable<ItemTable>;

const NO_TASK: Task = { do: 'update', delta: NO_CHANGE };
const CHECKPOINT_ATTEMPTS = 50;
const CHECKPOINT_PAUSE = SECOND / 10;

/**
 * Erases the person with this number: their items, under other numbers of the same contact too; number and names in the facts
 * of plans; rows of sheets; their ids in selections, and selections that somebody typed words for; then the freed pages, the log and damaged
 * files that were set aside.
 * Where another contact has the number in an attribute it stays: that is the other contact's data.
 * Throws an `AppError` when another process keeps old pages in use; all but those are erased then, and doing it again helps.
 */
export async function forget(
  db: Kysely<Tables>,
  dataDir: string,
  number: string,
  how: Forgetting,
): Promise<number> {
  const erased = await db.transaction().execute(async (trx) => {
    const { items, ids } = await itemsOf(trx, number);
    const traces = tracesOf(number, items.map(itemOf), ids);
    const theirs = new Set(items.map(({ plan_id }) => plan_id));
    const approved = await asApproved(trx, theirs, how);
    await discard(trx, theirs, how);
    await eraseItems(trx, items);
    await discard(trx, await eraseFromFacts(trx, traces, theirs), how);
    await sealAgain(trx, approved, how);
    const rows = await eraseUntaken(trx, number, traces);
    await eraseFromSelections(trx, traces);
    return items.length + rows;
  });
  await sql`VACUUM`.execute(db);
  await emptyLog(db);
  for (const name of readdirSync(dataDir).filter((name) => name.startsWith(BROKEN))) {
    rmSync(join(dataDir, name));
  }
  return erased;
}

/** The items of the number, then those of its contacts by id: they may have had another number before or after. */
async function itemsOf(trx: Trx, number: string): Promise<{ items: Item[]; ids: Set<string> }> {
  // An account may have numbers for ids.
  const bare = number.replace(/^\+/, '');
  let keys = [...keysOfNumber(number), bare, `+${bare}`];
  const ids = new Set<string>();
  const items = new Map<string, Item>();
  while (keys.length > 0) {
    for (const item of await itemsTouching(trx, keys)) items.set(`${item.plan_id} ${item.seq}`, item);
    const touched = await trx
      .selectFrom('item_contact')
      .select('key')
      .distinct()
      .where(sql<boolean>`(plan_id, seq) IN ${placesOf(keys)}`)
      .execute();
    keys = touched.map(({ key }) => key).filter((key) => !isNumberKey(key) && !ids.has(key));
    for (const key of keys) ids.add(key);
  }
  return { items: [...items.values()], ids };
}

function itemsTouching(trx: Trx, keys: readonly string[]): Promise<Item[]> {
  return trx
    .selectFrom('item')
    .selectAll()
    .where(sql<boolean>`(plan_id, seq) IN ${placesOf(keys)}`)
    .execute();
}

function placesOf(keys: readonly string[]): RawBuilder<unknown> {
  return sql`(SELECT plan_id, seq FROM item_contact WHERE key IN ${among(keys)})`;
}

async function eraseItems(trx: Trx, items: readonly Item[]): Promise<void> {
  const finished = new Set(await finishedPlans(trx));
  for (const { plan_id, seq } of items) {
    if (finished.has(plan_id)) {
      await trx.deleteFrom('item').where('plan_id', '=', plan_id).where('seq', '=', seq).execute();
      continue;
    }
    const blank = { contact_id: '', task: JSON.stringify(NO_TASK), before: JSON.stringify(BLANK) };
    await trx
      .updateTable('item')
      .set({ ...blank, after: null, after_id: null, state: ItemState.failed, forgotten: 1 })
      .set({ reason: null, reason_fact: null })
      .where('plan_id', '=', plan_id)
      .where('seq', '=', seq)
      .execute();
    await trx.deleteFrom('item_contact').where('plan_id', '=', plan_id).where('seq', '=', seq).execute();
  }
}

/** A plan that waits must not be approved as it was shown, with the person in it. */
async function discard(trx: Trx, plans: Iterable<string>, { at }: Forgetting): Promise<void> {
  for (const id of plans) await movePlan(trx, id, 'discard', { at, reason: DISCARDED });
}

const DISCARDED = 'somebody in it was forgotten; plan it again for the others';

const APPROVED = plansThat((is) => is.approved);

/** Approved plans whose rows are those that were approved, as far as can be told: not once an item has begun. */
async function asApproved(
  trx: Trx,
  theirs: ReadonlySet<string>,
  { seal }: Forgetting,
): Promise<PlanRecord[]> {
  const plans = await trx.selectFrom('plan').selectAll().where('state', 'in', APPROVED).execute();
  const found: PlanRecord[] = [];
  for (const plan of plans.map(planOf)) {
    const { plan_id, hash } = plan;
    const begun = await trx
      .selectFrom('item')
      .select('seq')
      .where('plan_id', '=', plan_id)
      .where('attempts', '>', 0)
      .limit(1)
      .execute();
    const isKept = begun.length > 0 ? theirs.has(plan_id) : seal(plan, await rowsOf(trx, plan)) === hash;
    if (isKept) found.push(plan);
  }
  return found;
}

async function rowsOf(trx: Trx, { plan_id }: PlanRecord): Promise<ItemRecord[]> {
  const rows = trx.selectFrom('item').selectAll().where('plan_id', '=', plan_id).orderBy('seq');
  return (await rows.execute()).map(itemOf);
}

/** The approval of a plan covers the others in it: that a row was erased must not look as if somebody had changed the store. */
async function sealAgain(trx: Trx, plans: readonly PlanRecord[], { seal }: Forgetting): Promise<void> {
  for (const { plan_id, hash: before } of plans) {
    const row = await trx
      .selectFrom('plan')
      .selectAll()
      .where('plan_id', '=', plan_id)
      .executeTakeFirstOrThrow();
    const plan = planOf(row);
    const hash = seal(plan, await rowsOf(trx, plan));
    if (hash === before) continue;
    for (const table of ['plan', 'approval'] as const)
      await trx.updateTable(table).set({ hash }).where('plan_id', '=', plan_id).execute();
  }
}

async function finishedPlans(trx: Trx): Promise<string[]> {
  const rows = await trx.selectFrom('plan').select('plan_id').where('state', 'in', FINISHED).execute();
  return rows.map(({ plan_id }) => plan_id);
}

async function eraseFromSelections(trx: Trx, { ids, appearIn }: Traces): Promise<void> {
  const selections = await trx.selectFrom('selection').selectAll().execute();
  for (const { selection_id, filter, ids: list } of selections) {
    const chosen: string[] = readJson(list);
    const left = chosen.filter((id) => !ids.has(id));
    const one = trx.updateTable('selection').where('selection_id', '=', selection_id);
    if (left.length < chosen.length) await one.set({ ids: JSON.stringify(left) }).execute();
    // Deleted whole: without its filter a selection would mean everybody; and it lives for a day only.
    const names = isTyped(filter) || appearIn(filter);
    if (!names && ![...ids].some((id) => filter.includes(JSON.stringify(id)))) continue;
    await trx.deleteFrom('selection').where('selection_id', '=', selection_id).execute();
  }
}

/** Filters in which somebody may have typed a part of a name, or the value of an attribute. */
const TYPED = ['text', 'attributes', 'phone_prefix'];

function isTyped(filter: string): boolean {
  const keys = Object.keys(readJson<object>(filter));
  return TYPED.some((key) => keys.includes(key));
}

/** Moves the log into the file and cuts the log off, which waits for readers of old pages. */
async function emptyLog(db: Kysely<Tables>): Promise<void> {
  for (let attempt = 1; attempt <= CHECKPOINT_ATTEMPTS; attempt++) {
    const { rows } = await sql.raw<{ busy: number }>(EMPTY_LOG).execute(db);
    if (rows[0]?.busy === 0) return;
    await sleep(CHECKPOINT_PAUSE);
  }
  throw new AppError(
    'The person was erased, but another process still has old data of the store in use.',
    'End the other processes of this program, then run forget again with the same number.',
  );
}
