import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/sandbox/faults.ts';
import { start } from '../harness.ts';

const TOOLS: [tool: string, args: Record<string, unknown>][] = [
  ['find_contacts', {}],
  ['find_contacts', { tags_all: ['vip'] }],
  ['list_tags', {}],
  ['find_duplicates', {}],
];
const WAIT = { walkWaitMs: 300, timeoutMs: 400, backoffMs: 100 };

async function silent(action: Action, env: Record<string, string> = {}) {
  const world = await start({ timing: WAIT, env });
  world.sandbox.fault({ times: 1e6, action });
  return world;
}

describe.each(TOOLS)('%s %j', (tool, args) => {
  test('tells every time that the service does not answer, and never of no contacts', async () => {
    const { call } = await silent({ delay: 60_000 });
    for (let n = 0; n < 5; n++) {
      const { isError, text } = await call(tool, args);
      expect([isError, text]).toEqual([
        true,
        expect.stringMatching(
          /^Vobiz (has not answered for \d+ s|did not answer in time) \(GET \/contacts[\s\S]*Next: Call again/,
        ),
      ]);
    }
  });

  test('names the limit of an account that is turned away again and again (promise 17)', async () => {
    const { call } = await silent({ status: 429, headers: { 'retry-after': '0.2' } });
    for (let n = 0; n < 3; n++) {
      const { isError, text } = await call(tool, args);
      expect([isError, text]).toEqual([
        true,
        expect.stringMatching(
          /^Vobiz takes no more requests of this account for \d+ s[\s\S]*Next: Call again/,
        ),
      ]);
    }
  });
});

test('a rate that a person stated is named as what holds the reading up', async () => {
  const { call } = await start({ timing: WAIT, env: { VOBIZ_RATE: '0.05' } });
  await call('list_contacts');
  const { isError, text } = await call('find_contacts');
  expect([isError, text]).toEqual([
    true,
    expect.stringMatching(/^VOBIZ_RATE allows the next request in \d+ s/),
  ]);
});

test('what was read before the service fell silent is told as a part', async () => {
  const { call, sandbox } = await start({
    sandbox: { contacts: 900 },
    timing: WAIT,
    env: { VOBIZ_CONCURRENCY: '1' },
  });
  sandbox.fault({ path: 'page=3', times: 1e6, action: { delay: 60_000 } });
  const { data } = await call('find_contacts');
  expect(data).toMatchObject({ complete: false, total: 200 });
});
