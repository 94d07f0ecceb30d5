import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { pointTo } from '../pointTo.ts';
import { items, plan } from '../store/samples.ts';
import { launch, MAIN, openSandbox, run, serve, temporary, tidyUp } from './bundle.ts';

afterAll(tidyUp);

type Json = Record<string, unknown>;
const dataOf = (answer: Json): Json => Object(Object(answer['result']).structuredContent);

/** A data folder with a plan that waits, and the server that made it. */
async function waiting(dataDir = temporary()) {
  const sandbox = await openSandbox({ contacts: 60, seed: 1 });
  const served = await serve([], { ...pointTo(sandbox), VOBIZ_DATA_DIR: dataDir });
  const { selection_id } = dataOf(await served.call('find_contacts'));
  const { plan_id } = dataOf(await served.call('plan_update', { selection_id, add_tags: ['seen'] }));
  return { sandbox, dataDir, planId: String(plan_id), ...served };
}

/** The page's questions, as its window asks them. */
async function openPage(args: string[], env: Record<string, string>) {
  const { child, said, ended } = launch([MAIN, 'review', ...args], env);
  const link = await vi.waitUntil(() => /http:\S+/.exec(said.stdout)?.[0], { timeout: 20_000 });
  const { origin, hash } = new URL(link);
  const ask = async (name: string, body: object, token = '') => {
    const headers = { 'content-type': 'application/json', origin, 'x-session': token };
    const reply = await fetch(`${origin}/api/${name}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return reply.ok ? ((await reply.json()) as Json) : { status: reply.status };
  };
  const { token } = await ask('session', { secret: hash.slice(1) });
  return { child, said, ended, ask: (name: string, body: object = {}) => ask(name, body, String(token)) };
}

test('from a terminal without credentials shows and decides a plan, which a server then runs', async () => {
  const { sandbox, dataDir, planId, call } = await waiting();
  const { ask, child, ended, said } = await openPage([planId], { VOBIZ_DATA_DIR: dataDir });
  expect(said.stdout).toMatch(/^The page was not opened: .*\nhttp:.*\nPress Ctrl-C/);
  const head = await ask('plan', { plan_id: planId });
  expect(head).toMatchObject({
    state: 'waiting',
    title: expect.stringMatching(/^Add the tag "seen" to \d+ contacts$/),
  });
  const sent = sandbox.requests.length;
  expect(await ask('tags')).toMatchObject({ text: expect.stringContaining('no credentials') });
  expect(sandbox.requests).toHaveLength(sent);
  const approve = () => ask('decide', { plan_id: planId, hash: head['hash'], decision: 'approve' });
  expect(await approve()).toMatchObject({ refused: 'early' });
  await vi.waitUntil(async () => (await approve())['refused'] !== 'early', { timeout: 5000 });
  expect(await ask('progress', { plan_id: planId, since: 0 })).toMatchObject({
    plan_id: planId,
  });
  const done = await call('get_plan', { plan_id: planId, wait_seconds: 15 });
  expect(dataOf(done)).toMatchObject({ state: 'done' });
  expect(JSON.stringify(done)).toContain('on the page, by a link');
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 0 });
});

/** A plan of MA_SANDBOX that waits, and one of MA_OTHER in the same folder. */
async function ofTwoAccounts() {
  const { sandbox, dataDir, planId } = await waiting();
  const store = await openStore(dataDir);
  const account = `${sandbox.url}#MA_OTHER`;
  const other = plan('plan_other', { account, created_at: Date.now(), expires_at: Date.now() + 60_000 });
  await store.savePlan(other, items(1));
  await store.close();
  return { env: pointTo(sandbox), dataDir, planId, sandbox };
}

test('names the accounts where there are several', async () => {
  const { dataDir, env } = await ofTwoAccounts();
  const several = /plans of 2 accounts here: MA_\w+ and MA_\w+\.\nNext: Name one of them with --account/;
  for (const [args, given] of [
    [[], {}],
    [['--account', 'MA_NOBODY'], {}],
    [['--account', 'MA_NOBODY'], env],
  ] as const) {
    const ended = await run(['review', ...args], { ...given, VOBIZ_DATA_DIR: dataDir });
    expect([args, ended.code, ended.stderr]).toEqual([args, 1, expect.stringMatching(several)]);
  }
});

test.each([
  ['the named one', ['--account', 'MA_OTHER'], false, 'MA_OTHER'],
  ['the named one, whatever credentials are set', ['--account', 'MA_OTHER'], true, 'MA_OTHER'],
  ['the one that has the plan', ['plan_other'], false, 'MA_OTHER'],
  ['the one that has the plan, whatever credentials are set', ['plan_other'], true, 'MA_OTHER'],
  ['that of the credentials', [], true, 'MA_SANDBOX'],
  ['that of the credentials, where it is named', ['--account', 'MA_SANDBOX'], true, 'MA_SANDBOX'],
])('of several accounts shows %s', async (_which, args, isSet, shown) => {
  const { dataDir, env, planId, sandbox } = await ofTwoAccounts();
  const { ask, child, ended } = await openPage(args, { ...(isSet && env), VOBIZ_DATA_DIR: dataDir });
  expect(await ask('start')).toMatchObject({ account: expect.stringContaining(`account ${shown}`) });
  const plans = JSON.stringify(await ask('plans', { before: null }));
  expect([plans.includes('plan_other'), plans.includes(planId)]).toEqual([
    shown === 'MA_OTHER',
    shown === 'MA_SANDBOX',
  ]);
  const sent = sandbox.requests.length;
  const tags = JSON.stringify(await ask('tags'));
  expect(sandbox.requests.length > sent).toBe(shown === 'MA_SANDBOX');
  if (shown === 'MA_OTHER')
    expect(tags).toContain(isSet ? 'are those of account MA_SANDBOX at' : 'no credentials');
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 0 });
});

test('refuses a plan that the named account does not have', async () => {
  const { dataDir, planId } = await ofTwoAccounts();
  const { code, stderr } = await run(['review', planId, '--account', 'MA_OTHER'], {
    VOBIZ_DATA_DIR: dataDir,
  });
  expect([code, stderr]).toEqual([1, expect.stringContaining(`account MA_OTHER has no plan ${planId}.`)]);
});

test('a defect in an answer is told in the terminal, and the page goes on', async () => {
  const { dataDir, planId } = await waiting();
  const { ask, said, child, ended } = await openPage([], { VOBIZ_DATA_DIR: dataDir });
  expect(said.stderr).toBe('');
  const store = new DatabaseSync(join(dataDir, 'store.db'));
  store.exec('PRAGMA foreign_keys = OFF; ALTER TABLE item RENAME TO gone');
  store.close();
  await expect(ask('plan', { plan_id: planId })).rejects.toThrow();
  await vi.waitFor(() =>
    expect(said.stderr).toMatch(/"question":"plan","kind":"defect".*the page was not answered/),
  );
  expect(await ask('start')).toMatchObject({ plan_id: null });
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 0 });
});

describe('Ctrl-C ends it', () => {
  /** An opener that keeps what it was given; nobody else opens it. */
  async function opening() {
    const { dataDir, planId } = await waiting();
    const bin = temporary();
    const kept = join(bin, 'opened');
    writeFileSync(
      join(bin, 'xdg-open'),
      `#!/bin/sh\ncp "\${1#file://}" "${kept}.part" && mv "${kept}.part" "${kept}"\n`,
      {
        mode: 0o755,
      },
    );
    const place = fileURLToPath(new URL('../browser/place.mjs', import.meta.url));
    const env = {
      PATH: `${bin}:/usr/bin:/bin`,
      DISPLAY: ':9',
      VOBIZ_REVIEW: 'auto',
      VOBIZ_DATA_DIR: dataDir,
    };
    const launched = launch(['--import', place, MAIN, 'review', planId], env);
    const link = await vi.waitUntil(
      () => existsSync(kept) && /http:[^"]+/.exec(readFileSync(kept, 'utf8'))?.[0],
      {
        timeout: 20_000,
      },
    );
    return { ...launched, link, folder: join(dataDir, 'review') };
  }

  test.each(['before a browser asks', 'once the page is open'])(
    '%s, and leaves no file behind',
    async (when) => {
      const { child, ended, link, folder, said } = await opening();
      if (when === 'once the page is open') {
        const { origin, hash } = new URL(link);
        const headers = { 'content-type': 'application/json', origin };
        const body = JSON.stringify({ secret: hash.slice(1) });
        await fetch(`${origin}/api/session`, { method: 'POST', headers, body });
        await vi.waitUntil(() => said.stdout.startsWith('The page is open in your browser.'), {
          timeout: 5000,
        });
      }
      const began = performance.now();
      child.kill('SIGINT');
      expect(await ended).toEqual({ code: 0, signal: null });
      expect(performance.now() - began).toBeLessThan(4000);
      expect(readdirSync(folder)).toEqual([]);
    },
  );
});

test.each([
  [['review'], /There are no plans in /],
  [['review', 'a', 'b'], /review takes one plan/],
])('%j without anything to show says what is missing', async (args, words) => {
  const { code, stderr } = await run(args, { VOBIZ_DATA_DIR: temporary() });
  expect(code).toBeGreaterThan(0);
  expect(stderr).toMatch(words);
});
