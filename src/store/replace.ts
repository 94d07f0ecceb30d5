import type { Kysely } from 'kysely';
import { transition } from '../model/lifecycle.ts';
import type { Store } from './contract.ts';
import { insertPlan } from './plans.ts';
import type { Tables } from './schema.ts';

export function replacePlan(
  db: Kysely<Tables>,
  ...[old, plan, items, untaken]: Parameters<Store['replacePlan']>
): Promise<boolean> {
  const { from, to } = transition('discard');
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('plan')
      .set({
        state: to,
        reason: `replaced by ${plan.plan_id}`,
        replaced_by: plan.plan_id,
        finished_at: plan.created_at,
      })
      .where('plan_id', '=', old)
      .where('account', '=', plan.account)
      .where('state', 'in', from)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('open_form')
              .select('until')
              .whereRef('open_form.plan_id', '=', 'plan.plan_id')
              .where('until', '>', plan.created_at),
          ),
        ),
      )
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    await insertPlan(trx, plan, items, untaken);
    return true;
  });
}
