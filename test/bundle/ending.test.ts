import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { accountKey } from '../../src/api/account.ts';
import { readConfig } from '../../src/config.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { openStore } from '../../src/store/open.ts';
import { pointTo } from '../pointTo.ts';
import { crowd, fill } from '../tools/world.ts';
import { atEnd, launch, MAIN, openSandbox, serve, temporary, tidyUp } from './bundle.ts';

afterAll(tidyUp);

const SOON = { timeout: 8000, interval: 50 };

describe.concurrent('the server ends', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'on %s, by itself and with status 0',
    async (signal) => {
      const { child, ended } = await serve(['--sandbox']);
      child.kill(signal);
      expect(await ended).toEqual({ code: 0, signal: null });
    },
  );

  test('when its input ends, after the walk under way is answered', async () => {
    const sandbox = await openSandbox({ contacts: 1000, latencyMs: 200 });
    const { child, ended, call } = await serve([], { ...pointTo(sandbox), VOBIZ_CONCURRENCY: '1' });
    const answer = call('list_tags');
    await vi.waitFor(() => expect(sandbox.requests.length).toBeGreaterThan(0), SOON);
    const endedAt = Date.now();
    child.stdin.end();
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(Date.now() - endedAt).toBeLessThan(7000);
    expect(await answer).toMatchObject({ result: { structuredContent: { total_contacts: 1000 } } });
  });

  test('when nobody reads its output any more', async () => {
    const { child, ended, send } = await serve(['--sandbox']);
    child.stdout.destroy();
    send({ jsonrpc: '2.0', id: 99, method: 'tools/list' });
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  test('when its parent was killed, although its input never ends', async () => {
    const folder = temporary();
    execFileSync('mkfifo', [join(folder, 'input')]);
    // Opened for writing too, the input never ends, even when the parent dies.
    const script = `const input = require('node:fs').openSync(${JSON.stringify(join(folder, 'input'))}, 'r+');
      const options = { stdio: [input, 'inherit', 'inherit'] };
      const child = require('node:child_process').spawn(process.execPath, ${JSON.stringify([MAIN, '--sandbox'])}, options);
      process.stderr.write('PID ' + child.pid + '\\n'); setInterval(() => {}, 1000);`;
    const { child: parent, said } = launch(['-e', script], { VOBIZ_LOG_LEVEL: 'debug' });
    await vi.waitFor(() => expect(said.stderr).toContain('"serving"'), SOON);
    const pid = Number(/^PID (\d+)/m.exec(said.stderr)?.[1]);
    expect(isAlive(pid)).toBe(true);
    atEnd(() => void (isAlive(pid) && process.kill(pid, 'SIGKILL')));
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), SOON);
    expect(said.stderr).toContain('vanished parent');
  });
});

describe.concurrent('a write that is under way', () => {
  test.each(['SIGTERM', 'end of input'])('is finished on %s, and sent once (promise 4)', async (how) => {
    const sandbox = await openSandbox({ contacts: 0 });
    fill(sandbox, { tags: ['lead'] });
    sandbox.fault({ method: 'PUT', action: { delay: 1200 } });
    const dataDir = temporary();
    const { child, ended, call } = await serve([], { ...pointTo(sandbox), VOBIZ_DATA_DIR: dataDir });
    void call('update_contact', { contact: 'p1', add_tags: ['vip'] });
    await vi.waitFor(() => expect(sandbox.writes().length).toBe(1), SOON);
    const told = Date.now();
    if (how === 'SIGTERM') child.kill('SIGTERM');
    else child.stdin.end();
    expect(await ended).toEqual({ code: 0, signal: null });
    // The server stays only for the reply.
    expect(Date.now() - told).toBeGreaterThan(800);
    expect(sandbox.writes()).toMatchObject([{ method: 'PUT', applied: true, status: 200 }]);
    expect(sandbox.account.get('p1').tags).toEqual(['lead', 'vip']);
    // The outcome is journaled: nobody has to look it up later.
    const store = await openStore(dataDir);
    const plan = await store.latestPlan(accountOf(sandbox));
    expect(plan).toMatchObject({ kind: 'single', state: 'done' });
    expect(await store.countItems(plan?.plan_id ?? '')).toMatchObject({ done: 1, sending: 0 });
    await store.close();
  });
});

describe.concurrent('a plan that runs while the service does not answer', () => {
  test.each([
    ['reading a contact', { method: 'GET', path: /contacts\/p\d/ }, 5000],
    ['writing one', { method: 'PUT' }, 13_000],
  ] as const)('%s holds no end up beyond the grace', async (_what, fault, most) => {
    const sandbox = await openSandbox({ contacts: 0 });
    fill(sandbox, ...crowd(40));
    const env = { ...pointTo(sandbox), VOBIZ_DATA_DIR: temporary() };
    const { child, ended, call } = await serve([], env);
    const contacts = crowd(40).map((_, n) => `p${n + 1}`);
    const reply = await call('plan_update', { contacts, add_tags: ['vip'] });
    const { plan_id } = Object(Object(reply['result']).structuredContent);
    sandbox.fault({ ...fault, times: 1000, action: { delay: 120_000 } });
    const before = sandbox.requests.length;
    void call('apply_plan', { plan_id, wait_seconds: 0 });
    await vi.waitFor(() => expect(sandbox.requests.length).toBeGreaterThan(before + 3), SOON);
    const told = Date.now();
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(Date.now() - told).toBeLessThan(most);
  });
});

function accountOf(sandbox: Sandbox): string {
  const { account } = readConfig({ sandbox: false, readOnly: false }, pointTo(sandbox));
  return account ? accountKey(account) : '';
}

/** Whether a process runs: a zombie that waits for its new parent does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
