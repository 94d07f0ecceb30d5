import { type Kysely, sql } from 'kysely';
import type { RunnerSign } from './contract.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

export async function showRunner(db: Db, sign: RunnerSign): Promise<void> {
  await db.replaceInto('runner').values(sign).execute();
}

export async function findRunner(db: Db, account: string): Promise<RunnerSign | undefined> {
  return db.selectFrom('runner').selectAll().where('account', '=', account).executeTakeFirst();
}

/** A shorter pause does not end a longer one, except one kept while the clock was ahead, which would last for ever. */
export async function pauseAccount(db: Db, account: string, until: number, latest: number): Promise<void> {
  await db
    .insertInto('pause')
    .values({ account, until: Math.ceil(until) })
    .onConflict((conflict) =>
      conflict.column('account').doUpdateSet({
        until: sql<number>`CASE WHEN until > ${latest} THEN excluded.until ELSE max(until, excluded.until) END`,
      }),
    )
    .execute();
}

export async function pausedUntil(db: Db, account: string): Promise<number> {
  const row = await db.selectFrom('pause').select('until').where('account', '=', account).executeTakeFirst();
  return row?.until ?? 0;
}
