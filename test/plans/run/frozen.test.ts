import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SECOND } from '../../../src/lib/time.ts';
import { openStore } from '../../../src/store/open.ts';
import { rows } from '../../tools/world.ts';
import { type Apart, accountApart, beginPlan } from '../apart.ts';

type Account = Awaited<ReturnType<typeof accountApart>>;

/** Stands still, as it would for a lid that was closed, between two writes to the store: its last sign of life was 25 s ago. */
async function freeze(
  { dataDir, key: account }: Account,
  { pid, signal }: Apart,
  plan_id: string,
): Promise<void> {
  const store = await openStore(dataDir);
  for (;;) {
    signal('SIGSTOP');
    const written = store.showRunner({ account, pid, plan_id, seen_at: Date.now() - 25 * SECOND });
    if (
      await written.then(
        () => true,
        () => false,
      )
    )
      break;
    signal('SIGCONT');
    await pause(20);
  }
  await store.close();
}

test('a frozen process that is to run a plan is named by every process asked, and its end lets another go on (promises 4, 16, 18)', async () => {
  const account = await accountApart(200);
  const [server, other] = [await account.start(), await account.start()];
  const plan_id = await beginPlan(server, 'vip');
  await expect.poll(account.sent, { interval: 5, timeout: 10_000 }).toBeGreaterThan(30);
  await freeze(account, server, plan_id);
  const began = Date.now();
  const stuck = {
    state: 'running',
    reason: expect.stringMatching(
      new RegExp(`^process ${server.pid} .*no sign of life for 2\\d s, since 20\\d\\d-`),
    ),
  };
  const next = `End process ${server.pid}; another server goes on then.`;
  for (const tool of ['get_plan', 'apply_plan']) {
    const { data, text } = await other.call(tool, { plan_id, wait_seconds: 20 });
    expect(data).toMatchObject({ ...stuck, next });
    expect(text).toContain(`process ${server.pid}`);
  }
  const { data: list } = await other.call('list_plans', { state: 'running' });
  expect(rows(list['plans'])).toMatchObject([{ plan_id, ...stuck }]);
  // None of them sat out its time.
  expect(Date.now() - began).toBeLessThan(10_000);
  await server.kill();
  const { data } = await other.call('get_plan', { plan_id, wait_seconds: 20 });
  expect([data['state'], account.tagged('vip')]).toEqual(['done', 200]);
}, 60_000);

test('a process that begins to run plans long after another did is not taken for frozen', async () => {
  const account = await accountApart(20, { latencyMs: 100 });
  const [server, other] = [await account.start(), await account.start()];
  const store = await openStore(account.dataDir);
  await store.showRunner({
    account: account.key,
    pid: 1,
    plan_id: 'plan_old',
    seen_at: Date.now() - 3600 * SECOND,
  });
  await store.close();
  const plan_id = await beginPlan(server, 'vip');
  for (let state: unknown = 'running'; state !== 'done'; ) {
    const { data } = await other.call('get_plan', { plan_id });
    expect(data['reason']).toBeUndefined();
    state = data['state'];
  }
});
