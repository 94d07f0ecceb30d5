import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { rows } from '../../tools/world.ts';
import { accountApart, beginPlan } from '../apart.ts';

/** The room of the store in the test; a run of the plan writes more than that into its log. */
const ROOM = 800 * 1024;

/** Keeps the log growing: an open reading keeps it from being emptied. */
function fillUp(dataDir: string): DatabaseSync {
  const store = new DatabaseSync(join(dataDir, 'store.db'));
  store.exec('BEGIN');
  store.prepare('SELECT count(*) FROM item').get();
  onTestFinished(() => {
    if (store.isOpen) store.close();
  });
  return store;
}

/** Gives room again: the log goes into the file, and may grow anew. */
function makeRoom(store: DatabaseSync): void {
  if (store.isTransaction) store.exec('COMMIT');
  store.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

test('a plan for which the disk has no room is shown as blocked by every process, and goes on by itself (promises 4, 18)', async () => {
  const account = await accountApart(200, { latencyMs: 40 });
  const server = await account.start(ROOM);
  const other = await account.start(ROOM);
  const plan_id = await beginPlan(server, 'vip');
  const store = fillUp(account.dataDir);
  const began = Date.now();
  const { data: waited } = await server.call('get_plan', { plan_id, wait_seconds: 20 });
  expect(Date.now() - began).toBeLessThan(15_000);
  const stuck = {
    state: 'blocked',
    reason: expect.stringMatching(/^The store in .* cannot be written/),
  };
  expect(waited).toMatchObject(stuck);
  await pause(1000);
  for (const { call } of [server, other]) {
    for (const tool of ['get_plan', 'apply_plan']) {
      const { data, text } = await call(tool, { plan_id });
      expect(data).toMatchObject({ ...stuck, next: expect.stringMatching(/goes on by itself/) });
      expect(text).not.toContain('in the background');
    }
    const { data: list } = await call('list_plans', { state: 'blocked' });
    expect(rows(list['plans'])).toMatchObject([{ plan_id, ...stuck }]);
  }
  const sent = account.sent();
  expect(sent).toBeLessThan(200);
  makeRoom(store);
  await expect.poll(account.sent, { timeout: 10_000 }).toBeGreaterThan(sent);
  while (account.tagged('vip') < 200) {
    makeRoom(store);
    await pause(200);
  }
  const { data } = await other.call('get_plan', { plan_id, wait_seconds: 10 });
  expect(data).toMatchObject({ state: 'done', counts: { done: 200 } });
  expect(account.sandbox.writes().filter(({ applied }) => applied)).toHaveLength(200);
}, 60_000);
