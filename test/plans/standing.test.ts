import { describe, expect, test } from 'vitest';
import { phraseOf } from '../../src/plans/hash.ts';
import { type Harness, type HarnessOptions, person, start } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, tagsOf } from '../tools/world.ts';
import { counting } from './counts.ts';

async function account(count: number, options: HarnessOptions = {}): Promise<Harness & { ids: string[] }> {
  const harness = await start({ ...options, sandbox: { contacts: 0, ...options.sandbox } });
  fill(harness.sandbox, ...crowd(count, () => ({ tags: ['lead'] })));
  return { ...harness, ids: [...harness.sandbox.account.contacts.keys()] };
}

describe('an undo', () => {
  test('that another undo was faster than does nothing (promise 5)', async () => {
    const world = await account(10);
    const tagging = await plan(world, 'plan_update', { contacts: world.ids, add_tags: ['vip'] });
    await applied(world, tagging);
    const [one, two] = [
      await plan(world, 'plan_undo', { plan_id: tagging.plan_id }),
      // In the same process it would take the place of the first.
      await plan(await start({ beside: world }), 'plan_undo', { plan_id: tagging.plan_id }),
    ];
    expect((await applied(world, one)).data).toMatchObject({ counts: { done: 10 } });
    world.sandbox.account.edit('p3', { tags: ['lead', 'vip'] });
    const { data } = await applied(world, two);
    expect(data).toMatchObject({
      state: 'expired',
      reason: expect.stringContaining('undone by another plan'),
    });
    expect(tagsOf(world, 'p3')).toEqual(['lead', 'vip']);
  });
});

describe('an undo that was stopped', () => {
  test('and goes on leaves alone what another undid meanwhile (promise 5)', async () => {
    const world = await account(40, { sandbox: { latencyMs: 20 }, env: { VOBIZ_CONCURRENCY: '1' } });
    const tagging = await plan(world, 'plan_update', { contacts: world.ids, add_tags: ['vip'] });
    await applied(world, tagging);
    const one = await plan(world, 'plan_undo', { plan_id: tagging.plan_id });
    await world.call('apply_plan', { plan_id: one.plan_id, approval: one.phrase, wait_seconds: 0.3 });
    await world.call('stop_plan', { plan_id: one.plan_id });
    await applied(world, await plan(world, 'plan_undo', { plan_id: tagging.plan_id }));
    const last = world.ids.at(-1) ?? '';
    expect(tagsOf(world, last)).toEqual(['lead']);
    world.sandbox.account.edit(last, { tags: ['vip'] });
    const { data } = await world.call('apply_plan', { plan_id: one.plan_id });
    expect([data['state'], tagsOf(world, last)]).toEqual(['done', ['vip']]);
    const { text } = await world.call('get_plan', { plan_id: one.plan_id, items: 'unchanged' });
    expect(text).toContain('another plan undid it meanwhile');
  });

  test('that found nothing to take back has undone nothing', async () => {
    const world = await account(1);
    const naming = await plan(world, 'plan_update', { contacts: world.ids, name: 'Bela' });
    await applied(world, naming);
    world.sandbox.account.edit('p1', { name: 'Theirs' });
    const next = await start({ beside: world });
    await next.call('plan_undo', { plan_id: naming.plan_id });
    const { data } = await next.call('get_plan', { plan_id: naming.plan_id });
    expect(data['undone_by']).toBeUndefined();
  });
});

describe('an outage', () => {
  test.each([{ drop: 'before' }, { status: 500 }, { html: 502 }] as const)(
    'of %o blocks the plan, uses no item up, and the plan goes on afterwards (promise 3)',
    async (action) => {
      const world = await account(40);
      const tagging = await plan(world, 'plan_update', { contacts: world.ids, add_tags: ['vip'] });
      world.sandbox.fault({ times: 10_000, action });
      const { data } = await applied(world, tagging);
      expect(data).toMatchObject({ state: 'blocked', counts: counting({ failed: 0, unknown: 0 }) });
      world.sandbox.reset();
      const done = await world.call('apply_plan', { plan_id: tagging.plan_id });
      expect(done.data).toMatchObject({ state: 'done', counts: { done: 40 } });
      expect(world.sandbox.writes().filter(({ applied: carried }) => carried)).toHaveLength(40);
    },
  );
});

describe('somebody who waits', () => {
  test('has a single deletion done before a plan of many that runs (promise 17)', async () => {
    const world = await account(400, {
      forms: person('accept', 1100),
      env: { VOBIZ_CONCURRENCY: '2' },
      sandbox: { latencyMs: 30 },
    });
    const { data } = await world.call('find_contacts', { sample: 0 });
    const tagging = await plan(world, 'plan_update', {
      selection_id: data['selection_id'],
      add_tags: ['vip'],
    });
    await world.call('apply_plan', { plan_id: tagging.plan_id, wait_seconds: 0 });
    const gone = await world.call('delete_contact', { contact: 'p1' });
    expect(gone).toMatchObject({ isError: false, data: { contact: { id: 'p1' } } });
    expect(gone.data).not.toHaveProperty('state');
    const running = await world.call('get_plan', { plan_id: tagging.plan_id });
    expect(running.data['state']).toMatch(/running|queued/);
  });

  test('hears that an approved deletion goes on when it is not done yet', async () => {
    const world = await account(1, { forms: person('accept', 1100), timing: { timeoutMs: 60_000 } });
    world.sandbox.fault({ method: 'GET', nth: 2, times: 9, action: { delay: 40_000 } });
    const { text } = await world.call('delete_contact', { contact: 'p1' });
    expect(text).toMatch(/approved but not done yet: plan_\w+ goes on in the background/);
  }, 40_000);
});

describe('a form', () => {
  test('for the latest plan does not approve another that came meanwhile', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const world = await account(3, {
      forms: async () => {
        asked.resolve();
        await answer.promise;
        return { action: 'accept', content: {} };
      },
    });
    await plan(world, 'plan_update', { contacts: ['p1'], add_tags: ['vip'] });
    const applying = world.call('apply_plan', { plan_id: 'latest' });
    await asked.promise;
    const other = await start({ beside: world });
    await plan(other, 'plan_delete', { contacts: world.ids });
    answer.resolve();
    const { isError, text } = await applying;
    expect([isError, text]).toEqual([true, expect.stringContaining('nothing was changed')]);
    expect(world.sandbox.writes()).toEqual([]);
  });
});

describe('a server', () => {
  test('whose configuration has a mistake runs no plan of another (promise 11)', async () => {
    const world = await account(20);
    const deletion = await plan(world, 'plan_delete', { contacts: world.ids });
    const { store } = await world.context.journal();
    const { hash = '' } = (await store.findPlan(world.context.rules.account, deletion.plan_id)) ?? {};
    await store.approvePlan({ plan_id: deletion.plan_id, hash, how: 'form', at: Date.now() });
    const wrong = await start({ beside: world, env: { VOBIZ_MODE: 'readonly' } });
    const { text } = await wrong.call('get_plan', { plan_id: deletion.plan_id, wait_seconds: 1 });
    expect(text).toContain('Nothing is written until this is corrected');
    expect(world.sandbox.writes()).toEqual([]);
  });

  test('whose journal cannot be written after the write says that it was done', async () => {
    const world = await account(1);
    const { store } = await world.context.journal();
    Object.assign(store, { settleItems: () => Promise.reject(new Error('the disk is full')) });
    const { isError, text } = await world.call('update_contact', { contact: 'p1', add_tags: ['vip'] });
    expect([isError, tagsOf(world, 'p1')]).toEqual([false, ['lead', 'vip']]);
    expect(text).toMatch(/plan_\w+ could not be written to the journal: the disk is full/);
  });

  test('whose journal fails in the middle of a plan begins nothing more, says so, and loses nothing (promise 4)', async () => {
    const world = await account(100, { sandbox: { latencyMs: 5 } });
    const tagging = await plan(world, 'plan_update', { contacts: world.ids, add_tags: ['vip'] });
    const { store, runner } = await world.context.journal();
    const { takeItems } = store;
    let takes = 0;
    const full = async (...args: Parameters<typeof takeItems>) => {
      if (++takes === 2) throw new Error('the disk is full');
      return takeItems(...args);
    };
    Object.assign(store, { takeItems: full });
    const { data } = await applied(world, tagging);
    expect(data).toMatchObject({ state: 'running', reason: expect.stringContaining('the disk is full') });
    const begun = world.sandbox.writes().length;
    expect(begun).toBeLessThan(40);
    runner.wake();
    await expect
      .poll(async () => (await world.call('get_plan', { plan_id: tagging.plan_id })).data, {
        timeout: 10_000,
      })
      .toMatchObject({ state: 'done', counts: { done: 100 } });
    expect(world.sandbox.writes()).toHaveLength(100);
  });

  test('whose journal fails just as a plan is to go on can be asked to again (promise 3)', async () => {
    const world = await account(1);
    const tagging = await plan(world, 'plan_update', { contacts: world.ids, add_tags: ['vip'] });
    world.sandbox.fault({ method: 'PUT', times: 99, action: { drop: 'before' } });
    expect((await applied(world, tagging)).data).toMatchObject({ state: 'done', counts: { unknown: 1 } });
    world.sandbox.reset();
    const { store } = await world.context.journal();
    const { movePlan } = store;
    const full = () => Promise.reject(new Error('the disk is full'));
    Object.assign(store, { movePlan: full });
    expect((await world.call('apply_plan', { plan_id: tagging.plan_id })).isError).toBe(true);
    Object.assign(store, { movePlan });
    const { data } = await world.call('apply_plan', { plan_id: tagging.plan_id });
    expect(data).toMatchObject({ state: 'done', counts: { done: 1 } });
  });

  test('runs a plan that is approved between its last look for work and its rest', async () => {
    const world = await account(1);
    const tagging = await plan(world, 'plan_update', { contacts: world.ids, add_tags: ['vip'] });
    const { store, runner } = await world.context.journal();
    const { leftSending } = store;
    const approve = async () => {
      const { hash = '' } = (await store.findPlan(world.context.rules.account, tagging.plan_id)) ?? {};
      await store.approvePlan({ plan_id: tagging.plan_id, hash, how: 'relayed', at: Date.now() });
      runner.wake();
    };
    // The last look is answered before the approval, and heard of after it.
    const slow: typeof leftSending = async (account) => {
      Object.assign(store, { leftSending });
      const left = await leftSending(account);
      await approve();
      return left;
    };
    Object.assign(store, { leftSending: slow });
    runner.wake();
    await expect.poll(() => tagsOf(world, 'p1')).toContain('vip');
  });

  test('reads each contact once before it is written, however slow the account (promise 17)', async () => {
    const world = await account(10, { env: { VOBIZ_RATE: '3' } });
    const tagging = await plan(world, 'plan_update', { contacts: world.ids, add_tags: ['vip'] });
    const before = world.sandbox.requests.length;
    expect((await applied(world, tagging)).data).toMatchObject({ counts: { done: 10 } });
    const methods = world.sandbox.requests.slice(before).map(({ method }) => method);
    expect(methods.filter((method) => method === 'PUT')).toHaveLength(10);
    expect(methods.filter((method) => method === 'GET')).toHaveLength(10);
  });

  test('takes a quick decline for the person’s where one was seen before, and no phrase against it', async () => {
    let pause = 1100;
    const world = await account(2, { forms: (message) => answer(message) });
    const answer = async (_message: string) => {
      await new Promise((resolve) => setTimeout(resolve, pause));
      return { action: 'decline' } as const;
    };
    const first = await plan(world, 'plan_update', { contacts: ['p1'], add_tags: ['a'] });
    await world.call('apply_plan', { plan_id: first.plan_id });
    pause = 0;
    const second = await plan(world, 'plan_update', { contacts: ['p2'], add_tags: ['a'] });
    const { text } = await world.call('apply_plan', { plan_id: second.plan_id });
    expect(text).toContain('The person declined');
    expect(world.sandbox.writes()).toEqual([]);
  });

  test('runs nothing with a phrase that came along with a form nobody saw', async () => {
    const world = await account(1, { forms: person('decline') });
    const tagging = await plan(world, 'plan_update', { contacts: ['p1'], add_tags: ['vip'] });
    const { store } = await world.context.journal();
    const waiting = await store.findPlan(world.context.rules.account, tagging.plan_id);
    if (!waiting) throw new Error('no plan');
    const { isError, data } = await world.call('apply_plan', {
      plan_id: tagging.plan_id,
      approval: phraseOf(waiting, 1),
    });
    expect([isError, data['state'], world.sandbox.writes()]).toEqual([false, 'waiting', []]);
  });
});
