import type { Kysely, Transaction } from 'kysely';
import { digitsOf } from '../contacts/numbers/phone.ts';
import { UNTAKEN, type Untaken, type UntakenRow } from '../model/untaken.ts';
import type { Traces } from './erase.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

/** One statement takes a limited number of values. */
const ROWS_A_STATEMENT = 1000;
/** Fewer digits may be any number's last ones. */
const TELLING_DIGITS = 6;

export async function insertUntaken(
  trx: Transaction<Tables>,
  planId: string,
  rows: readonly UntakenRow[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    const some = rows.slice(start, start + ROWS_A_STATEMENT).map((row) => ({ plan_id: planId, ...row }));
    await trx.insertInto('untaken_row').values(some).execute();
  }
}

export async function listUntaken(
  db: Db,
  planId: string,
  { from, limit, why = UNTAKEN }: { from: number; limit: number; why?: readonly Untaken[] },
): Promise<UntakenRow[]> {
  return db
    .selectFrom('untaken_row')
    .select(['row', 'why', 'name', 'number', 'reason'])
    .where('plan_id', '=', planId)
    .where('row', '>=', from)
    .where('why', 'in', why)
    .orderBy('row')
    .limit(limit)
    .execute();
}

export async function countUntaken(db: Db, planId: string): Promise<Record<Untaken, number>> {
  const counts = await db
    .selectFrom('untaken_row')
    .select(({ fn }) => ['why', fn.countAll<number>().as('rows')])
    .where('plan_id', '=', planId)
    .groupBy('why')
    .execute();
  const found = counts.map(({ why, rows }) => [why, rows]);
  return { refused: 0, repeated: 0, skipped: 0, same: 0, ...Object.fromEntries(found) };
}

export async function deleteUntaken(db: Db, planId: string): Promise<void> {
  await db.deleteFrom('untaken_row').where('plan_id', '=', planId).execute();
}

/** Deletes the rows of a person, and gives their number: nothing is lost with them but that the person was in a sheet. */
export async function eraseUntaken(
  trx: Transaction<Tables>,
  number: string,
  { appearIn }: Traces,
): Promise<number> {
  const rows = await trx.selectFrom('untaken_row').selectAll().execute();
  const theirs = rows.filter(
    (one) => isNumberOf(one.number, number) || appearIn(`${one.name}\n${one.number}\n${one.reason}`),
  );
  for (const { plan_id, row } of theirs)
    await trx.deleteFrom('untaken_row').where('plan_id', '=', plan_id).where('row', '=', row).execute();
  return theirs.length;
}

/** A sheet may write a number without its country, or with a zero in front. */
function isNumberOf(written: string, number: string): boolean {
  const digits = digitsOf(written).replace(/^0+/, '');
  return digits.length >= TELLING_DIGITS && digitsOf(number).endsWith(digits);
}
