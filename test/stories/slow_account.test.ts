import { expect, test } from 'vitest';
import { start } from '../harness.ts';

/** Conversation 16: "how many have no tags?", in an account too large for one call. */
async function slowAccount() {
  const harness = await start({
    sandbox: { contacts: 4000, latencyMs: 30 },
    env: { VOBIZ_CONCURRENCY: '1' },
    timing: { walkWaitMs: 400 },
  });
  // The connection is made before the time is measured.
  await harness.call('list_contacts', { limit: 1 });
  harness.sandbox.reset();
  return harness;
}

test.each(['list_tags', 'find_contacts'])(
  'an agent is told by %s how far the reading is, says "at least", and calls again until it is done (promise 6)',
  async (tool) => {
    const { call, sandbox } = await slowAccount();
    const args = tool === 'list_tags' ? {} : { untagged: true, sample: 0 };
    const untagged = [...sandbox.account.contacts.values()].filter(({ tags }) => tags.length === 0).length;
    const field = tool === 'list_tags' ? 'untagged' : 'total';
    const first = await call(tool, args);
    expect(first.data).toMatchObject({ complete: false, next: expect.stringContaining(tool) });
    expect(first.data['summary']).toMatch(
      /^At least .*[\d,]+ of 4,000 contacts read so far; the reading goes on\./s,
    );
    expect(first.text).toMatch(/At least[\s\S]*Next: /);
    expect(first.data[field]).toBeLessThan(untagged);
    let answer = first;
    for (let calls = 0; answer.data['complete'] === false && calls < 40; calls++) {
      const before = Number(answer.data[field]);
      answer = await call(tool, args);
      expect(answer.data[field]).toBeGreaterThanOrEqual(before);
    }
    expect(answer.data).toMatchObject({ complete: true, [field]: untagged });
    expect(answer.data['summary']).not.toMatch(/at least/i);
    // The next call continues the same walk: no page is read twice.
    expect(sandbox.requests).toHaveLength(40);
  },
);

test('an agent can still change one contact while the account is being read (promise 17)', async () => {
  const { call, sandbox } = await slowAccount();
  const [contact] = [...sandbox.account.contacts.values()].filter(({ tags }) => tags.length === 0);
  await call('list_tags');
  const { isError, data } = await call('update_contact', { contact: contact?.id, add_tags: ['found'] });
  expect([isError, data['changed']]).toEqual([false, ['tags']]);
});
