import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { DAY } from '../lib/time.ts';
import { FINISHED, plansThat, transition } from '../model/lifecycle.ts';
import type { Store } from './contract.ts';
import { FORMS_REMEMBERED } from './forms.ts';
import type { Tables } from './schema.ts';
import { deleteUntaken } from './untaken.ts';

type Db = Kysely<Tables>;

/** How much longer the filters of a selection are kept, to be given back to a call that still names it. */
const FILTERS_KEPT = 6 * DAY;

/** Deleting so many items takes about 40 ms, in which this thread does nothing else. */
const ITEMS_AT_ONCE = 1000;

const NEVER_APPROVED = plansThat((is) => is.finished && !is.approved);

const ITEMS_GONE = 'nothing of it was done, so its contacts were kept here for a day only';

/** Items and approvals go with their plan. Plans that are queued, running or blocked stay, however old. */
export async function prune(
  db: Db,
  { at, plansBefore, draftsBefore }: Parameters<Store['prune']>[0],
): Promise<void> {
  const { from, to } = transition('lapse');
  await db
    .updateTable('plan')
    .set(({ ref }) => ({ state: to, finished_at: ref('expires_at') }))
    .where('state', 'in', from)
    .where('expires_at', '<', at)
    .execute();
  await pruneSelections(db, draftsBefore);
  await pruneClients(db, at);
  for (const planId of await drafts(db, draftsBefore)) {
    await deleteItems(db, planId);
    await deleteUntaken(db, planId);
    await db
      .updateTable('plan')
      .set(({ fn, val }) => ({ reason: fn.coalesce('reason', val(ITEMS_GONE)) }))
      .where('plan_id', '=', planId)
      .execute();
  }
  const old = await db
    .selectFrom('plan')
    .select('plan_id')
    .where('state', 'in', FINISHED)
    .where(({ fn }) => fn.coalesce('finished_at', 'created_at'), '<', plansBefore)
    .execute();
  for (const { plan_id } of old) {
    await deleteItems(db, plan_id);
    await deleteUntaken(db, plan_id);
    // Somebody may have continued the plan meanwhile.
    await db.deleteFrom('plan').where('plan_id', '=', plan_id).where('state', 'in', FINISHED).execute();
  }
}

async function pruneClients(db: Db, at: number): Promise<void> {
  const old = db.deleteFrom('client').where('at', '<', at - FORMS_REMEMBERED);
  await old.where('forms', '!=', 'read').execute();
}

async function pruneSelections(db: Db, before: number): Promise<void> {
  await db
    .updateTable('selection')
    .set({ ids: '[]', filter: sql<string>`json_replace(filter, '$.groups', json('[]'))` })
    .where('created_at', '<', before)
    .where('ids', '<>', '[]')
    .execute();
  await db
    .deleteFrom('selection')
    .where('created_at', '<', before - FILTERS_KEPT)
    .execute();
}

/** Plans that ended and did nothing: never approved, too late, or with nothing to change. Their summaries stay. */
async function drafts(db: Db, before: number): Promise<string[]> {
  const rows = await db
    .selectFrom('plan')
    .select('plan_id')
    .where('state', 'in', FINISHED)
    .where('created_at', '<', before)
    .where(({ or, eb, not, exists, selectFrom }) =>
      or([
        eb('state', 'in', NEVER_APPROVED),
        not(exists(selectFrom('approval').select('at').whereRef('approval.plan_id', '=', 'plan.plan_id'))),
      ]),
    )
    .where(({ or, exists, selectFrom }) =>
      or([
        exists(selectFrom('item').select('seq').whereRef('item.plan_id', '=', 'plan.plan_id')),
        exists(selectFrom('untaken_row').select('row').whereRef('untaken_row.plan_id', '=', 'plan.plan_id')),
      ]),
    )
    .execute();
  return rows.map(({ plan_id }) => plan_id);
}

/** Some at a time, so that requests and calls are not kept waiting. */
async function deleteItems(db: Db, planId: string): Promise<void> {
  for (;;) {
    const { numDeletedRows } = await db
      .deleteFrom('item')
      .where('plan_id', '=', planId)
      .where(
        'seq',
        'in',
        sql<number>`(SELECT seq FROM item WHERE plan_id = ${planId} LIMIT ${ITEMS_AT_ONCE})`,
      )
      .executeTakeFirstOrThrow();
    if (numDeletedRows < ITEMS_AT_ONCE) return;
    await setImmediate();
  }
}
