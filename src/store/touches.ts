import { type RawBuilder, sql, type Transaction } from 'kysely';
import { isNumberKey, keysOfNumber } from '../contacts/refs.ts';
import type { NewItem, Settlement, Touch } from '../model/item.ts';
import { ItemState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Tables } from './schema.ts';

type Trx = Transaction<Tables>;

/** The reason of an item whose person was erased while its plan had not ended. */
export const FORGOTTEN = 'forgotten';

/** All of these as one value: a statement takes only so many. */
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
      const alone = isAlone(touch);
      return [
        seq,
        touch.key,
        touch.effect,
        alone ? 1 : 0,
        alone && state === ItemState.sending ? account : null,
      ];
    }),
  );
  await sql`
    INSERT INTO item_contact (plan_id, seq, key, effect, alone, writing)
    SELECT ${plan_id}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
    FROM json_each(${JSON.stringify(rows)})
  `.execute(trx);
  const seen = items.filter(({ after }) => after !== undefined);
  await insertSeen(
    trx,
    seen.map(({ seq, before, after }) => ({ plan_id, seq, before, after })),
  );
}

type Seen = Pick<Settlement, 'plan_id' | 'seq' | 'before' | 'after' | 'attempt'>;

/** The id that a contact got, and the number that somebody gave it before the write. */
export async function insertSeen(trx: Trx, seen: readonly Seen[]): Promise<void> {
  const rows = seen.flatMap(({ plan_id, seq, before, after, attempt = null }) =>
    [...keysSeen({ before, after })].map((key) => ({
      plan_id,
      seq,
      attempt,
      key,
      alone: isNumberKey(key) ? 0 : 1,
    })),
  );
  if (rows.length === 0) return;
  await sql`
    INSERT OR IGNORE INTO item_contact (plan_id, seq, key, effect, alone)
    SELECT item.plan_id, item.seq, seen.value ->> 'key', own.effect, seen.value ->> 'alone'
    FROM json_each(${JSON.stringify(rows)}) AS seen
    JOIN item ON item.plan_id = seen.value ->> 'plan_id' AND item.seq = seen.value ->> 'seq'
    JOIN item_contact AS own
      ON own.plan_id = item.plan_id AND own.seq = item.seq AND own.key = item.contact_id
    WHERE item.reason IS NOT ${FORGOTTEN}
      AND (seen.value ->> 'attempt' IS NULL OR item.attempts <= seen.value ->> 'attempt')
  `.execute(trx);
}

function keysSeen({ before, after }: Pick<Settlement, 'before' | 'after'>): Set<string> {
  const contacts = [before, after].filter((contact) => contact !== undefined);
  return new Set([
    ...(after ? [after.id] : []),
    ...contacts.flatMap(({ phone_number }) => keysOfNumber(phone_number)),
  ]);
}
