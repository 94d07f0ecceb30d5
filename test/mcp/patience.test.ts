import { expect, test } from 'vitest';
import { person, start } from '../harness.ts';
import { protocolError } from './clients.ts';

test('a form without an answer in time is no approval, and nothing is deleted', async () => {
  const { call, sandbox, forms } = await start({ forms: person('accept', 5000), timing: { formMs: 200 } });
  const [contact] = sandbox.account.contacts.values();
  const { isError, data } = await call('delete_contact', { contact: contact?.id });
  expect([isError, data['state'], forms.length]).toEqual([false, 'waiting', 1]);
  expect(data['next']).toContain('not answered');
  expect(sandbox.writes()).toEqual([]);
});

test('a call ends with an error in words when its time is up, at any speed of the service (promise 16)', async () => {
  const { call, sandbox } = await start({ timing: { callMs: 300, timeoutMs: 5000 } });
  sandbox.fault({ times: 9, action: { delay: 4000 } });
  const started = performance.now();
  const { isError, text } = await call('list_contacts');
  expect(performance.now() - started).toBeLessThan(2000);
  expect(isError).toBe(true);
  expect(text).toMatch(/did not finish within[\s\S]*Next: Call again/);
});

test.each([{ status: 500, applied: true }, { garbage: true }] as const)(
  'a write whose time is up before the reply %o is found done (promise 3)',
  async (action) => {
    const { call, sandbox } = await start({ timing: { callMs: 300, timeoutMs: 5000 } });
    const [contact] = sandbox.account.contacts.values();
    const id = contact?.id ?? '';
    sandbox.fault({ method: 'PUT', action: { delay: 500 } });
    sandbox.fault({ method: 'PUT', action });
    const { text } = await call('update_contact', { contact: id, add_tags: ['late'] });
    expect(text).toMatch(/did not finish/);
    const answer = await call('get_plan', { plan_id: 'latest', items: 'unknown' });
    expect(sandbox.account.get(id).tags).toContain('late');
    expect(answer.data['counts']).toEqual({ selected: 1, to_change: 1, unknown: 1 });
    const { data } = await call('apply_plan', { plan_id: answer.data['plan_id'] });
    expect([data['counts'], sandbox.writes().length]).toMatchObject([{ done: 1 }, 1]);
  },
);

test('a resource ends with an error in words when its time is up, too (promise 16)', async () => {
  const { client, sandbox } = await start({ timing: { callMs: 300, timeoutMs: 5000 } });
  sandbox.fault({ times: 9, action: { delay: 4000 } });
  const ref = { type: 'ref/resource', uri: 'vobiz://contacts/{id}' } as const;
  const started = performance.now();
  for (const request of [
    client.listResources(),
    client.readResource({ uri: 'vobiz://contacts/p1' }),
    client.complete({ ref, argument: { name: 'id', value: 'a' } }),
  ])
    expect(await protocolError(request)).toMatch(/did not finish within[\s\S]*Next: Ask again/);
  expect(performance.now() - started).toBeLessThan(3000);
});

test('a write whose time is up advises to look before repeating it (promise 3)', async () => {
  const { call, sandbox } = await start({ timing: { callMs: 300, timeoutMs: 5000 } });
  const [contact] = sandbox.account.contacts.values();
  sandbox.fault({ method: 'GET', action: { delay: 4000 } });
  const { text } = await call('update_contact', { contact: contact?.id, add_tags: ['vip'] });
  expect(text).toMatch(/did not finish[\s\S]*look with `get_contact`/);
  expect(sandbox.writes()).toEqual([]);
});
