import { describe, expect, test } from 'vitest';
import { DAY, SECOND, sleep } from '../../../src/lib/time.ts';
import { withTouches } from '../../../src/plans/tasks/index.ts';
import { type Harness, type HarnessOptions, start } from '../../harness.ts';
import { type Planned, plan } from '../../tools/plans.ts';
import { crowd, fill, numberOf, writes } from '../../tools/world.ts';
import { counting } from '../counts.ts';

const ids = (count: number) => crowd(count).map((_, n) => `p${n + 1}`);

async function account(count: number, options: HarnessOptions = {}): Promise<Harness> {
  const world = await start({ ...options, sandbox: { contacts: 0, ...options.sandbox } });
  fill(world.sandbox, ...crowd(count));
  return world;
}

/** The store as a killed process leaves it: a plan approved and running, some of its items taken. */
async function killed({ context }: Harness, { plan_id }: Planned, take = 64, at = Date.now()): Promise<void> {
  const { store } = await context.journal();
  const { hash = '' } = (await store.findPlan(context.rules.account, plan_id)) ?? {};
  await store.approvePlan({ plan_id, hash, how: 'relayed', at });
  await store.movePlan(plan_id, 'begin', { at });
  if (take > 0) await store.takeItems(plan_id, take);
}

describe('a plan whose process died (promise 4)', () => {
  test('does not hold up a small one that goes before it and has the same contact', async () => {
    const world = await account(3);
    await killed(world, await plan(world, 'plan_update', { contacts: ids(3), add_tags: ['vip'] }));
    const next = await start({ beside: world });
    const csv = `phone_number,name,tags\n${numberOf(1)},Person 1,expo\n`;
    expect((await next.call('import_contacts', { csv })).data).toMatchObject({ state: 'done', updated: 1 });
    const { data } = await next.call('get_plan', { plan_id: 'latest', wait_seconds: 5 });
    expect(data['state']).toBe('done');
    await expect.poll(() => [...world.sandbox.account.get('p1').tags].sort()).toEqual(['expo', 'vip']);
  });

  test('does not hold up plans that a process without the right to delete may run', async () => {
    const world = await account(3);
    await killed(world, await plan(world, 'plan_delete', { contacts: ['p1'] }));
    const next = await start({ beside: world, env: { VOBIZ_MODE: 'no-delete' } });
    const { plan_id, phrase } = await plan(next, 'plan_update', {
      contacts: ['p1', 'p2'],
      add_tags: ['vip'],
    });
    const { data } = await next.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 5 });
    expect(data['state']).toBe('done');
    expect(writes(world).filter((write) => write.startsWith('DELETE'))).toEqual([]);
  });

  test('does not hold up an older one that goes on', async () => {
    const world = await account(40, { sandbox: { latencyMs: 20 }, env: { VOBIZ_CONCURRENCY: '1' } });
    const first = await plan(world, 'plan_update', { contacts: ids(40), add_tags: ['a'] });
    await world.call('apply_plan', { plan_id: first.plan_id, approval: first.phrase, wait_seconds: 0 });
    await world.call('stop_plan', { plan_id: first.plan_id });
    await killed(world, await plan(world, 'plan_update', { contacts: ids(40), add_tags: ['b'] }));
    const next = await start({ beside: world });
    const { data } = await next.call('apply_plan', { plan_id: first.plan_id, wait_seconds: 8 });
    expect(data['state']).toBe('done');
  });

  test('as a single edit lets a small import of its contact end', async () => {
    const world = await account(2);
    const { store } = await world.context.journal();
    const csv = `phone_number,name,tags\n${numberOf(1)},Person 1,expo\n`;
    const { plan_id } = (await world.call('plan_import', { csv })).data;
    const importing = await store.findPlan(world.context.rules.account, String(plan_id));
    const [item] = await store.listItems(String(plan_id), { limit: 1 });
    if (!importing || !item) throw new Error('no plan');
    const at = Date.now();
    const { hash } = importing;
    await store.approvePlan({ plan_id: String(plan_id), hash, how: 'none', at: at - 50_000 });
    const dead = { ...importing, plan_id: 'plan_dead', kind: 'single', created_at: at - 46_000 } as const;
    await store.beginSingle(dead, withTouches(item), []);
    const next = await start({ beside: world });
    const { data } = await next.call('get_plan', { plan_id, wait_seconds: 6 });
    expect(data['state']).toBe('done');
  });

  test('is done when it was stopped before with its last requests under way, which are looked at again', async () => {
    const world = await account(3);
    const tagging = await plan(world, 'plan_update', { contacts: ids(3), add_tags: ['vip'] });
    await killed(world, tagging);
    const { store } = await world.context.journal();
    await store.movePlan(tagging.plan_id, 'stop', { at: Date.now() });
    const next = await start({ beside: world });
    const now = async () => (await next.call('get_plan', { plan_id: tagging.plan_id })).data;
    await expect.poll(now).toMatchObject({ state: 'done', counts: { unknown: 3 } });
    const { data } = await next.call('apply_plan', { plan_id: tagging.plan_id });
    expect(data).toMatchObject({ state: 'done', counts: counting({ done: 3, unknown: 0 }) });
  });

  test('before anything was begun, days after its approval, begins nothing', async () => {
    const world = await account(1);
    const deletion = await plan(world, 'plan_delete', { contacts: ['p1'] });
    await killed(world, deletion, 0, Date.now() - 3 * DAY);
    const next = await start({ beside: world });
    const { data } = await next.call('get_plan', { plan_id: deletion.plan_id, wait_seconds: 3 });
    expect([data['state'], writes(world)]).toEqual(['expired', []]);
  });

  test('is resumed within a third of a second by a process that had nothing to run', async () => {
    const world = await account(3);
    await killed(world, await plan(world, 'plan_update', { contacts: ids(3), add_tags: ['vip'] }));
    const { store } = await world.context.journal();
    const release = await store.lockRunner(world.context.rules.account);
    const next = await start({ beside: world });
    let seen = world.sandbox.requests.length;
    (await next.context.journal()).runner.wake();
    // Before it has the right to run plans, it asks whether the service knows its credentials.
    await expect.poll(() => world.sandbox.requests.length, { interval: 5 }).toBeGreaterThan(seen);
    await sleep(0.6 * SECOND);
    seen = world.sandbox.requests.length;
    const diedAt = Date.now();
    await release?.();
    await expect.poll(() => world.sandbox.requests.length, { interval: 5 }).toBeGreaterThan(seen);
    expect((world.sandbox.requests[seen]?.at ?? 0) - diedAt).toBeLessThan(330);
  });
});
