import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Kysely, type RawBuilder, type Selectable, sql, type Transaction } from 'kysely';
import { isNumberKey, keysOfNumber } from '../contacts/refs.ts';
import { AppError } from '../errors.ts';
import { readJson } from '../lib/json.ts';
import { SECOND, sleep } from '../lib/time.ts';
import type { Contact } from '../model/contact.ts';
import type { Task } from '../model/item.ts';
import { FINISHED, ItemState } from '../model/lifecycle.ts';
import { FOUND_BY } from '../model/plan.ts';
import { BROKEN } from './file.ts';
import { itemOf } from './rows.ts';
import type { ItemTable, Tables } from './schema.ts';
import { among, FORGOTTEN, NOBODY } from './touches.ts';
import { EMPTY_LOG } from './wal.ts';

type Trx = Transaction<Tables>;
type Item = Selectable<ItemTable>;

/** By what a person is recognised: the number, the contact's ids and the names that it had. */
interface Traces {
  ids: ReadonlySet<string>;
  /** Replaces number and names in a text. */
  erase(text: string): string;
  appearIn(text: string): boolean;
}

const BLANK: Contact = {
  id: '',
  phone_number: '',
  name: '',
  tags: [],
  custom_attributes: {},
  created_at: '',
  updated_at: '',
};
const NO_TASK: Task = { do: 'update', delta: { adds: [], removes: [], sets: {}, unsets: [] } };
const CHECKPOINT_ATTEMPTS = 50;
const CHECKPOINT_PAUSE = SECOND / 10;

/**
 * Erases the person with this number: their items, under other numbers of the same contact too; number and names in the texts
 * of plans; their ids in selections, and selections that somebody typed words for; then the freed pages, the log and damaged files that were set aside.
 * What stays is the number where another contact has it in an attribute: that is the other contact's data.
 * Throws an `AppError` when another process keeps old pages in use; all but those is erased then, and doing it again helps.
 */
export async function forget(db: Kysely<Tables>, dataDir: string, number: string): Promise<number> {
  const erased = await db.transaction().execute(async (trx) => {
    const { items, ids } = await itemsOf(trx, number);
    const traces = tracesOf(number, items, ids);
    await eraseItems(trx, items);
    await eraseFromTexts(trx, traces, new Set(items.map(({ plan_id }) => plan_id)));
    await eraseFromSelections(trx, traces);
    return items.length;
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

/** Whom a merge deletes: the same person, as somebody said. */
function losersOf(task: Task): readonly Contact[] {
  return 'losers' in task ? task.losers : [];
}

function tracesOf(number: string, items: readonly Item[], ids: ReadonlySet<string>): Traces {
  const names = items
    .map(itemOf)
    .flatMap(({ before, after, task }) => [
      before.name,
      after?.name,
      'replaces' in task ? task.contact.name : undefined,
      'delta' in task ? task.delta.name : undefined,
      ...losersOf(task).map(({ name }) => name),
    ]);
  const words = new Set([number.replace(/^\+/, ''), ...names.filter((name) => name !== undefined)]);
  const alternatives = [...words].filter((word) => word.trim() !== '').map(escaped);
  // Whole words only: somebody called Al must not be cut out of "already".
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])\\+?(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  return {
    ids,
    erase: (text) => text.replaceAll(whole, `(${FORGOTTEN})`),
    appearIn: (text) => text.search(whole) >= 0,
  };
}

function escaped(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

async function eraseItems(trx: Trx, items: readonly Item[]): Promise<void> {
  const finished = new Set(await finishedPlans(trx));
  for (const { plan_id, seq } of items) {
    if (finished.has(plan_id)) {
      await trx.deleteFrom('item').where('plan_id', '=', plan_id).where('seq', '=', seq).execute();
      continue;
    }
    const blank = { contact_id: NOBODY, task: JSON.stringify(NO_TASK), before: JSON.stringify(BLANK) };
    await trx
      .updateTable('item')
      .set({ ...blank, after: null, after_id: null, state: ItemState.failed, reason: FORGOTTEN })
      .where('plan_id', '=', plan_id)
      .where('seq', '=', seq)
      .execute();
    await trx.deleteFrom('item_contact').where('plan_id', '=', plan_id).where('seq', '=', seq).execute();
  }
}

async function finishedPlans(trx: Trx): Promise<string[]> {
  const rows = await trx.selectFrom('plan').select('plan_id').where('state', 'in', FINISHED).execute();
  return rows.map(({ plan_id }) => plan_id);
}

/** `theirs` are the plans in which the person was. */
async function eraseFromTexts(
  trx: Trx,
  { erase, appearIn }: Traces,
  theirs: ReadonlySet<string>,
): Promise<void> {
  const plans = await trx
    .selectFrom('plan')
    .select(['plan_id', 'undoes', 'summary', 'warnings', 'reason'])
    .execute();
  for (const { plan_id, undoes, summary: whole, warnings, reason } of plans) {
    const summary = theirs.has(plan_id) || theirs.has(undoes ?? '') ? withoutSearch(whole) : whole;
    if (summary === whole && ![summary, warnings, reason ?? ''].some(appearIn)) continue;
    const texts = { summary: erase(summary), warnings: erase(warnings), reason: reason && erase(reason) };
    await trx.updateTable('plan').set(texts).where('plan_id', '=', plan_id).execute();
  }
  const items = await trx
    .selectFrom('item')
    .select(['plan_id', 'seq', 'reason'])
    .where('reason', 'is not', null)
    .execute();
  for (const { plan_id, seq, reason } of items) {
    if (!reason || !appearIn(reason)) continue;
    await trx
      .updateTable('item')
      .set({ reason: erase(reason) })
      .where('plan_id', '=', plan_id)
      .where('seq', '=', seq)
      .execute();
  }
}

/** What was searched for may be a part of the person's name: where it ends in the summary only its author knew. */
function withoutSearch(summary: string): string {
  const at = summary.indexOf(FOUND_BY);
  return at < 0 ? summary : `${summary.slice(0, at)} (${FORGOTTEN}).`;
}

async function eraseFromSelections(trx: Trx, { ids, appearIn }: Traces): Promise<void> {
  const selections = await trx.selectFrom('selection').selectAll().execute();
  for (const { selection_id, filter, ids: list } of selections) {
    const chosen: string[] = readJson(list);
    const left = chosen.filter((id) => !ids.has(id));
    const one = trx.updateTable('selection').where('selection_id', '=', selection_id);
    if (left.length < chosen.length) await one.set({ ids: JSON.stringify(left) }).execute();
    // Without its filter a selection would say that everybody was meant; it lives for a day only.
    const names = isTyped(filter) || appearIn(filter);
    if (!names && ![...ids].some((id) => filter.includes(JSON.stringify(id)))) continue;
    await trx.deleteFrom('selection').where('selection_id', '=', selection_id).execute();
  }
}

/** Filters in which somebody may have typed a part of a name, or what the person has in an attribute. */
const TYPED = ['text', 'attributes', 'phone_prefix'];

function isTyped(filter: string): boolean {
  const keys = Object.keys(readJson<object>(filter));
  return TYPED.some((key) => keys.includes(key));
}

/** Moves the log into the file and cuts it off, which waits for readers of old pages. */
async function emptyLog(db: Kysely<Tables>): Promise<void> {
  for (let attempt = 1; attempt <= CHECKPOINT_ATTEMPTS; attempt++) {
    const { rows } = await sql.raw<{ busy: number }>(EMPTY_LOG).execute(db);
    if (rows[0]?.busy === 0) return;
    await sleep(CHECKPOINT_PAUSE);
  }
  throw new AppError(
    'The person was erased, but another process still uses the old pages of the store.',
    'End the other processes of this program, then forget the number again.',
  );
}
