import type { Kysely } from 'kysely';
import type { FormStore } from './formContract.ts';
import type { Tables } from './schema.ts';

/** A window of the future was opened before the clock was put back: it counts no longer, lest none opens for hours. */
export function takeWindow(
  db: Kysely<Tables>,
  account: string,
  { at, most, windowMs }: Parameters<FormStore['takeWindow']>[1],
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('page_window')
      .where(({ or, eb }) => or([eb('at', '<=', at - windowMs), eb('at', '>', at)]))
      .execute();
    const { windows } = await trx
      .selectFrom('page_window')
      .select(({ fn }) => fn.countAll<number>().as('windows'))
      .where('account', '=', account)
      .executeTakeFirstOrThrow();
    if (windows >= most) return false;
    await trx.insertInto('page_window').values({ account, at }).execute();
    return true;
  });
}
