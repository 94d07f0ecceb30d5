import { expect, test } from 'vitest';
import { start } from '../harness.ts';

/** Conversation 16 with contacts named one by one: more than a slow account lets a call read. */
test.each(['plan_update', 'plan_merge'])(
  'an agent whose contacts take longer to read than a call may last gets through with %s by calling again',
  async (tool) => {
    const { call, sandbox } = await start({
      sandbox: { contacts: 100, latencyMs: 100 },
      timing: { callMs: 500 },
    });
    const [keep = '', ...merge] = [...sandbox.account.contacts.keys()];
    const args =
      tool === 'plan_update'
        ? { contacts: [keep, ...merge.slice(0, 47)], add_tags: ['named'] }
        : { groups: [0, 16, 32].map((at) => ({ keep: merge[at], merge: merge.slice(at + 1, at + 16) })) };
    const first = await call(tool, args);
    expect(first.isError).toBe(true);
    expect(first.text).toMatch(/^Nothing was done yet: \d+ of 48 contacts read\./);
    expect(first.text).toContain('Next: Call again with the same contacts');
    let answer = first;
    for (let calls = 1; answer.isError && calls < 10; calls++) answer = await call(tool, args);
    expect([answer.isError, answer.data['state']]).toEqual([false, 'waiting']);
    const gets = sandbox.requests.map(({ path }) => path).filter((path) => /contacts\/./.test(path));
    expect(new Set(gets).size).toBe(gets.length);
  },
);

test('an agent whose account takes few requests a second plans in several calls, too (promise 17)', async () => {
  const { call, sandbox } = await start({ sandbox: { contacts: 60 }, env: { VOBIZ_RATE: '5' } });
  const contacts = [...sandbox.account.contacts.keys()];
  const args = { contacts, add_tags: ['named'] };
  let answer = await call('plan_update', args);
  for (let calls = 1; answer.isError && calls < 3; calls++) {
    expect(answer.text).toMatch(/^Nothing was done yet/);
    answer = await call('plan_update', args);
  }
  expect([answer.isError, answer.data['state']]).toEqual([false, 'waiting']);
});

test('an unknown contact among many is named, and the others are planned', async () => {
  const { call, sandbox } = await start({ sandbox: { contacts: 100, latencyMs: 20 } });
  const ids = [...sandbox.account.contacts.keys()];
  const contacts = ['none', ...ids.slice(1)];
  const { isError, text, data } = await call('plan_update', { contacts, add_tags: ['named'] });
  expect([isError, text]).toEqual([false, expect.stringContaining('nobody has "none"')]);
  expect(data['counts']).toMatchObject({ selected: 99 });
});
