import type { Kysely } from 'kysely';
import type { RunnerSign } from './records.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

export async function showRunner(db: Db, sign: RunnerSign): Promise<void> {
  await db.replaceInto('runner').values(sign).execute();
}

export async function findRunner(db: Db, account: string): Promise<RunnerSign | undefined> {
  return db.selectFrom('runner').selectAll().where('account', '=', account).executeTakeFirst();
}

export async function pauseAccount(db: Db, account: string, until: number): Promise<void> {
  await db
    .replaceInto('pause')
    .values({ account, until: Math.ceil(until) })
    .execute();
}

export async function pausedUntil(db: Db, account: string): Promise<number> {
  const row = await db.selectFrom('pause').select('until').where('account', '=', account).executeTakeFirst();
  return row?.until ?? 0;
}
