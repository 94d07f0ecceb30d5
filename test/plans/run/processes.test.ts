import { expect, test } from 'vitest';
import { person, start } from '../../harness.ts';
import { fill, rows, tagsOf } from '../../tools/world.ts';

/** Two chats on one account: two contexts with a runner each, on one data folder. */
async function twoChats() {
  const one = await start({ sandbox: { contacts: 0 }, forms: person('accept', 1100) });
  fill(one.sandbox, { name: 'Asha', tags: ['lead'] }, { name: 'Bela', tags: ['lead'] });
  return { one, other: await start({ beside: one, forms: person('accept', 1100) }) };
}

test('a walk follows what another process wrote (walking)', async () => {
  const { one, other } = await twoChats();
  await one.call('find_contacts', { tags_all: ['vip'] });
  await one.call('list_tags');
  const reads = one.sandbox.requests.length;
  await other.call('update_contact', { contact: 'p1', add_tags: ['vip'] });
  await other.call('create_contact', { phone_number: '+919876543210', name: 'Chand', tags: ['vip'] });
  await other.call('delete_contact', { contact: 'p2' });
  const between = one.sandbox.requests.length;
  const { data } = await one.call('find_contacts', { tags_any: ['vip', 'lead'] });
  expect(rows(data['sample']).map(({ name }) => name)).toEqual(['Asha', 'Chand']);
  expect(one.sandbox.requests.length - between).toBe(0);
  expect(reads).toBeGreaterThan(0);
});

test('a plan on contacts that another plan has still to change says so', async () => {
  const { one, other } = await twoChats();
  const { data: first } = await one.call('plan_update', { contacts: ['p1', 'p2'], add_tags: ['vip'] });
  const { data } = await other.call('plan_update', { contacts: ['p2'], add_tags: ['gold'] });
  expect(data['text']).toContain(
    `${first['plan_id']} is also to change 1 of these contacts and waits for approval.`,
  );
});

test('the receipt of a rename names the contacts that still carry the old tag', async () => {
  const { one } = await twoChats();
  const { data: plan } = await one.call('plan_update', {
    contacts: ['p1', 'p2'],
    rename_tags: { lead: 'prospect' },
  });
  // Another spelling is another tag, whichever contacts the service finds by it.
  one.sandbox.account.edit('p2', { tags: ['Lead'] });
  const { data } = await one.call('apply_plan', { plan_id: plan['plan_id'] });
  expect([tagsOf(one, 'p1'), data['text']]).toEqual([
    ['prospect'],
    expect.stringContaining('Nobody has "lead" any more.'),
  ]);
  one.sandbox.account.edit('p1', { tags: ['lead'] });
  const { text } = await one.call('get_plan', { plan_id: plan['plan_id'] });
  expect(text).toContain('1 contact still has "lead": tagged meanwhile, or left as it was');
});

test('a pause of the service holds for all processes of the account (promise 17)', async () => {
  const { one, other } = await twoChats();
  await one.context.journal();
  await other.context.journal();
  one.sandbox.fault({ method: 'GET', action: { status: 429, headers: { 'retry-after': '1' } } });
  const limited = one.call('get_contact', { contact: 'p1' });
  await expect.poll(() => one.sandbox.requests.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await other.call('get_contact', { contact: 'p2' });
  await limited;
  const [refused, ...later] = one.sandbox.requests;
  expect(Math.min(...later.map(({ at }) => at)) - (refused?.at ?? 0)).toBeGreaterThan(950);
});

test('two single edits of one contact at once are both made, or one is asked to call again (promises 1, 4)', async () => {
  const { one, other } = await twoChats();
  one.sandbox.fault({ method: 'GET', path: '/p1', nth: 2, action: { slow: 400 } });
  const edits = [
    one.call('update_contact', { contact: 'p1', add_tags: ['vip'] }),
    other.call('update_contact', { contact: 'p1', add_tags: ['hot'] }),
  ];
  const [vip, hot] = await Promise.all(edits);
  const held = tagsOf(one, 'p1');
  expect([held.includes('vip'), held.includes('hot')]).toEqual([!vip?.isError, !hot?.isError]);
  for (const answer of [vip, hot])
    if (answer?.isError) expect(answer.text).toContain('Call again in a few seconds');
});

const OLD_TOKEN = { VOBIZ_AUTH_TOKEN: 'of-yesterday' };

test('a plan that was blocked when the token of its process ended is resumed by a process with a good token', async () => {
  const { one } = await twoChats();
  const { data: plan } = await one.call('plan_update', { contacts: ['p1'], add_tags: ['vip'] });
  const { plan_id } = plan;
  Object.assign(one.sandbox.credentials, { authToken: 'of-today' });
  expect((await one.call('apply_plan', { plan_id })).data).toMatchObject({ state: 'blocked' });
  const fresh = await start({ beside: one });
  const { runner } = await fresh.context.journal();
  runner.wake();
  await expect.poll(() => tagsOf(one, 'p1')).toContain('vip');
  await expect.poll(async () => (await one.call('get_plan', { plan_id })).data['state']).toBe('done');
});

test('a process whose token never worked takes no plan from one that can run it, and says why', async () => {
  const { one } = await twoChats();
  const stale = await start({ beside: one, env: OLD_TOKEN, forms: person('accept', 1100) });
  const { data: plan } = await one.call('plan_update', { contacts: ['p1'], add_tags: ['vip'] });
  const { plan_id } = plan;
  expect((await stale.call('apply_plan', { plan_id })).data).toMatchObject({
    state: 'queued',
    reason: expect.stringContaining('did not accept the credentials'),
    next: expect.stringContaining('goes on with it when that is mended'),
  });
  const { runner } = await one.context.journal();
  runner.wake();
  await expect.poll(() => tagsOf(one, 'p1')).toContain('vip');
  await expect.poll(async () => (await stale.call('get_plan', { plan_id })).data['state']).toBe('done');
});

test('and neither asks for ever nor changes a plan that is blocked', async () => {
  const { one } = await twoChats();
  const { data: plan } = await one.call('plan_update', { contacts: ['p1'], add_tags: ['vip'] });
  const { plan_id } = plan;
  const { authToken } = one.sandbox.credentials;
  Object.assign(one.sandbox.credentials, { authToken: 'of-today' });
  await one.call('apply_plan', { plan_id });
  const stale = await start({ beside: one, env: { VOBIZ_AUTH_TOKEN: authToken } });
  const before = one.sandbox.requests.length;
  for (let round = 0; round < 4; round++) {
    (await stale.context.journal()).runner.wake();
    expect((await stale.call('get_plan', { plan_id })).data['state']).toBe('blocked');
  }
  await expect.poll(() => one.sandbox.requests.length).toBe(before + 1);
  Object.assign(one.sandbox.credentials, { authToken });
  // Any answer of the service shows that it knows the credentials now.
  await stale.call('get_contact', { contact: 'p1' });
  await stale.call('apply_plan', { plan_id });
  await expect.poll(() => tagsOf(one, 'p1')).toContain('vip');
});
