import { type Kysely, sql } from 'kysely';
import { DAY } from '../lib/time.ts';
import { PlanState } from '../model/lifecycle.ts';
import type { ClientName } from '../model/plan.ts';
import type { FormStore, FormsSeen, SeenClient } from './formContract.ts';
import type { Tables } from './schema.ts';
import { takeWindow } from './windows.ts';

type Db = Kysely<Tables>;

/** How long a client is remembered to draw no form: later it may. */
export const FORMS_REMEMBERED = 30 * DAY;

export function formStore(db: Db): FormStore {
  return {
    openForm: (planId, times) => openForm(db, planId, times),
    closeForm: (planId, until) => closeForm(db, planId, until),
    formUntil: (planId) => formUntil(db, planId),
    formToDelete: (account, contactId, at) => formToDelete(db, account, contactId, at),
    formsSeen: (client, at) => formsSeen(db, client, at),
    noteForms: (client, seen, at) => noteForms(db, client, seen, at),
    clientsSeen: () => clientsSeen(db),
    takeWindow: (account, limits) => takeWindow(db, account, limits),
  };
}

async function openForm(
  db: Db,
  planId: string,
  { at, until }: { at: number; until: number },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('open_form')
    .columns(['plan_id', 'until'])
    .expression(({ selectFrom, val }) =>
      selectFrom('plan')
        .select(['plan_id', val(until).as('until')])
        .where('plan_id', '=', planId)
        .where('state', '=', PlanState.waiting),
    )
    .onConflict((conflict) =>
      conflict
        .column('plan_id')
        .doUpdateSet({ until })
        // A form that lasts longer than this one was opened before the clock was put back.
        .where(({ or, eb }) => or([eb('open_form.until', '<=', at), eb('open_form.until', '>', until)])),
    )
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows > 0n;
}

async function closeForm(db: Db, planId: string, until: number): Promise<void> {
  await db.deleteFrom('open_form').where('plan_id', '=', planId).where('until', '=', until).execute();
}

async function formUntil(db: Db, planId: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('open_form')
    .innerJoin('plan', 'plan.plan_id', 'open_form.plan_id')
    .select('until')
    .where('plan.plan_id', '=', planId)
    .where('plan.state', '=', PlanState.waiting)
    .executeTakeFirst();
  return row?.until;
}

async function formToDelete(
  db: Db,
  account: string,
  contactId: string,
  at: number,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('open_form')
    .innerJoin('plan', 'plan.plan_id', 'open_form.plan_id')
    .select('plan.plan_id')
    .where('plan.account', '=', account)
    .where('plan.kind', '=', 'delete')
    .where('plan.state', '=', PlanState.waiting)
    .where('until', '>', at)
    .where(({ eb, selectFrom }) => {
      const items = selectFrom('item').whereRef('item.plan_id', '=', 'plan.plan_id');
      return eb(items.select(sql<string>`iif(count(*) = 1, min(contact_id), '')`.as('only')), '=', contactId);
    })
    .executeTakeFirst();
  return row?.plan_id;
}

async function formsSeen(db: Db, { name, version }: ClientName, at: number): Promise<FormsSeen | undefined> {
  const row = await db
    .selectFrom('client')
    .select('forms')
    .where('name', '=', name)
    .where('version', '=', version)
    .where(({ or, eb }) => or([eb('forms', '=', 'read'), eb('at', '>=', at - FORMS_REMEMBERED)]))
    .executeTakeFirst();
  return row?.forms;
}

async function noteForms(
  db: Db,
  { name, version }: ClientName,
  seen: FormsSeen | undefined,
  at: number,
): Promise<void> {
  if (seen === undefined) {
    const named = db.deleteFrom('client').where('name', '=', name).where('version', '=', version);
    await named.where('forms', '!=', 'read').execute();
    return;
  }
  await db
    .insertInto('client')
    .values({ name, version, forms: seen, at })
    .onConflict((conflict) =>
      conflict
        .columns(['name', 'version'])
        .doUpdateSet({ forms: seen, at })
        .where('client.forms', '!=', 'read'),
    )
    .execute();
}

async function clientsSeen(db: Db): Promise<SeenClient[]> {
  const noted = await db.selectFrom('client').selectAll().execute();
  const approving = await db
    .selectFrom('approval')
    .select(({ fn }) => [
      sql<string>`client`.as('name'),
      sql<string>`coalesce(client_version, '')`.as('version'),
      fn.max('at').as('at'),
      sql<0 | 1>`max(how = 'form')`.as('answered'),
    ])
    .where('client', 'is not', null)
    .groupBy(['client', 'client_version'])
    .execute();
  const others = approving
    .filter(({ name, version }) => !noted.some((one) => one.name === name && one.version === version))
    .map(({ answered, ...client }) => ({ ...client, forms: answered ? ('answered' as const) : undefined }));
  return [...noted, ...others].sort((a, b) => b.at - a.at);
}
