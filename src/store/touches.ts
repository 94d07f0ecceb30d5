import { type RawBuilder, sql, type Transaction } from 'kysely';
import { isNumberKey, keysOfNumber } from '../contacts/refs.ts';
import type { NewItem, Settlement, Touch } from '../model/item.ts';
import { ItemState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Tables } from './schema.ts';

type Trx = Transaction<Tables>;

/** All values as a single one: a statement takes a limited number of values. */
export function among(values: readonly (string | number)[]): RawBuilder<string> {
  return sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

/**
 * Whether only one item at a time may be written with this key: a contact, and a number that is about to be there. A number
 * that stays or goes is no reason to wait, and an account may have the same one many times.
 */
export function isAlone({ key, effect }: Touch): boolean {
  return !isNumberKey(key) || effect === 'created' || effect === 'replaced';
}

export async function insertTouches(
  trx: Trx,
  { plan_id, account }: PlanRecord,
  items: readonly NewItem[],
): Promise<void> {
  const rows = items.flatMap(({ seq, state, touches }) =>
    touches.map((touch) => {
      const alone = isAlone(touch) ? 1 : 0;
      const writing = alone && state === ItemState.sending ? account : null;
      return { seq, key: touch.key, facts: JSON.stringify([touch.effect, alone, writing]) };
    }),
  );
  // Most rows have the same facts, which are read once.
  for (const [facts, some] of Map.groupBy(rows, (row) => row.facts))
    await sql`
      INSERT INTO item_contact (plan_id, seq, key, effect, alone, writing)
      SELECT ${plan_id}, value ->> 0, value ->> 1, ${facts} ->> 0, ${facts} ->> 1, ${facts} ->> 2
      FROM json_each(${JSON.stringify(some.map(({ seq, key }) => [seq, key]))})
    `.execute(trx);
  const seen = items.filter(({ after }) => after !== undefined);
  await insertSeen(
    trx,
    seen.map(({ seq, before, after }) => ({ plan_id, seq, before, after })),
  );
}

type Seen = Pick<Settlement, 'plan_id' | 'seq' | 'before' | 'after' | 'attempt'>;

/** Adds the id that a contact got, and the number that somebody gave it before the write. */
export async function insertSeen(trx: Trx, seen: readonly Seen[]): Promise<void> {
  const rows = seen.flatMap(({ plan_id, seq, before, after, attempt = null }) =>
    [...keysSeen({ before, after })].map((key) => [plan_id, seq, key, isNumberKey(key) ? 0 : 1, attempt]),
  );
  if (rows.length === 0) return;
  await sql`
    INSERT OR IGNORE INTO item_contact (plan_id, seq, key, effect, alone)
    SELECT item.plan_id, item.seq, value ->> 2, own.effect, value ->> 3
    FROM json_each(${JSON.stringify(rows)})
    JOIN item ON item.plan_id = value ->> 0 AND item.seq = value ->> 1
    JOIN item_contact AS own ON own.plan_id = item.plan_id AND own.seq = item.seq AND own.key = item.contact_id
    -- Nearly all are there already.
    WHERE NOT EXISTS (SELECT 1 FROM item_contact WHERE plan_id = value ->> 0 AND seq = value ->> 1 AND key = value ->> 2)
      AND (value ->> 4 IS NULL OR item.attempts <= value ->> 4)
  `.execute(trx);
}

function keysSeen({ before, after }: Pick<Settlement, 'before' | 'after'>): Set<string> {
  const contacts = [before, after].filter((contact) => contact !== undefined);
  return new Set([
    ...(after ? [after.id] : []),
    ...contacts.flatMap(({ phone_number }) => keysOfNumber(phone_number)),
  ]);
}
