import type { Kysely } from 'kysely';
import type { SelectionRecord } from '../model/plan.ts';
import { selectionOf, selectionRow } from './rows.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

export async function addSelection(db: Db, selection: SelectionRecord): Promise<void> {
  await db.insertInto('selection').values(selectionRow(selection)).execute();
}

export async function findSelection(
  db: Db,
  account: string,
  selectionId: string,
): Promise<SelectionRecord | undefined> {
  const row = await db
    .selectFrom('selection')
    .selectAll()
    .where('account', '=', account)
    .where('selection_id', '=', selectionId)
    .executeTakeFirst();
  return row && selectionOf(row);
}
