import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { type Harness, type HarnessOptions, person, start } from '../../harness.ts';
import { counting } from '../counts.ts';

/** Contacts c0, c1, … without tags or attributes; the tests give some of them more. */
async function account(count: number, options: HarnessOptions = {}): Promise<Harness> {
  const world = await start({ ...options, sandbox: { contacts: 1, ...options.sandbox } });
  world.sandbox.account.replaceAll(
    Array.from({ length: count }, (_, n) => ({
      id: `c${n}`,
      name: `Person ${n}`,
      phone_number: `+9155500${String(10_000 + n)}`,
      tags: ['lead'],
    })),
  );
  return world;
}

async function planned({ call }: Harness, change: Record<string, unknown>, tool = 'plan_update') {
  const found = await call('find_contacts', { sample: 0 });
  const { data, isError, text } = await call(tool, { selection_id: found.data['selection_id'], ...change });
  if (isError) throw new Error(text);
  return { plan_id: String(data['plan_id']), approval: String(data['approval_phrase']) };
}

const tags = ({ sandbox }: Harness, id: string) => sandbox.account.get(id).tags;
const puts = ({ sandbox }: Harness) =>
  sandbox.requests.filter(({ method, applied }) => method === 'PUT' && applied);

describe('a plan', () => {
  test('does what it showed, and its undo takes it back (promise 5)', async () => {
    const world = await account(30);
    const plan = await planned(world, { add_tags: ['vip'], set_attributes: { tier: 'gold' } });
    const { data } = await world.call('apply_plan', plan);
    expect(data).toMatchObject({ state: 'done', counts: counting({ done: 30, failed: 0 }) });
    expect([tags(world, 'c7'), world.sandbox.account.get('c7').custom_attributes]).toEqual([
      ['lead', 'vip'],
      { tier: 'gold' },
    ]);
    const undo = (await world.call('plan_undo', { plan_id: plan.plan_id })).data;
    await world.call('apply_plan', { plan_id: undo['plan_id'], approval: undo['approval_phrase'] });
    expect([tags(world, 'c7'), world.sandbox.account.get('c7').custom_attributes]).toEqual([['lead'], {}]);
    expect((await world.call('plan_undo', { plan_id: plan.plan_id })).text).toContain('was undone already');
  });

  test('leaves a tag that somebody added meanwhile, and so does its undo (promises 1, 5)', async () => {
    const world = await account(5);
    const plan = await planned(world, { add_tags: ['vip'] });
    world.sandbox.account.edit('c3', { tags: ['lead', 'theirs'] });
    await world.call('apply_plan', plan);
    expect(tags(world, 'c3')).toEqual(['lead', 'theirs', 'vip']);
    const undo = (await world.call('plan_undo', { plan_id: plan.plan_id })).data;
    await world.call('apply_plan', { plan_id: undo['plan_id'], approval: undo['approval_phrase'] });
    expect(tags(world, 'c3')).toEqual(['lead', 'theirs']);
  });

  test('leaves alone contacts that opted out after the approval, include_protected or not (promise 9)', async () => {
    const world = await account(6, { env: { VOBIZ_CONCURRENCY: '1' } });
    const plan = await planned(world, { add_tags: ['vip'], include_protected: true });
    world.sandbox.fault({
      method: 'PUT',
      nth: 2,
      action: { edit: (them) => them.edit('c0', { tags: ['lead', 'opted-out'] }) },
    });
    world.sandbox.account.edit('c4', { tags: ['lead', 'Opt-Out'] });
    const { data } = await world.call('apply_plan', plan);
    expect(data).toMatchObject({ state: 'done', counts: { done: 4, protected: 2 } });
    expect([tags(world, 'c4'), tags(world, 'c0')]).toEqual([
      ['lead', 'Opt-Out'],
      ['lead', 'opted-out'],
    ]);
  });

  test('reports a name that somebody changed since as drifted, and a deleted contact as gone (promise 2)', async () => {
    const world = await account(4);
    const plan = await planned(world, { name: 'Everybody' });
    world.sandbox.account.edit('c1', { name: 'Theirs' });
    world.sandbox.account.remove('c2');
    const { data } = await world.call('apply_plan', plan);
    expect(data).toMatchObject({ state: 'done', counts: { done: 2, drifted: 1, gone: 1 } });
    expect(world.sandbox.account.get('c1').name).toBe('Theirs');
    const receipt = await world.call('get_plan', { plan_id: plan.plan_id, items: 'problems' });
    expect(receipt.text).toMatch(
      /"Theirs"[^\n]*\| drifted: [^\n]*the name is now "Theirs" \(it was "Person 1"\)/,
    );
  });

  test('blocks when the credentials end in the middle, and goes on under the same approval when they are mended', async () => {
    const world = await account(40, { env: { VOBIZ_CONCURRENCY: '2' } });
    const plan = await planned(world, { add_tags: ['vip'] });
    const { authToken } = world.sandbox.credentials;
    world.sandbox.fault({
      method: 'PUT',
      nth: 10,
      action: { edit: () => Object.assign(world.sandbox.credentials, { authToken: 'another' }) },
    });
    const blocked = await world.call('apply_plan', plan);
    expect(blocked.data).toMatchObject({ state: 'blocked', reason: expect.stringContaining('credentials') });
    Object.assign(world.sandbox.credentials, { authToken });
    const { data } = await world.call('apply_plan', { plan_id: plan.plan_id });
    expect(data).toMatchObject({ state: 'done', counts: { done: 40 } });
    expect(puts(world)).toHaveLength(40);
  });

  test('goes on past a single contact that may not be written, and blocks when none may (promise 18)', async () => {
    const world = await account(60, { env: { VOBIZ_CONCURRENCY: '2' } });
    const plan = await planned(world, { add_tags: ['vip'] });
    world.sandbox.fault({ method: 'PUT', path: /\/c5$/, times: 1000, action: { status: 403 } });
    const { data } = await world.call('apply_plan', plan);
    expect(data).toMatchObject({ state: 'done', counts: { done: 59, failed: 1 } });
    const next = await planned(world, { add_tags: ['gold'] });
    const mended = world.sandbox.fault({ method: 'PUT', times: 1000, action: { status: 403 } });
    const blocked = await world.call('apply_plan', next);
    expect(blocked.data).toMatchObject({ state: 'blocked', counts: counting({ failed: 0 }) });
    expect(blocked.data['reason']).toContain('does not allow this');
    mended();
    world.sandbox.reset();
    const all = await world.call('apply_plan', { plan_id: next.plan_id });
    expect(all.data).toMatchObject({ state: 'done', counts: { done: 60 } });
  });

  test('halts when too many items fail (promise 10)', async () => {
    const world = await account(60);
    const plan = await planned(world, { add_tags: ['vip'] });
    world.sandbox.fault({ method: 'PUT', times: 1000, rate: 0.5, action: { status: 422 } });
    const { data } = await world.call('apply_plan', plan);
    expect(data).toMatchObject({ state: 'halted', reason: expect.stringMatching(/\d+ of \d+ items failed/) });
  });

  test('is done when it is the last items that fail: there is nothing to go on with', async () => {
    const world = await account(30, { env: { VOBIZ_CONCURRENCY: '1' } });
    const plan = await planned(world, { add_tags: ['vip'] });
    world.sandbox.fault({ method: 'PUT', nth: 29, times: 2, action: { status: 422 } });
    const { data } = await world.call('apply_plan', plan);
    expect(data).toMatchObject({ state: 'done', counts: { done: 28, failed: 2 } });
    expect(data['next']).not.toContain('goes on');
  });

  test('halts when its writes cannot be settled, rather than ask for each contact (promise 10)', async () => {
    const world = await account(200);
    const plan = await planned(world, { add_tags: ['vip'] });
    const mended = world.sandbox.fault({ method: 'PUT', times: 10_000, action: { status: 500 } });
    const { data } = await world.call('apply_plan', plan);
    expect(data).toMatchObject({
      state: 'halted',
      reason: expect.stringMatching(/items failed, or may have failed/),
    });
    expect(world.sandbox.writes().length).toBeLessThan(300);
    mended();
    const { data: all } = await world.call('apply_plan', { plan_id: plan.plan_id });
    expect(all).toMatchObject({ state: 'done', counts: counting({ done: 200, unknown: 0 }) });
    expect(puts(world)).toHaveLength(200);
  });

  test('is stopped after the requests in flight, and continued', async () => {
    const world = await account(80, { sandbox: { latencyMs: 10 }, env: { VOBIZ_CONCURRENCY: '2' } });
    const plan = await planned(world, { add_tags: ['vip'] });
    await world.call('apply_plan', { ...plan, wait_seconds: 0 });
    await world.call('stop_plan', { plan_id: plan.plan_id });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const stopped = puts(world).length;
    expect(stopped).toBeLessThan(80);
    expect((await world.call('get_plan', { plan_id: plan.plan_id })).data).toMatchObject({
      state: 'stopped',
    });
    const { data } = await world.call('apply_plan', { plan_id: plan.plan_id });
    expect(data).toMatchObject({ state: 'done', counts: { done: 80 } });
    expect(puts(world)).toHaveLength(80);
  });
});

test('a contact that changed while the service paused us is read again before the write (promises 1, 9)', async () => {
  const world = await account(2, { env: { VOBIZ_CONCURRENCY: '1' } });
  const pause = { status: 429, headers: { 'retry-after': '3' } };
  world.sandbox.fault({ method: 'PUT', times: 1, action: pause });
  const plan = await planned(world, { add_tags: ['vip'] });
  const applying = world.call('apply_plan', plan);
  await expect.poll(() => world.sandbox.writes().length, { timeout: 5000 }).toBe(1);
  for (const id of ['c0', 'c1']) world.sandbox.account.edit(id, { tags: ['lead', 'theirs', 'opted-out'] });
  expect((await applying).data).toMatchObject({ state: 'done', counts: counting({ done: 0, protected: 2 }) });
  expect([tags(world, 'c0'), tags(world, 'c1')]).toEqual([
    ['lead', 'theirs', 'opted-out'],
    ['lead', 'theirs', 'opted-out'],
  ]);
});

test('a change by somebody else while a plan stood still is not taken for ours, and no undo takes it back (promise 5)', async () => {
  const world = await account(60, { sandbox: { latencyMs: 10 }, env: { VOBIZ_CONCURRENCY: '2' } });
  const plan = await planned(world, { add_tags: ['vip'] });
  await world.call('apply_plan', { ...plan, wait_seconds: 0 });
  await expect.poll(() => puts(world).length).toBeGreaterThan(3);
  await world.call('stop_plan', { plan_id: plan.plan_id });
  const untouched = [...world.sandbox.account.contacts.values()].filter((one) => !one.tags.includes('vip'));
  for (const { id } of untouched) world.sandbox.account.edit(id, { tags: ['lead', 'vip'] });
  const { data } = await world.call('apply_plan', { plan_id: plan.plan_id });
  expect(data).toMatchObject({ state: 'done', counts: { unchanged: untouched.length } });
  const undo = (await world.call('plan_undo', { plan_id: plan.plan_id })).data;
  await world.call('apply_plan', { plan_id: undo['plan_id'], approval: undo['approval_phrase'] });
  for (const { id } of untouched) expect(tags(world, id)).toEqual(['lead', 'vip']);
});

describe('no write leaves without approval:', () => {
  const nothingSent = ({ sandbox }: Harness) => expect(sandbox.writes()).toEqual([]);

  test('none at all, a wrong phrase, the phrase of another plan', async () => {
    const world = await account(10);
    const [plan, other] = [
      await planned(world, { add_tags: ['a'] }),
      await planned(world, { add_tags: ['b'] }),
    ];
    for (const approval of [undefined, 'yes', other.approval]) {
      const { isError, data } = await world.call('apply_plan', {
        plan_id: plan.plan_id,
        ...(approval && { approval }),
      });
      if (approval === undefined) expect([isError, data['state']]).toEqual([false, 'waiting']);
      else expect(isError).toBe(true);
    }
    nothingSent(world);
  });

  test('a changed row of the store (promise 4)', async () => {
    const world = await account(3);
    const plan = await planned(world, { add_tags: ['a'] });
    const db = new DatabaseSync(join(world.dataDir, 'store.db'));
    db.exec(`UPDATE item SET task = replace(task, '"a"', '"b"') WHERE seq = 1`);
    db.close();
    expect((await world.call('apply_plan', plan)).text).toContain('in the store after it was planned');
    nothingSent(world);
  });

  test('a row of the store that changed after the approval', async () => {
    const world = await account(3);
    const plan = await planned(world, { add_tags: ['a'] });
    const { store, runner } = await world.context.journal();
    const { hash = '' } = (await store.findPlan(world.context.rules.account, plan.plan_id)) ?? {};
    await store.approvePlan({ plan_id: plan.plan_id, hash, how: 'form', at: Date.now() });
    const db = new DatabaseSync(join(world.dataDir, 'store.db'));
    db.exec(`UPDATE item SET contact_id = 'c9' WHERE seq = 1`);
    db.close();
    runner.wake();
    const { data } = await world.call('get_plan', { plan_id: plan.plan_id, wait_seconds: 5 });
    expect(data).toMatchObject({
      state: 'halted',
      reason: expect.stringContaining('in the store after it was approved'),
    });
    nothingSent(world);
  });

  test('a relayed phrase beyond 50 deletions, and any where VOBIZ_APPROVAL is form', async () => {
    const many = await account(51);
    const withForms = await start({ beside: many, forms: person('accept') });
    expect((await many.call('apply_plan', await planned(withForms, {}, 'plan_delete'))).text).toMatch(
      /this needs 51\.[\s\S]*Next: Let the person use a client that shows forms, make a smaller plan \(50 deletions at most\)/,
    );
    nothingSent(many);
    const strict = await account(2, { env: { VOBIZ_APPROVAL: 'form' } });
    expect((await strict.call('apply_plan', await planned(strict, { add_tags: ['a'] }))).text).toContain(
      'form only',
    );
    nothingSent(strict);
  });

  test('the 21st single edit in ten minutes', async () => {
    const world = await account(21);
    for (let n = 0; n < 20; n += 1)
      await world.call('update_contact', { contact: `c${n}`, set_attributes: { n } });
    const { isError, data } = await world.call('update_contact', {
      contact: 'c20',
      set_attributes: { n: 20 },
    });
    expect([isError, data['state'], puts(world).length]).toEqual([false, 'waiting', 20]);
  });
});
