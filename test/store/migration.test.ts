import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { keysOfNumber } from '../../src/contacts/refs.ts';
import { withTouches } from '../../src/plans/tasks/index.ts';
import { STORE_VERSION } from '../../src/store/schema.ts';
import { isAlone } from '../../src/store/touches.ts';
import { leaveLargeOlderStore } from './older/large.ts';
import { leaveOlderStore } from './older/older.ts';
import { child, folder, kill, open } from './world.ts';

const ACCOUNT = 'an account';

function read(dataDir: string, query: string): Record<string, unknown>[] {
  const database = new DatabaseSync(join(dataDir, 'store.db'), { readOnly: true });
  const rows = database.prepare(query).all();
  database.close();
  return rows.map((row) => ({ ...row }));
}

describe('the contacts that items touch, of an older store', () => {
  test('are the same that this version writes with a plan (promise 4)', async () => {
    const dataDir = folder();
    leaveOlderStore(dataDir, ACCOUNT);
    const database = new DatabaseSync(join(dataDir, 'store.db'));
    database.exec(`UPDATE item SET before = json_replace(before, '$.phone_number', '+91 (90) 00-00.00/08 ext')
      WHERE contact_id = 'never'`);
    database.close();
    const store = await open(dataDir);
    const { plans } = await store.listPlans(ACCOUNT, { page: 1, limit: 999 });
    const items = await Promise.all(plans.map(({ plan_id }) => store.listItems(plan_id, { limit: 9999 })));
    const expected = items.flat().flatMap((item) => {
      const { plan_id, seq, after, state } = item;
      const { touches } = withTouches(item);
      const effect = touches[0]?.effect ?? 'changed';
      const seen = after ? [after.id, ...keysOfNumber(after.phone_number)] : [];
      const more = seen.filter((key) => touches.every((touch) => touch.key !== key));
      return [...touches, ...more.map((key) => ({ key, effect }))].map((touch) => {
        const alone = isAlone(touch);
        return {
          plan_id,
          seq,
          ...touch,
          alone: Number(alone),
          writing: alone && state === 'sending' ? ACCOUNT : null,
        };
      });
    });
    const found = read(dataDir, 'SELECT * FROM item_contact');
    const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
    expect(sorted(found)).toEqual(sorted(expected));
    expect(new Set(expected.map(({ effect }) => effect))).toEqual(
      new Set(['changed', 'deleted', 'created', 'replaced']),
    );
    expect(expected.some(({ writing }) => writing === ACCOUNT)).toBe(true);
    expect(found.map(({ key }) => key)).toContain('number:+919000000008');
  });

  test('do not keep a store in which two items create one number at once from being upgraded', async () => {
    const dataDir = folder();
    leaveOlderStore(dataDir, ACCOUNT);
    const database = new DatabaseSync(join(dataDir, 'store.db'));
    database.exec(`UPDATE item SET state = 'sending', task = '{"do":"renumber","phone_number":"+919811111111"}'
      WHERE plan_id IN (SELECT max(plan_id) FROM item WHERE contact_id IN ('never', 'tagged') GROUP BY contact_id)`);
    database.close();
    const store = await open(dataDir);
    const taken = "SELECT writing FROM item_contact WHERE key = 'number:+919811111111' ORDER BY writing";
    expect(read(dataDir, taken)).toEqual([{ writing: null }, { writing: ACCOUNT }]);
    await store.giveUpSending(ACCOUNT, 'nobody knows', 1000);
    expect(read(dataDir, taken)).toEqual([{ writing: null }, { writing: null }]);
  });
});

describe('an upgrade that takes its time', () => {
  const ITEMS = 60_000;
  const WAL_BYTES = 1024 * 1024;

  /** A process that is in the middle of it. */
  async function upgrading() {
    const dataDir = folder();
    leaveLargeOlderStore(dataDir, ITEMS);
    const items = read(dataDir, 'SELECT count(*) AS items FROM item');
    const process = child('open', dataDir);
    const wal = join(dataDir, 'store.db-wal');
    await expect
      .poll(() => existsSync(wal) && statSync(wal).size > WAL_BYTES, { timeout: 10_000, interval: 2 })
      .toBe(true);
    return { dataDir, items, process };
  }

  test('and is killed half way begins anew, and loses nothing', async () => {
    const { dataDir, items, process } = await upgrading();
    await kill(process);
    expect(read(dataDir, 'PRAGMA user_version')).toEqual([{ user_version: 4 }]);
    await open(dataDir);
    expect(read(dataDir, 'PRAGMA user_version')).toEqual([{ user_version: STORE_VERSION }]);
    expect(read(dataDir, 'SELECT count(*) AS items FROM item')).toEqual(items);
    expect(
      read(dataDir, 'SELECT count(*) AS items FROM (SELECT DISTINCT plan_id, seq FROM item_contact)'),
    ).toEqual(items);
  });

  test('is waited for by a process that starts meanwhile', async () => {
    const { dataDir, process } = await upgrading();
    const ended = once(process.process, 'exit');
    const [other] = await child('open', dataDir).rest();
    expect(other).toBeNull();
    expect(await ended).toEqual([0, null]);
  });
});
