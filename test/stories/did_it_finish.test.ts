import { expect, test } from 'vitest';
import { type Harness, person } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, pick } from '../tools/world.ts';
import { begin, carriedOut, carriers, findAndPlan, itemsOf } from './world.ts';

const NEW = { phone_number: '+919876543210', name: 'Nina New', tags: ['lead'] };

/** Longer than the next call takes, so that the request that hung still goes on. */
const SLOW = 500;

/** Conversation 11: "it hung. did it finish?" */
async function withLeads(forms?: 'forms') {
  const harness = await begin(forms && { forms: person('accept', 1100) });
  fill(harness.sandbox, ...crowd(80, () => ({ tags: ['lead'] })));
  return harness;
}

/** A client that gives up as soon as the service gets the nth request of this method, which is slow. */
async function hang({ call, sandbox }: Harness, method: string, nth: number, tool: string, args: object) {
  const client = new AbortController();
  sandbox.fault({ method, nth, action: { edit: () => client.abort() } });
  sandbox.fault({ method, nth, action: { delay: SLOW } });
  await expect(call(tool, { ...args }, client.signal)).rejects.toThrow('abort');
}

test('an agent whose call hung sees the plan going on, in another chat too, and nothing twice (promise 16)', async () => {
  const harness = await withLeads();
  const { plan_id, phrase: approval } = await findAndPlan(harness, {}, { add_tags: ['vip'] });
  await hang(harness, 'PUT', 10, 'apply_plan', { plan_id, approval });
  const first = await harness.call('get_plan', { plan_id: 'latest' });
  expect(first.data).toMatchObject({ plan_id, state: 'running' });
  expect(first.text).toMatch(
    /^Under way: \d+ of 80 contacts (is|are) done\.\n\n.*Add the tag "vip" to 80 contacts[\s\S]*goes on in the background/,
  );
  const other = await begin({ beside: harness });
  const ended = await other.call('get_plan', { plan_id: 'latest', wait_seconds: 20 });
  expect(ended.data).toMatchObject({ plan_id, state: 'done', counts: { done: 80 } });
  for (const problem of ['failed', 'unknown']) expect(ended.data['counts']).not.toHaveProperty(problem);
  expect(ended.text).toMatch(/^Done: added the tag "vip" to 80 contacts\.\n\n.*done 80/);
  expect([carriers(harness, 'vip'), carriedOut(harness, 'PUT')]).toEqual([80, 80]);
});

test('an agent that repeats the call that hung learns the state of the plan, not of a failure', async () => {
  const harness = await withLeads();
  const { plan_id, phrase: approval } = await findAndPlan(harness, {}, { add_tags: ['vip'] });
  await hang(harness, 'PUT', 10, 'apply_plan', { plan_id, approval });
  const again = await harness.call('apply_plan', { plan_id, approval });
  expect([again.isError, again.data['state']]).toEqual([false, 'done']);
  const undone = await harness.call('apply_plan', { plan_id, approval });
  expect([undone.isError, undone.text.includes('is done')]).toEqual([false, true]);
  expect(carriedOut(harness, 'PUT')).toBe(80);
});

test('an agent that repeats a create that hung makes no second contact, and hears of no failure', async () => {
  const harness = await withLeads();
  await hang(harness, 'POST', 1, 'create_contact', NEW);
  const { data } = await harness.call('get_plan', { plan_id: 'latest', wait_seconds: 20 });
  expect(data).toMatchObject({ kind: 'single', state: 'done', counts: { done: 1 } });
  const again = await harness.call('create_contact', NEW);
  expect([again.isError, again.data['created']]).toEqual([false, false]);
  expect(again.text).toMatch(/already/);
  expect([carriedOut(harness, 'POST'), harness.sandbox.account.contacts.size]).toEqual([1, 81]);
});

test('a person who accepted a delete that hung has one contact less, and its receipt', async () => {
  const harness = await withLeads('forms');
  const found = await harness.call('list_contacts', { search: 'Person 80' });
  const [contact] = pick(found.data['contacts'], 'id');
  await hang(harness, 'DELETE', 1, 'delete_contact', { contact });
  const { data, text } = await harness.call('get_plan', { plan_id: 'latest', wait_seconds: 20 });
  expect(data).toMatchObject({ kind: 'delete', state: 'done', counts: { done: 1 } });
  expect(text).toMatch(/^Done: deleted "Person 80" \(\+\d+\)\.\n\n.*is done; .*done 1/);
  await harness.call('delete_contact', { contact });
  expect([carriedOut(harness, 'DELETE'), harness.sandbox.account.contacts.size]).toEqual([1, 79]);
});

test('an agent that repeats a create is told when and by which plan it was done', async () => {
  const harness = await withLeads();
  const { data } = await harness.call('create_contact', NEW);
  const { isError, text } = await harness.call('create_contact', NEW);
  expect(isError).toBe(false);
  expect(text).toMatch(new RegExp(`already .*\\d+ (s|seconds?) ago.*${data['plan_id']}`, 's'));
});

test.each(['id', 'phone_number'])(
  'an agent that repeats a delete by %s is told when and by which plan it was done',
  async (field) => {
    const harness = await withLeads();
    const found = await harness.call('list_contacts', { search: 'Person 80' });
    const [contact] = pick(found.data['contacts'], field);
    const { plan_id, phrase } = await plan(harness, 'plan_delete', { contacts: [contact] });
    await harness.call('apply_plan', { plan_id, approval: phrase });
    const { isError, text } = await harness.call('delete_contact', { contact });
    expect(isError).toBe(false);
    expect(text).toMatch(new RegExp(`already .*\\d+ (s|seconds?) ago.*${plan_id}`, 's'));
  },
);

test('an agent that asks for the latest plan after a repeated call gets the plan that changed something', async () => {
  const harness = await withLeads();
  await harness.call('create_contact', NEW);
  await harness.call('create_contact', NEW);
  const { data } = await harness.call('get_plan', { plan_id: 'latest' });
  expect(data['counts']).toMatchObject({ done: 1 });
});

test('an agent reads the id of the new contact in the receipt of a create', async () => {
  const harness = await withLeads();
  const { data } = await harness.call('create_contact', NEW);
  const { text } = await itemsOf(harness, String(data['plan_id']), 'done');
  expect(text).toContain(String(harness.sandbox.account.byNumber(NEW.phone_number)?.id));
  expect(text).not.toContain('id new:');
});

test('an agent whose only item failed is offered no undo', async () => {
  const harness = await withLeads();
  const planned = await plan(harness, 'plan_update', {
    contacts: pick((await harness.call('list_contacts', { limit: 1 })).data['contacts'], 'id'),
    add_tags: ['vip'],
  });
  harness.sandbox.fault({ method: 'PUT', times: 9, action: { status: 422 } });
  const { data } = await applied(harness, planned);
  expect(data['counts']).toMatchObject({ failed: 1 });
  expect(data['counts']).not.toHaveProperty('done');
  expect(data['text']).toMatch(/^It failed\. 1 was not changed as planned: "Person \d+" .*because .*422/);
  expect(data['next']).not.toContain('plan_undo');
});
