import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { accountKey } from '../../src/api/account.ts';
import { readConfig } from '../../src/config.ts';
import { openStore } from '../../src/store/open.ts';
import { pointTo } from '../pointTo.ts';
import { items, plan } from '../store/samples.ts';
import { atEnd, openSandbox, run, tidyUp } from './bundle.ts';

afterAll(tidyUp);

/** A store with a running plan of three items, one of them done, a blocked plan, a waiting plan and an expired plan. */
async function withPlans() {
  const sandbox = await openSandbox({ contacts: 1 });
  const dataDir = mkdtempSync(join(tmpdir(), 'vobiz-check-'));
  atEnd(() => rmSync(dataDir, { recursive: true }));
  const env = { ...pointTo(sandbox), VOBIZ_DATA_DIR: dataDir };
  const config = readConfig({ sandbox: false, readOnly: false }, env);
  const account = config.account ? accountKey(config.account) : '';
  const store = await openStore(dataDir);
  atEnd(() => store.close());
  const [first, ...rest] = items(3);
  if (first)
    await store.savePlan(plan('p1', { account, state: 'running' }), [{ ...first, state: 'done' }, ...rest]);
  await store.savePlan(plan('p2', { account, state: 'blocked', reason: 'the token ended' }), items(1));
  await store.savePlan(plan('p3', { account, expires_at: Date.now() + 60_000 }), items(1));
  await store.savePlan(plan('p4', { account, expires_at: Date.now() - 60_000 }), items(1));
  return { store, account, check: () => run(['check'], env) };
}

describe.concurrent('check', () => {
  test('counts the plans that have not ended, and names the reason of a blocked one', async () => {
    const { check } = await withPlans();
    const { code, stdout } = await check();
    expect(code).toBe(1);
    expect(stdout).toContain('ok    Plans: 1 running, 0 queued, 1 blocked, 1 waiting\n');
    expect(stdout).toContain('FAIL  Plans: p2 is blocked: the token ended\n');
    expect(stdout).toContain('ok    Plans: p1 has 1 done, 2 to go; no process runs it now');
  });

  test('names a hanging process that should run a plan', async () => {
    const { store, account, check } = await withPlans();
    await store.lockRunner(account);
    await store.showRunner({ account, pid: 4711, plan_id: 'p1', seen_at: Date.now() });
    expect((await check()).stdout).toContain('2 to go; it is being run\n');
    await store.showRunner({ account, pid: 4711, plan_id: 'p1', seen_at: Date.now() - 200_000 });
    expect((await check()).stdout).toMatch(
      /FAIL {2}Plans: p1 .*; process 4711 .*no sign of life for 3 minutes/,
    );
  });
});
