import { afterAll, expect, test, vi } from 'vitest';
import { pointTo } from '../pointTo.ts';
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

test('names the accounts where there are several, and takes one', async () => {
  const dataDir = temporary();
  const first = await waiting(dataDir);
  const { sandbox } = first;
  const env = { ...pointTo(sandbox), VOBIZ_AUTH_ID: 'MA_OTHER', VOBIZ_DATA_DIR: dataDir };
  const other = await serve([], env);
  await other.call('list_plans');
  const { code, stderr } = await run(['review', '--account', 'MA_NOBODY'], { VOBIZ_DATA_DIR: dataDir });
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/accounts? here: MA_SANDBOX\.\nNext: Name one of them with --account/),
  ]);
});

test.each([
  [['review'], /There are no plans in /],
  [['review', 'a', 'b'], /review takes one plan/],
])('%j without anything to show says what is missing', async (args, words) => {
  const { code, stderr } = await run(args, { VOBIZ_DATA_DIR: temporary() });
  expect(code).toBeGreaterThan(0);
  expect(stderr).toMatch(words);
});
