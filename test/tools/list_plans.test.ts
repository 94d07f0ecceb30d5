import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DAY, MINUTE } from '../../src/lib/time.ts';
import { moveClock } from '../clock.ts';
import { type Harness, start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { bytesOf, crowd, ERAS, fill, MOST_BYTES, numberOf, pick, rows, unsaid } from './world.ts';

describe.each(ERAS)('list_plans, %s era', (era) => {
  test('lists single edits and plans, newest first, with what undid them', async () => {
    const harness = await start({ era });
    fill(harness.sandbox, {}, {});
    const { data: single } = await harness.call('update_contact', { contact: 'p1', add_tags: ['a'] });
    const undo = await plan(harness, 'plan_undo', { plan_id: single['plan_id'] });
    await applied(harness, undo);
    const { plan_id } = await plan(harness, 'plan_update', { contacts: ['p1', 'p2'], add_tags: ['vip'] });
    const answer = await harness.call('list_plans');
    expect(answer.data['total']).toBe(3);
    expect(rows(answer.data['plans'])).toMatchObject([
      { plan_id, state: 'waiting', counts: { to_change: 2 }, summary: expect.stringContaining('"vip"') },
      { plan_id: undo.plan_id, state: 'done', counts: { done: 1 }, finished_at: expect.any(String) },
      { plan_id: single['plan_id'], state: 'done', undone_by: undo.plan_id },
    ]);
    const counts = pick(answer.data['plans'], 'counts').flatMap((one) => Object.values(Object(one)));
    expect(counts).not.toContain(0);
    expect(unsaid(answer).filter((fact) => !/counts\.selected/.test(fact))).toEqual([]);
  });
});

describe('list_plans', () => {
  test('lists those that touched a contact, by id or number, in a state, or made after a time', async () => {
    const harness = await start();
    fill(harness.sandbox, {}, {});
    const { data } = await harness.call('update_contact', { contact: 'p1', add_tags: ['a'] });
    const waiting = await plan(harness, 'plan_update', { contacts: ['p2'], add_tags: ['vip'] });
    const listed = async (args: object) =>
      pick((await harness.call('list_plans', { ...args })).data['plans'], 'plan_id');
    expect(await listed({ contact: 'p1' })).toEqual([data['plan_id']]);
    expect(await listed({ contact: numberOf(2) })).toEqual([waiting.plan_id]);
    expect(await listed({ state: 'waiting' })).toEqual([waiting.plan_id]);
    expect(await listed({ after: '1h' })).toHaveLength(2);
    expect(await listed({ after: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
  });

  test('says what a plan made of a contact, of one that it left alone too', async () => {
    const harness = await start();
    fill(harness.sandbox, { tags: ['opted-out'] }, {}, { tags: ['vip'] });
    const vip = await plan(harness, 'plan_update', { contacts: ['p1', 'p2', 'p3'], add_tags: ['vip'] });
    const asked = async (contact: string) => harness.call('list_plans', { contact });
    expect((await asked('p2')).text).toContain('This contact is in it.');
    await applied(harness, vip);
    const left = await asked(numberOf(1));
    expect(left.data['plans']).toMatchObject([
      {
        plan_id: vip.plan_id,
        item: { state: 'protected', reason: expect.stringContaining('not given "vip"') },
      },
    ]);
    expect(left.text).toMatch(/ This contact opted out and is left alone: .*opted out .*is not given "vip"/);
    expect(left.data['next']).toContain(`\`get_plan\` ${vip.plan_id} with items "protected"`);
    const done = await asked('p2');
    expect(done.text).toContain('It did so for this contact.');
    expect(done.data['next']).toBeUndefined();
    expect((await asked('p3')).text).toContain('This contact needed no change');
    const all = await harness.call('list_plans');
    expect([all.data['next'], all.text]).toEqual([undefined, expect.not.stringContaining('his contact')]);
  });

  describe('by the number of a contact that is not there any more', () => {
    const total = async ({ call }: Harness, contact: string) =>
      (await call('list_plans', { contact })).data['total'];

    test('lists the merge that deleted it', async () => {
      const harness = await start();
      fill(harness.sandbox, { name: 'Asha' }, { name: 'Bela' });
      const merge = await plan(harness, 'plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] });
      await applied(harness, merge);
      const { data } = await harness.call('list_plans', { contact: numberOf(2) });
      expect(pick(data['plans'], 'plan_id')).toEqual([merge.plan_id]);
    });

    test('lists the import that created it', async () => {
      const harness = await start();
      fill(harness.sandbox);
      await harness.call('import_contacts', { csv: `name,phone_number\nAsha,${numberOf(1)}\n` });
      harness.sandbox.account.remove([...harness.sandbox.account.contacts.keys()][0] ?? '');
      expect(await total(harness, numberOf(1))).toBe(1);
    });

    test('lists the plan that gave it that number', async () => {
      const harness = await start();
      fill(harness.sandbox, {});
      const change = await plan(harness, 'plan_update', { contacts: ['p1'], new_number: numberOf(7) });
      await applied(harness, change);
      harness.sandbox.account.remove([...harness.sandbox.account.contacts.keys()][0] ?? '');
      expect([await total(harness, numberOf(7)), await total(harness, ' +91 9000 000007 ')]).toEqual([1, 1]);
    });
  });

  test('pages, each plan once, and names the next page', async () => {
    const harness = await start();
    fill(harness.sandbox, {});
    for (const { length } of crowd(25).map((_, n) => ({ length: n })))
      await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: [`t${length}`] });
    const first = await harness.call('list_plans');
    const second = await harness.call('list_plans', { page: 2 });
    expect(first.data).toMatchObject({ total: 25, next: '`list_plans` with page 2 for more.' });
    expect(second.data['next']).toBeUndefined();
    expect((await harness.call('list_plans', { page: 3 })).text).toContain('There is no page 3: the last is');
    const ids = [first, second].flatMap(({ data }) => pick(data['plans'], 'plan_id'));
    expect(new Set(ids).size).toBe(25);
  });

  test('stays within the size of a result, however many long tags the plans name', async () => {
    const harness = await start();
    fill(harness.sandbox, {});
    const tag = (n: number) => `${n} ${'ß'.repeat(190)}`;
    for (const plans of crowd(20).keys())
      await plan(harness, 'plan_update', {
        contacts: ['p1'],
        add_tags: crowd(40).map((_, n) => tag(100 * plans + n)),
      });
    const answer = await harness.call('list_plans');
    expect(rows(answer.data['plans'])).toHaveLength(20);
    expect(Math.max(...Object.values(bytesOf(answer)))).toBeLessThan(MOST_BYTES);
  });

  test('says why a plan is as it is, where there is more to say', async () => {
    const harness = await start();
    fill(harness.sandbox, {});
    const { plan_id, phrase } = await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: ['vip'] });
    harness.sandbox.fault({ method: 'PUT', action: { status: 401 } });
    await harness.call('apply_plan', { plan_id, approval: phrase });
    await harness.call('stop_plan', { plan_id });
    const { data, text } = await harness.call('list_plans');
    expect(data['plans']).toMatchObject([{ state: 'stopped', reason: 'stopped on request' }]);
    expect(text).toContain(`- ${plan_id} stopped (stopped on request): `);
    moveClock(harness, MINUTE);
    await harness.call('stop_plan', { plan_id });
    const again = await harness.call('stop_plan', { plan_id });
    expect(again.text).toContain(`${plan_id} is done (given up on request) and cannot be stopped.`);
  });

  test('says of the plans that are over which of them changed nothing', async () => {
    const harness = await start();
    fill(harness.sandbox, { tags: ['vip'] }, {}, { tags: ['opted-out'] });
    const made = async (contact: string) =>
      plan(harness, 'plan_update', { contacts: [contact], add_tags: ['vip'] });
    const [idle, changed, optedOut] = [await made('p1'), await made('p2'), await made('p3')];
    await applied(harness, changed);
    const discarded = await plan(harness, 'plan_delete', { contacts: ['p2'] });
    await harness.call('stop_plan', { plan_id: discarded.plan_id });
    const waiting = await plan(harness, 'plan_delete', { contacts: ['p1'] });
    const { text } = await harness.call('list_plans');
    const saysNothing = ({ plan_id }: { plan_id: string }) =>
      text
        .split('\n')
        .some((line) => line.startsWith(`- ${plan_id} `) && line.includes('(changed nothing; '));
    expect([idle, optedOut, discarded].map(saysNothing)).toEqual([true, true, true]);
    expect([changed, waiting].map(saysNothing)).toEqual([false, false]);
  });

  test('filters by the state that it shows: what waited too long is expired', async () => {
    const real = Date.now.bind(Date);
    let shift = 0;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + shift);
    onTestFinished(() => clock.mockRestore());
    const harness = await start();
    fill(harness.sandbox, {});
    await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: ['vip'] });
    shift = DAY + 60_000;
    expect((await harness.call('list_plans', { state: 'waiting' })).data['total']).toBe(0);
    const { data } = await harness.call('list_plans', { state: 'expired' });
    expect([data['total'], pick(data['plans'], 'state')]).toEqual([1, ['expired']]);
  });

  test('says why a plan is blocked', async () => {
    const harness = await start();
    fill(harness.sandbox, {});
    const planned = await plan(harness, 'plan_update', { contacts: ['p1'], add_tags: ['vip'] });
    Object.assign(harness.sandbox.credentials, { authToken: 'of-today' });
    await applied(harness, planned);
    const answer = await harness.call('list_plans', { state: 'blocked' });
    const reason = expect.stringContaining('did not accept the credentials');
    expect(rows(answer.data['plans'])).toMatchObject([{ plan_id: planned.plan_id, reason }]);
    expect(answer.text).toContain('did not accept the credentials');
  });

  test('refuses a name for a contact, and says where people are found by name', async () => {
    const { call } = await start();
    const { isError, text } = await call('list_plans', { contact: 'Rahul Sharma' });
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/"Rahul Sharma" is neither the id.*\nNext: .*`list_contacts`/),
    ]);
  });

  test('refuses an unknown state by name (promise 11)', async () => {
    const { call } = await start();
    expect((await call('list_plans', { state: 'finished' })).text).toContain('`state`');
    expect((await call('list_plans')).data).toMatchObject({ plans: [], total: 0 });
  });
});
