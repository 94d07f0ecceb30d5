import type { Kysely } from 'kysely';
import { ItemState, OPEN_ITEMS } from '../model/lifecycle.ts';
import type { Allowed } from '../model/plan.ts';
import { movePlan } from './plans.ts';
import { reasonColumns } from './rows.ts';
import type { Tables } from './schema.ts';

export function giveUp(
  db: Kysely<Tables>,
  planId: string,
  { changes, deletions }: Allowed,
  facts: { at: number; reason: string },
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const open = await trx
      .selectFrom('item')
      .select(['state', 'attempts'])
      .where('plan_id', '=', planId)
      .where('state', 'in', OPEN_ITEMS)
      .execute();
    const unbegun = open.filter(({ attempts }) => attempts === 0);
    const isSending = open.some(({ state }) => state === ItemState.sending);
    if (isSending || unbegun.length !== changes) return false;
    if (!(await movePlan(trx, planId, 'giveUp', facts))) return false;
    const end = (state: ItemState, begun?: true) =>
      trx
        .updateTable('item')
        .set({
          state,
          ...reasonColumns({ say: 'given up', ...(begun && { begun }) }),
          settled_at: facts.at,
        })
        .where('plan_id', '=', planId)
        .where('state', 'in', OPEN_ITEMS)
        .where('attempts', begun ? '>' : '=', 0)
        .execute();
    await end(ItemState.unchanged);
    await end(ItemState.unknown, true);
    await trx
      .updateTable('approval')
      .set(({ eb, fn, selectFrom }) => {
        const counted = selectFrom('plan').select('counted_deletions').where('plan_id', '=', planId);
        return {
          changes: eb('changes', '-', changes),
          deletions: eb(fn.coalesce('deletions', counted), '-', deletions),
        };
      })
      .where('plan_id', '=', planId)
      .execute();
    return true;
  });
}
