import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { pointTo } from '../pointTo.ts';
import { fill } from '../tools/world.ts';
import { atEnd, launch, MAIN, openSandbox, serve, tidyUp } from './bundle.ts';

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

  test('when its input ends, also in the middle of a walk', async () => {
    const sandbox = await openSandbox({ contacts: 4000, latencyMs: 300 });
    const { child, ended, call } = await serve([], { ...pointTo(sandbox), VOBIZ_CONCURRENCY: '1' });
    void call('list_tags');
    await vi.waitFor(() => expect(sandbox.requests.length).toBeGreaterThan(0), SOON);
    const endedAt = Date.now();
    child.stdin.end();
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(Date.now() - endedAt).toBeLessThan(7000);
  });

  test('when nobody reads its output any more', async () => {
    const { child, ended, send } = await serve(['--sandbox']);
    child.stdout.destroy();
    send({ jsonrpc: '2.0', id: 99, method: 'tools/list' });
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  test('when its parent was killed, although its input never ends', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vobiz-orphan-'));
    atEnd(() => rmSync(folder, { recursive: true }));
    execFileSync('mkfifo', [join(folder, 'input')]);
    // Opened for writing too, the input never ends, whoever dies.
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
    const { child, ended, call } = await serve([], pointTo(sandbox));
    void call('update_contact', { contact: 'p1', add_tags: ['vip'] });
    await vi.waitFor(() => expect(sandbox.writes().length).toBe(1), SOON);
    const told = Date.now();
    if (how === 'SIGTERM') child.kill('SIGTERM');
    else child.stdin.end();
    expect(await ended).toEqual({ code: 0, signal: null });
    // It waited for the reply, and that is the only reason to stay.
    expect(Date.now() - told).toBeGreaterThan(800);
    expect(sandbox.writes()).toMatchObject([{ method: 'PUT', applied: true, status: 200 }]);
    expect(sandbox.account.get('p1').tags).toEqual(['lead', 'vip']);
  });
});

/** A process that runs: one that has ended and waits to be collected by its new parent does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
