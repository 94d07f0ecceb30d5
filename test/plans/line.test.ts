import { describe, expect, test } from 'vitest';
import { SECOND, sleep } from '../../src/lib/time.ts';
import { withTouches } from '../../src/plans/tasks/index.ts';
import { type Answer, type Harness, type HarnessOptions, start } from '../harness.ts';
import { plan } from '../tools/plans.ts';
import { fill, numberOf, rows, tagsOf, writes } from '../tools/world.ts';

const TAGS = Array.from({ length: 10 }, (_, n) => `tag-${n + 1}`);

/** A service that takes 20 ms for a request, and has one contact. */
async function oneContact(options: HarnessOptions = {}): Promise<Harness> {
  const world = await start({ ...options, sandbox: { contacts: 0, latencyMs: 20, ...options.sandbox } });
  fill(world.sandbox, { tags: ['lead'] });
  return world;
}

const edit = ({ call }: Harness, change: Record<string, unknown>, signal?: AbortSignal) =>
  call('update_contact', { contact: 'p1', ...change }, signal);

const refusals = (answers: readonly Answer[]) =>
  answers.filter(({ isError }) => isError).map(({ text }) => text);

describe('edits of one contact at once (promise 4)', () => {
  test('wait for each other: ten add ten tags', async () => {
    const world = await oneContact();
    const answers = await Promise.all(TAGS.map((tag) => edit(world, { add_tags: [tag] })));
    expect(refusals(answers)).toEqual([]);
    expect(tagsOf(world, 'p1')).toEqual(['lead', ...TAGS]);
    expect(writes(world)).toHaveLength(10);
  });

  test('wait for each other in three processes', async () => {
    const one = await oneContact();
    const all = [one, await start({ beside: one }), await start({ beside: one })];
    const edits = all.flatMap((world, n) =>
      TAGS.slice(0, 5).map((tag) => edit(world, { add_tags: [`${tag}-${n}`] })),
    );
    expect(refusals(await Promise.all(edits))).toEqual([]);
    expect(tagsOf(one, 'p1')).toHaveLength(16);
  });

  test('are made in the order of their calls, however fast each is read', async () => {
    const world = await oneContact();
    world.sandbox.fault({ method: 'GET', path: '/p1', action: { slow: 300 } });
    const first = edit(world, { name: 'First' });
    await expect.poll(() => world.sandbox.requests.length).toBe(1);
    await Promise.all([first, edit(world, { name: 'Second' }), edit(world, { name: 'Third' })]);
    expect(world.sandbox.writes().map(({ body }) => body)).toEqual(
      ['First', 'Second', 'Third'].map((name) => ({ name })),
    );
  });

  test('count by the change that they make when it is their turn', async () => {
    const world = await oneContact();
    const [added, again, removed] = await Promise.all([
      edit(world, { add_tags: ['vip'] }),
      edit(world, { add_tags: ['vip'] }),
      edit(world, { remove_tags: ['vip'] }),
    ]);
    expect([added?.data['changed'], again?.data['changed'], removed?.data['changed']]).toEqual([
      ['tags'],
      [],
      ['tags'],
    ]);
    expect(tagsOf(world, 'p1')).toEqual(['lead']);
  });

  test('keep what others added meanwhile, with `set_tags` too (promises 1, 4)', async () => {
    const world = await oneContact();
    await Promise.all([edit(world, { add_tags: ['vip'] }), edit(world, { set_tags: ['gold'] })]);
    expect([...tagsOf(world, 'p1')].sort()).toEqual(['gold', 'vip']);
  });

  test('go on without those that were cancelled', async () => {
    const world = await oneContact();
    world.sandbox.fault({ method: 'PUT', action: { slow: 400 } });
    const first = edit(world, { add_tags: ['first'] });
    await expect.poll(() => writes(world).length).toBe(1);
    const cancel = new AbortController();
    const second = edit(world, { add_tags: ['second'] }, cancel.signal);
    const third = edit(world, { add_tags: ['third'] });
    await sleep(100);
    cancel.abort();
    await expect(second).rejects.toThrow();
    expect(refusals(await Promise.all([first, third]))).toEqual([]);
    expect(tagsOf(world, 'p1')).toEqual(['lead', 'first', 'third']);
  });

  test('that are cancelled in front let the others go', async () => {
    const world = await oneContact({ timing: { timeoutMs: 9 * SECOND } });
    world.sandbox.fault({ method: 'GET', path: '/p1', action: { slow: 8000 } });
    const cancel = new AbortController();
    const first = edit(world, { add_tags: ['first'] }, cancel.signal);
    await expect.poll(() => world.sandbox.requests.length).toBe(1);
    const second = edit(world, { add_tags: ['second'] });
    cancel.abort();
    await expect(first).rejects.toThrow();
    expect((await second).isError).toBe(false);
    expect(tagsOf(world, 'p1')).toEqual(['lead', 'second']);
  });

  test('make one contact of two creations of the same number', async () => {
    const world = await oneContact();
    const asha = { phone_number: '+919876543210', name: 'Asha' };
    const both = [world.call('create_contact', asha), world.call('create_contact', asha)];
    const answers = await Promise.all(both);
    expect(refusals(answers)).toEqual([]);
    expect(answers.map(({ data }) => data['created'])).toEqual([true, false]);
    expect(world.sandbox.account.contacts.size).toBe(2);
  });

  test('over the budget wait for approval, each in its turn', async () => {
    const world = await oneContact({ sandbox: { latencyMs: 2 } });
    const names = Array.from({ length: 22 }, (_, n) => `Name ${n + 1}`);
    const answers = await Promise.all(names.map((name) => edit(world, { name })));
    expect(answers.map(({ data }) => data['state'] === 'waiting')).toEqual(names.map((_, n) => n >= 20));
    expect(writes(world)).toHaveLength(20);
    expect(rows((await world.call('list_plans', { state: 'waiting' })).data['plans'])).toHaveLength(2);
  });
});

describe('an edit of a contact that a plan is writing to (promise 4)', () => {
  test('waits until the plan is done with it', async () => {
    const world = await oneContact();
    const { plan_id, phrase } = await plan(world, 'plan_update', { contacts: ['p1'], add_tags: ['vip'] });
    world.sandbox.fault({ method: 'PUT', action: { slow: 500 } });
    await world.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await expect.poll(() => writes(world).length).toBe(1);
    expect((await edit(world, { add_tags: ['hot'] })).isError).toBe(false);
    expect(tagsOf(world, 'p1')).toEqual(['lead', 'vip', 'hot']);
  });

  test('is refused after 8 s when a process that died left it, and names the plan', async () => {
    const world = await oneContact();
    await leftUnderWay(world);
    const began = performance.now();
    const { isError, text } = await edit(world, { add_tags: ['hot'] });
    expect(performance.now() - began).toBeGreaterThan(7.9 * SECOND);
    expect({ isError, text }).toMatchObject({
      isError: true,
      text: expect.stringContaining(
        `Another change to ${numberOf(1)} is under way (plan_dead), so nothing was sent.`,
      ),
    });
    expect(writes(world)).toEqual([]);
  });

  test('waits no longer than its call may last (promises 4, 16)', async () => {
    const world = await oneContact({ timing: { callMs: SECOND } });
    await leftUnderWay(world);
    const { text } = await edit(world, { add_tags: ['hot'] });
    expect(text).toContain('did not finish within 1 s');
    expect(writes(world)).toEqual([]);
  });
});

/** A single edit of another process that died in the middle of it, a moment ago. */
async function leftUnderWay({ call, context }: Harness): Promise<void> {
  const { store } = await context.journal();
  const { plan_id } = (await call('plan_update', { contacts: ['p1'], add_tags: ['vip'] })).data;
  const planned = await store.findPlan(context.rules.account, String(plan_id));
  const [item] = await store.listItems(String(plan_id), { limit: 1 });
  if (!planned || !item) throw new Error('no plan');
  const dead = { ...planned, plan_id: 'plan_dead', kind: 'single' } as const;
  await store.beginSingle(dead, withTouches(item), []);
}
