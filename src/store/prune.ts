import { type Kysely, sql } from 'kysely';
import { DAY } from '../lib/time.ts';
import { FINISHED } from './rows.ts';
import type { Tables } from './schema.ts';

/** How much longer the filters of a selection are kept, to be given back to whoever still names it. */
const FILTERS_KEPT = 6 * DAY;

/** Items and approvals go with their plan. What is queued, running or blocked stays, however old. */
export function prune(
  db: Kysely<Tables>,
  { at, plansBefore, selectionsBefore }: { at: number; plansBefore: number; selectionsBefore: number },
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await trx
      .updateTable('plan')
      .set(({ ref }) => ({ state: 'expired', finished_at: ref('expires_at') }))
      .where('state', '=', 'waiting')
      .where('expires_at', '<', at)
      .execute();
    await trx
      .deleteFrom('plan')
      .where('state', 'in', FINISHED)
      .where(({ fn }) => fn.coalesce('finished_at', 'created_at'), '<', plansBefore)
      .execute();
    await trx
      .updateTable('selection')
      .set({ ids: '[]', filter: sql<string>`json_replace(filter, '$.groups', json('[]'))` })
      .where('created_at', '<', selectionsBefore)
      .where('ids', '<>', '[]')
      .execute();
    await trx
      .deleteFrom('selection')
      .where('created_at', '<', selectionsBefore - FILTERS_KEPT)
      .execute();
  });
}
