import type { Kysely } from 'kysely';
import { FINISHED } from './rows.ts';
import type { Tables } from './schema.ts';

/** Items and approvals go with their plan. What is queued, running or blocked stays, however old. */
export function prune(
  db: Kysely<Tables>,
  { plansBefore, draftsBefore }: { plansBefore: number; draftsBefore: number },
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('plan')
      .where('state', 'in', FINISHED)
      .where(({ fn }) => fn.coalesce('finished_at', 'created_at'), '<', plansBefore)
      .execute();
    await trx
      .deleteFrom('plan')
      .where('state', '=', 'waiting')
      .where('created_at', '<', draftsBefore)
      .execute();
    await trx.deleteFrom('selection').where('created_at', '<', draftsBefore).execute();
  });
}
