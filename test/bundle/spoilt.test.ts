import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { accountKey } from '../../src/api/account.ts';
import { readConfig } from '../../src/config.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { lockNameOf } from '../../src/store/lock.ts';
import { openStore } from '../../src/store/open.ts';
import { pointTo } from '../pointTo.ts';
import { items, plan } from '../store/samples.ts';
import { launch, MAIN, NODE, openSandbox, parsed, run, serve, speak, temporary, tidyUp } from './bundle.ts';

afterAll(tidyUp);

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** The log of a server that runs for `ms`. */
async function logOf(sandbox: Sandbox, dataDir: string, ms: number) {
  const { child, said, ended } = await serve([], { ...pointTo(sandbox), VOBIZ_DATA_DIR: dataDir });
  await setTimeout(ms);
  child.stdin.end();
  await ended;
  return said.stderr.trimEnd().split('\n').map(parsed);
}

describe.concurrent('a command', () => {
  test('explains a failure in words on stderr, with status 1 (promise 18)', async () => {
    const dataDir = temporary();
    mkdirSync(join(dataDir, 'store.db'));
    const { code, stdout, stderr } = await run(['forget', '+919876543210'], { VOBIZ_DATA_DIR: dataDir });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^vobiz-contacts-mcp: The store in [^\n]* cannot be written: [^\n]*\nNext: Make that folder writable[^\n]*\n$/,
    );
  });
});

describe.concurrent('a server', () => {
  test('goes on without its log when another build replaced the logger', async () => {
    const dist = temporary();
    cpSync(dirname(MAIN), dist, { recursive: true });
    for (const name of readdirSync(join(dist, 'chunks')).filter((name) => name.startsWith('stderr-')))
      rmSync(join(dist, 'chunks', name));
    const sandbox = await openSandbox({ contacts: 1 });
    const env = { ...pointTo(sandbox), VOBIZ_MOED: 'x', VOBIZ_DATA_DIR: temporary() };
    const { child, ended, said } = launch([join(dist, 'main.js')], env);
    const { request, send, call } = speak(child);
    const clientInfo = { name: 'by hand', version: '1' };
    await request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
    send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    expect(await call('list_contacts')).toMatchObject({ result: { structuredContent: { total: 1 } } });
    child.stdin.end();
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(said.stderr).toBe('');
  });

  test('logs once, with its code, why it cannot open its store', async () => {
    const dataDir = temporary();
    mkdirSync(join(dataDir, 'store.db'));
    const sandbox = await openSandbox({ contacts: 1 });
    await expect(logOf(sandbox, dataDir, 7000)).resolves.toMatchObject([
      { kind: 'refused', code: 'ERR_SQLITE_ERROR', errcode: 14, msg: 'the store could not be opened' },
    ]);
  });

  test('logs once, with its code, why its runner stopped', async () => {
    const dataDir = temporary();
    const sandbox = await openSandbox({ contacts: 1 });
    const { account } = readConfig({ sandbox: false, readOnly: false }, pointTo(sandbox));
    const key = account ? accountKey(account) : '';
    const store = await openStore(dataDir);
    await store.savePlan(plan('p1', { account: key }), items(1));
    await store.approvePlan({ plan_id: 'p1', hash: 'hash of p1', how: 'form', at: Date.now() });
    await store.close();
    mkdirSync(join(dataDir, 'locks', `${lockNameOf(key)}.lock`));
    await expect(logOf(sandbox, dataDir, 10_000)).resolves.toMatchObject([
      { kind: 'refused', code: 'ERR_SQLITE_ERROR', errcode: 14, msg: 'the runner stopped' },
    ]);
  });

  test('keeps compiled code where nobody else can put any, whatever the umask (promise 14)', async () => {
    const dataDir = temporary();
    const start = JSON.stringify([MAIN, '--read-only']);
    const script = `process.umask(0); const { status } = require('node:child_process').spawnSync(${JSON.stringify(NODE)}, ${start}, { stdio: 'ignore' }); process.exit(status)`;
    expect(await launch(['-e', script], { VOBIZ_DATA_DIR: dataDir }).ended).toMatchObject({ code: 0 });
    const inside = readdirSync(join(dataDir, 'cache'));
    expect(inside.length).toBeGreaterThan(0);
    expect(['.', ...inside].map((name) => modeOf(join(dataDir, 'cache', name)))).toEqual(
      ['.', ...inside].map(() => '700'),
    );
  });

  test('runs no compiled code from a folder into which others can write (promise 14)', async () => {
    const dataDir = temporary();
    mkdirSync(join(dataDir, 'cache'));
    chmodSync(join(dataDir, 'cache'), 0o777);
    const { child, ended } = await serve([], { VOBIZ_DATA_DIR: dataDir });
    child.stdin.end();
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(readdirSync(join(dataDir, 'cache'))).toEqual([]);
  });
});
