import type { Kysely } from 'kysely';
import type { RunnerSign, SharedPace } from './records.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

export async function showRunner(db: Db, sign: RunnerSign): Promise<void> {
  await db.replaceInto('runner').values(sign).execute();
}

export async function findRunner(db: Db, account: string): Promise<RunnerSign | undefined> {
  return db.selectFrom('runner').selectAll().where('account', '=', account).executeTakeFirst();
}

export async function tellPace(
  db: Db,
  account: string,
  { paused_until, rate, at }: SharedPace,
): Promise<void> {
  await db
    .replaceInto('pace')
    .values({ account, paused_until, rate: rate ?? null, at })
    .execute();
}

export async function hearPace(db: Db, account: string): Promise<SharedPace | undefined> {
  const row = await db.selectFrom('pace').selectAll().where('account', '=', account).executeTakeFirst();
  return row && { paused_until: row.paused_until, rate: row.rate ?? undefined, at: row.at };
}
