import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../../src/sandbox/faults.ts';
import { type Harness, start } from '../../harness.ts';
import { applied, type Planned, plan } from '../../tools/plans.ts';
import { crowd, fill, numberOf, tagsOf } from '../../tools/world.ts';
import { counting } from '../counts.ts';
import { FRESH, withNumber } from '../edit.ts';
import { carriedOut, ran } from '../receipt.ts';
import { finished, itemsOf, planned, states, withSheet } from '../sheets.ts';

/** Trouble while it is open whether a write was carried out: it shows nothing about that write. */
const PAUSED: Action = { status: 429, headers: { 'retry-after': '2.2' } };
const LATE = { lateMs: 500 };
const LOST: Action = { drop: 'after', late: true };

async function account(count: number, options: Parameters<typeof start>[0] = {}): Promise<Harness> {
  const world = await start({ ...options, sandbox: { contacts: 0, ...options.sandbox } });
  fill(world.sandbox, ...crowd(count, () => ({ tags: ['lead'] })));
  return world;
}

const everybody = (count: number) => ({ contacts: crowd(count).map((_, n) => `p${n + 1}`) });

describe('a write whose reply was lost, and the service then pauses the account,', () => {
  test('as the PUT of a plan is done when it landed, and comes off again (promises 3 and 5)', async () => {
    const world = await account(1, { sandbox: { dialect: LATE } });
    world.sandbox.fault({ method: 'PUT', action: LOST });
    world.sandbox.fault({ method: 'PUT', nth: 2, action: PAUSED });
    const { plan_id, states } = await ran(world, 'plan_update', { ...everybody(1), add_tags: ['vip'] });
    expect(states).toEqual({ done: 1 });
    await ran(world, 'plan_undo', { plan_id });
    expect(tagsOf(world, 'p1')).toEqual(['lead']);
  });

  test('as the PUT of a single edit is ours (promise 3)', async () => {
    const world = await account(1, { sandbox: { dialect: LATE } });
    world.sandbox.fault({ method: 'PUT', action: LOST });
    world.sandbox.fault({ method: 'PUT', nth: 2, action: PAUSED });
    const { data } = await world.call('update_contact', { contact: 'p1', add_tags: ['vip'] });
    const undo = await world.call('plan_undo', { plan_id: data['plan_id'] });
    expect([undo.isError, undo.data['counts']]).toMatchObject([false, { to_change: 1 }]);
  });

  test('as the POST of a creation is ours (promise 3)', async () => {
    const world = await account(1, { sandbox: { dialect: LATE } });
    world.sandbox.fault({ method: 'POST', action: LOST });
    world.sandbox.fault({ method: 'POST', nth: 2, action: PAUSED });
    const { data } = await world.call('create_contact', { phone_number: FRESH, name: 'Bela' });
    expect([data['created'], withNumber(world, FRESH).length]).toEqual([true, 1]);
  });

  test('as the DELETE of a plan is done, not gone (promise 3)', async () => {
    const world = await account(1, { sandbox: { dialect: LATE } });
    world.sandbox.fault({ method: 'DELETE', action: LOST });
    world.sandbox.fault({ method: 'DELETE', nth: 2, action: PAUSED });
    expect((await ran(world, 'plan_delete', everybody(1))).states).toEqual({ done: 1 });
  });
});

describe('a write whose reply was lost, and the next is refused for its credentials,', () => {
  const REFUSED: Action = { status: 401 };
  test.each([
    ['plan_update', 'PUT', { add_tags: ['vip'] }],
    ['plan_delete', 'DELETE', {}],
  ] as const)(
    'blocks a %s, and its %s is found done when it landed (promise 3)',
    async (tool, method, change) => {
      const world = await account(1, { sandbox: { dialect: LATE } });
      const planned = await plan(world, tool, { ...everybody(1), ...change });
      world.sandbox.fault({ method, action: LOST });
      world.sandbox.fault({ method, nth: 2, action: REFUSED });
      await applied(world, planned);
      await pause(LATE.lateMs);
      expect((await carriedOut(world, planned)).states).toEqual({ done: 1 });
    },
  );
});

describe('a write that a process had under way when it died', () => {
  /** The store as a killed process leaves it: items taken, some of them carried out. */
  async function killed(world: Harness, { plan_id }: Planned, did: () => void): Promise<void> {
    const { store } = await world.context.journal();
    const { hash = '' } = (await store.findPlan(world.context.rules.account, plan_id)) ?? {};
    await store.approvePlan({ plan_id, hash, how: 'relayed', at: Date.now() });
    await store.movePlan(plan_id, 'begin', { at: Date.now() });
    await store.takeItems(plan_id, 64);
    did();
  }

  test('is found although the next process is refused at first (promise 4)', async () => {
    const world = await account(1);
    const tagging = await plan(world, 'plan_update', { ...everybody(1), add_tags: ['vip'] });
    await killed(world, tagging, () => world.sandbox.account.edit('p1', { tags: ['lead', 'vip'] }));
    const { authToken } = world.sandbox.credentials;
    Object.assign(world.sandbox.credentials, { authToken: 'another' });
    const refused = await world.call('apply_plan', { plan_id: tagging.plan_id });
    expect(refused.data).toMatchObject({ state: 'blocked' });
    Object.assign(world.sandbox.credentials, { authToken });
    const { states } = await carriedOut(world, tagging);
    expect(states).toEqual({ done: 1 });
    await ran(world, 'plan_undo', { plan_id: tagging.plan_id });
    expect(tagsOf(world, 'p1')).toEqual(['lead']);
  });

  test('is found although the service cannot be reached at first (promise 4)', async () => {
    const world = await account(1);
    const deletion = await plan(world, 'plan_delete', everybody(1));
    await killed(world, deletion, () => world.sandbox.account.remove('p1'));
    world.sandbox.fault({ times: 3, action: { drop: 'before' } });
    expect((await carriedOut(world, deletion)).states).toEqual({ done: 1 });
  });

  test('is found although the plan is stopped before anybody looked (promise 4)', async () => {
    const world = await account(40, { env: { VOBIZ_CONCURRENCY: '1' }, sandbox: { latencyMs: 20 } });
    const { plan_id, ...tagging } = await plan(world, 'plan_update', { ...everybody(40), add_tags: ['vip'] });
    await killed(world, { plan_id, ...tagging }, () => {
      for (const id of ['p1', 'p40']) world.sandbox.account.edit(id, { tags: ['lead', 'vip'] });
    });
    await world.call('apply_plan', { plan_id, wait_seconds: 0 });
    await world.call('stop_plan', { plan_id });
    const { data } = await world.call('apply_plan', { plan_id });
    expect(data).toMatchObject({ state: 'done', counts: counting({ done: 40, unchanged: 0 }) });
  });

  test('adds nothing to a contact that opted out since, although the opt-out had been seen before (promise 9)', async () => {
    const world = await account(1);
    const asked = { ...everybody(1), add_tags: ['vip'], include_protected: true };
    const tagging = await plan(world, 'plan_update', asked);
    await killed(world, tagging, () => world.sandbox.account.edit('p1', { tags: ['lead', 'opted-out'] }));
    const { store } = await world.context.journal();
    const { settleItems } = store;
    let first = true;
    // The process that saw the opt-out cannot write it down, and dies as well.
    const full: typeof settleItems = (settlements, at) => {
      if (!first || settlements.length === 0) return settleItems(settlements, at);
      first = false;
      return Promise.reject(new Error('the disk is full'));
    };
    Object.assign(store, { settleItems: full, takeItems: () => Promise.resolve([]) });
    await world.call('apply_plan', { plan_id: tagging.plan_id, wait_seconds: 1 });
    expect(first).toBe(false);
    const next = await start({ beside: world });
    const { data } = await next.call('apply_plan', { plan_id: tagging.plan_id });
    expect([data['counts'], tagsOf(world, 'p1')]).toMatchObject([{ protected: 1 }, ['lead', 'opted-out']]);
  });
});

test.each([
  ['credentials', { status: 401 }],
  ['the connection', { drop: 'before' }],
] as const)(
  'an import that was carried out is found done although %s failed at the look afterwards (promise 3)',
  async (_what, action) => {
    const rows = crowd(60).map((_, n) => `${numberOf(n + 1)},Guest ${n + 1},expo\n`);
    const world = await withSheet(`phone_number,name,tags\n${rows.join('')}`);
    const importing = await planned(world);
    const after = { edit: () => void world.sandbox.fault({ method: 'GET', action }) };
    world.sandbox.fault({ method: 'POST', path: 'import', action: after });
    await finished(world, importing);
    expect(await finished(world, importing)).toMatchObject({ state: 'done', counts: { done: 60 } });
    expect(states(await itemsOf(world, importing.plan_id))).toEqual({ done: 60 });
    expect(world.sandbox.account.contacts.size).toBe(60);
  },
);
