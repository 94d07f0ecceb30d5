import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Harness, type HarnessOptions, start } from '../../harness.ts';
import { applied, type Planned, plan } from '../../tools/plans.ts';
import { crowd, fill, numberOf, type Person, tagsOf } from '../../tools/world.ts';
import { counting } from '../counts.ts';
import { ran } from '../receipt.ts';

/** Events long after a write that stayed open: other plans, undos, days, other processes. */
async function account(people: Person[], options: HarnessOptions = {}): Promise<Harness> {
  const world = await start({ ...options, sandbox: { contacts: 0, ...options.sandbox } });
  fill(world.sandbox, ...people);
  return world;
}

/** The store as a killed process leaves it: a plan approved and running, some of its items taken. */
async function killed({ context }: Harness, { plan_id }: Pick<Planned, 'plan_id'>, take: number) {
  const { store } = await context.journal();
  const { hash = '' } = (await store.findPlan(context.rules.account, plan_id)) ?? {};
  await store.approvePlan({ plan_id, hash, how: 'relayed', at: Date.now() });
  await store.movePlan(plan_id, 'begin', { at: Date.now() });
  await store.takeItems(plan_id, take);
}

function sql({ dataDir }: Harness, statement: string): void {
  const database = new DatabaseSync(join(dataDir, 'store.db'));
  database.exec(statement);
  database.close();
}

describe('a plan that was begun', () => {
  test.each(['renumber', 'merge'])('is no draft a day later, and goes on: a %s', async (how) => {
    const world = await account([{ tags: ['lead'] }, { tags: ['b'] }]);
    const planned =
      how === 'merge'
        ? await plan(world, 'plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] })
        : await plan(world, 'plan_update', { contacts: ['p1'], new_number: '+919111111111' });
    const off = world.sandbox.fault({ method: 'DELETE', times: 99, action: { status: 401 } });
    await applied(world, planned);
    off();
    sql(world, 'UPDATE approval SET at = at - 90000000; UPDATE plan SET created_at = created_at - 90000000');
    const next = await start({ beside: world });
    const { data } = await next.call('apply_plan', { plan_id: planned.plan_id });
    expect(data).toMatchObject({ state: 'done', counts: { done: 1 } });
  });

  test('and one that an undo took back of it, is not done again (promise 5)', async () => {
    const world = await account([{}, {}, {}]);
    const planned = await plan(world, 'plan_update', { contacts: ['p1', 'p2'], add_tags: ['vip'] });
    await killed(world, planned, 1);
    const { store } = await world.context.journal();
    world.sandbox.account.edit('p1', { tags: ['vip'] });
    await store.movePlan(planned.plan_id, 'stop', { at: Date.now() });
    await store.giveUpSending(world.context.rules.account, 'left', Date.now());
    await ran(world, 'plan_undo', { plan_id: planned.plan_id });
    expect(tagsOf(world, 'p1')).toEqual([]);
    await world.call('apply_plan', { plan_id: planned.plan_id });
    expect(tagsOf(world, 'p1')).toEqual([]);
  });

  test('holds up nothing when the process of an approved single edit died (promise 4)', async () => {
    const world = await account(crowd(30));
    const { store } = await world.context.journal();
    for (let n = 1; n <= 20; n += 1)
      await world.call('update_contact', { contact: `p${n}`, add_tags: ['x'] });
    const { text } = await world.call('update_contact', { contact: 'p25', add_tags: ['late'] });
    const plan_id = /plan_\w+/.exec(text)?.[0] ?? '';
    const older = await plan(world, 'plan_update', { contacts: ['p25', 'p26'], add_tags: ['vip'] });
    const { hash = '' } = (await store.findPlan(world.context.rules.account, older.plan_id)) ?? {};
    await store.approvePlan({ plan_id: older.plan_id, hash, how: 'relayed', at: Date.now() - 1000 });
    await store.movePlan(older.plan_id, 'begin', { at: Date.now() });
    await store.movePlan(older.plan_id, 'block', { at: Date.now(), reason: 'quota' });
    await killed(world, { plan_id }, 1);
    const next = await start({ beside: world });
    const { data } = await applied(
      next,
      await plan(next, 'plan_update', { contacts: ['p28'], add_tags: ['z'] }),
    );
    expect([data['state'], tagsOf(world, 'p28')]).toEqual(['done', ['z']]);
  });
});

describe('an item that stayed open', () => {
  test('as a row of an import is settled before the rest is undone (promises 3 and 5)', async () => {
    const world = await account([{}], {
      sandbox: { dialect: { lateMs: 700 } },
      env: { VOBIZ_CONCURRENCY: '1' },
    });
    const csv = `phone_number,name,city\n${numberOf(7)},Seven,X\n${numberOf(8)},Eight,Y\n`;
    const lost = { drop: 'after', late: true } as const;
    const off = world.sandbox.fault({ method: 'POST', times: 99, nth: 2, action: lost });
    const columns = { phone_number: 'phone_number', name: 'name', city: 'city' };
    const { plan_id } = (await world.call('import_contacts', { csv, columns })).data;
    off();
    await pause(1000);
    const { text } = await world.call('plan_undo', { plan_id });
    expect(text).toContain('may be done in part');
    await world.call('apply_plan', { plan_id });
    await ran(world, 'plan_undo', { plan_id });
    expect(world.sandbox.account.contacts.size).toBe(1);
  });

  test('is not undone when another plan of ours did it since (promise 5)', async () => {
    const world = await account([{}, {}], { env: { VOBIZ_CONCURRENCY: '1' } });
    const off = world.sandbox.fault({ method: 'PUT', path: '/p2', times: 99, action: { drop: 'before' } });
    const first = await ran(world, 'plan_update', { contacts: ['p1', 'p2'], add_tags: ['vip'] });
    off();
    await ran(world, 'plan_update', { contacts: ['p2'], add_tags: ['vip'] });
    await ran(world, 'plan_undo', { plan_id: first.plan_id });
    expect([tagsOf(world, 'p1'), tagsOf(world, 'p2')]).toEqual([[], ['vip']]);
  });

  test('is undone in the spelling of the service (promise 8)', async () => {
    const world = await account([{}, {}], {
      sandbox: { dialect: { lateMs: 700, tagStyle: 'lower' } },
      env: { VOBIZ_CONCURRENCY: '1' },
    });
    const lost = { drop: 'after', late: true } as const;
    const off = world.sandbox.fault({ method: 'PUT', path: '/p2', times: 99, action: lost });
    const { plan_id } = await ran(world, 'plan_update', { contacts: ['p1', 'p2'], add_tags: ['VIP'] });
    off();
    await pause(900);
    await ran(world, 'plan_undo', { plan_id });
    expect([tagsOf(world, 'p1'), tagsOf(world, 'p2')]).toEqual([[], []]);
  });

  test('whose contact came back at the second look lets the kept one of a merge give up its tags (promise 5)', async () => {
    const world = await account([{ tags: ['a'] }, { tags: ['b'] }]);
    const merge = await ran(world, 'plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] });
    const undo = await plan(world, 'plan_undo', { plan_id: merge.plan_id });
    world.sandbox.fault({ method: 'POST', action: { drop: 'after' } });
    world.sandbox.fault({ method: 'GET', path: /search=/, nth: 3, times: 6, action: { drop: 'before' } });
    await applied(world, undo);
    expect(tagsOf(world, 'p1')).toEqual(['a']);
  });
});

test('a process that was only frozen does not overwrite what the one after it did (promise 4)', {
  timeout: 20_000,
}, async () => {
  const world = await account([{}], { timing: { timeoutMs: 5000 }, env: { VOBIZ_RATE: '0.7' } });
  const frozen = world.call('update_contact', { contact: 'p1', add_tags: ['vip'] });
  await pause(500);
  sql(world, 'UPDATE plan SET created_at = created_at - 50000');
  const next = await start({ beside: world });
  (await next.context.journal()).runner.wake();
  await frozen;
  const { data } = await next.call('get_plan', { plan_id: 'latest', wait_seconds: 10 });
  expect(data).toMatchObject({ state: 'done', counts: { done: 1 } });
  const undo = await next.call('plan_undo', { plan_id: data['plan_id'] });
  expect(undo.isError).toBe(false);
});

test.each(['1', '8'])(
  'a single contact that may not be written, the last of all, blocks no plan for ever (%s at once)',
  async (VOBIZ_CONCURRENCY) => {
    const world = await account(crowd(30), { env: { VOBIZ_CONCURRENCY } });
    world.sandbox.fault({ method: 'PUT', path: /\/p30$/, times: 999, action: { status: 403 } });
    const contacts = crowd(30).map((_, n) => `p${n + 1}`);
    const planned = await plan(world, 'plan_update', { contacts, add_tags: ['vip'] });
    await applied(world, planned);
    const { data } = await world.call('apply_plan', { plan_id: planned.plan_id });
    expect(data).toMatchObject({ state: 'done', counts: { done: 29, failed: 1 } });
  },
);

test('at two requests in five seconds a plan still gets to write (promise 17)', {
  timeout: 30_000,
}, async () => {
  const world = await account([{}], { env: { VOBIZ_RATE: '0.4' } });
  const planned = await plan(world, 'plan_update', { contacts: ['p1'], add_tags: ['vip'] });
  const { data } = await world.call('apply_plan', {
    plan_id: planned.plan_id,
    approval: planned.phrase,
    wait_seconds: 15,
  });
  expect(data).toMatchObject({ state: 'done', counts: { done: 1 } });
});

test.each([1, 2, 3])('an outage uses up no plan of %s contacts (promise 3)', async (count) => {
  const world = await account(crowd(count));
  const contacts = crowd(count).map((_, n) => `p${n + 1}`);
  const planned = await plan(world, 'plan_update', { contacts, add_tags: ['vip'] });
  const off = world.sandbox.fault({ times: 9999, action: { html: 502 } });
  expect((await applied(world, planned)).data).toMatchObject({
    state: 'blocked',
    counts: counting({ failed: 0 }),
  });
  off();
  const { data } = await world.call('apply_plan', { plan_id: planned.plan_id });
  expect(data).toMatchObject({ state: 'done', counts: { done: count } });
});

test('contacts left over are reached where the service folds tags (promise 10)', async () => {
  const world = await account(crowd(5), {
    sandbox: { dialect: { tagStyle: 'lower' } },
    env: { VOBIZ_MAX_PLAN: '3' },
  });
  const { selection_id } = (await world.call('find_contacts', {})).data;
  for (let n = 0; n < 2; n += 1)
    await applied(world, await plan(world, 'plan_update', { selection_id, add_tags: ['VIP'] }));
  expect(crowd(5).flatMap((_, n) => tagsOf(world, `p${n + 1}`))).toHaveLength(5);
});

test('a group that no plan may hold is not left over for the next one (promise 10)', async () => {
  const world = await account(crowd(4), { env: { VOBIZ_MAX_DELETE: '2' } });
  const { data, text } = await world.call('plan_merge', {
    groups: [{ keep: 'p1', merge: ['p2', 'p3', 'p4'] }],
  });
  expect(data['counts']).toEqual(counting({ unchanged: 1, left_over: 0 }));
  expect(text).toContain('more than the 2 that one plan may delete here');
});

test('an import that loses one request is not halted for its many rows (promise 10)', async () => {
  const world = await account([]);
  const csv = `phone_number,name\n${crowd(20)
    .map((_, n) => `${numberOf(n + 1)},Guest ${n + 1}\n`)
    .join('')}`;
  world.sandbox.fault({ method: 'POST', path: 'import', times: 3, action: { drop: 'before' } });
  const { data } = await world.call('import_contacts', { csv });
  expect(data['state']).toBe('done');
  const { data: settled } = await world.call('apply_plan', { plan_id: data['plan_id'] });
  expect(settled).toMatchObject({ state: 'done', counts: counting({ done: 20, unknown: 0 }) });
});
