import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/lib/time.ts';
import { moveClock } from '../clock.ts';
import { type Harness, type HarnessOptions, person, start } from '../harness.ts';
import { accountApart } from '../plans/apart.ts';
import { applied, plan } from './plans.ts';
import { crowd, ERAS, fill, type Person, tagsOf, writes } from './world.ts';

const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `p${from + n}`);

async function account(
  count: number,
  options: HarnessOptions = {},
  each?: (n: number) => Person,
): Promise<Harness> {
  const world = await start({ ...options, sandbox: { contacts: 0, ...options.sandbox } });
  fill(world.sandbox, ...crowd(count, each));
  return world;
}

describe.each(ERAS)('the budget of a day, %s era', (era) => {
  test('refuses the phrase of a plan that fitted when it was made, and says how much is left', async () => {
    const world = await account(60, { era });
    const first = await plan(world, 'plan_delete', { contacts: ids(1, 30) });
    const second = await plan(world, 'plan_delete', { contacts: ids(31, 60) });
    expect([first.phrase, second.phrase]).toEqual([
      expect.stringMatching(/^DELETE 30 /),
      expect.stringMatching(/^DELETE 30 /),
    ]);
    expect((await applied(world, first)).data['state']).toBe('done');
    const refused = await applied(world, second);
    expect([refused.isError, refused.text]).toEqual([
      true,
      expect.stringMatching(
        /^plan_\w+ was not run: at most 50 deletions in 1 day can be made by phrase, by a link in the chat or without approval; 30 of them are used up, 20 are left, and this needs 30\.\nNext: Let the person use a client that shows forms, make a smaller plan \(20 deletions at most\), or let them set VOBIZ_APPROVAL=relay/,
      ),
    ]);
    expect(writes(world)).toHaveLength(30);
    const now = await world.call('get_plan', { plan_id: second.plan_id });
    expect(now.data).toMatchObject({ state: 'waiting', next: expect.stringMatching(/20 are left/) });
    expect(now.data).not.toHaveProperty('approval_phrase');
    const form = await start({ era, beside: world, forms: person('accept') });
    expect((await form.call('apply_plan', { plan_id: second.plan_id })).data['state']).toBe('done');
  });
});

describe('the budget of a day', () => {
  test('is new a day later, not at midnight', async () => {
    const world = await account(60);
    await applied(world, await plan(world, 'plan_delete', { contacts: ids(1, 50) }));
    moveClock(world, DAY - HOUR);
    const early = await plan(world, 'plan_delete', { contacts: ids(51, 60) });
    expect(early.answer.data['next']).toMatch(/0 are left/);
    moveClock(world, -30 * DAY);
    expect((await world.call('get_plan', { plan_id: early.plan_id })).data['next']).toMatch(/0 are left/);
    moveClock(world, DAY + HOUR);
    const { data } = await world.call('get_plan', { plan_id: early.plan_id });
    const approval = data['approval_phrase'];
    expect(approval).toMatch(/^DELETE 10 /);
    expect((await world.call('apply_plan', { plan_id: early.plan_id, approval })).data['state']).toBe('done');
  });

  test('lets a stopped plan go on when it is used up, since that plan used it', async () => {
    const world = await account(50, { sandbox: { latencyMs: 15 }, env: { VOBIZ_CONCURRENCY: '1' } });
    const { plan_id, phrase } = await plan(world, 'plan_delete', { contacts: ids(1, 50) });
    await world.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 0 });
    await expect.poll(() => writes(world).length).toBeGreaterThan(3);
    expect((await world.call('stop_plan', { plan_id })).data['state']).toBe('stopped');
    const { data } = await world.call('apply_plan', { plan_id });
    expect(data).toMatchObject({ state: 'done', counts: { done: 50 } });
  });

  test('counts an undo like anything else', async () => {
    const world = await account(300);
    const tagging = await plan(world, 'plan_update', {
      selection_id: await everyone(world),
      add_tags: ['a'],
    });
    await applied(world, tagging);
    const undo = await plan(world, 'plan_undo', { plan_id: tagging.plan_id });
    expect(undo.answer.data).not.toHaveProperty('approval_phrase');
    expect(undo.answer.data['next']).toMatch(
      /300 of them are used up, 200 are left, and this needs 300\. .*undo fewer contacts with `contacts_in` \(200 changes at most\)/,
    );
    const some = (await world.call('find_contacts', { ids: ids(1, 200), sample: 0 })).data['selection_id'];
    const part = await plan(world, 'plan_undo', { plan_id: tagging.plan_id, contacts_in: some });
    expect((await applied(world, part)).data).toMatchObject({ state: 'done', counts: { done: 200 } });
  });

  test('counts people who opted out and are meant all the same as deletions', async () => {
    const world = await account(51, {}, () => ({ tags: ['opted-out'] }));
    const change = { add_tags: ['vip'], include_protected: true };
    const all = await plan(world, 'plan_update', { contacts: ids(1, 51), ...change });
    expect(all.answer.data['next']).toMatch(/at most 50 deletions .*needs 51/);
    await applied(world, await plan(world, 'plan_update', { contacts: ids(1, 50), ...change }));
    expect(tagsOf(world, 'p50')).toContain('vip');
    const deletion = await plan(world, 'plan_delete', { contacts: ['p51'], include_protected: true });
    expect(deletion.answer.data['next']).toMatch(/50 of them are used up, 0 are left/);
    const free = await plan(world, 'plan_update', { contacts: ['p51'], set_attributes: { note: 'asked' } });
    expect((await applied(world, free)).data['state']).toBe('done');
  });

  test('counts single edits, and makes them wait when it is used up', async () => {
    const world = await account(500);
    const edit = (contact: string) => world.call('update_contact', { contact, add_tags: ['a'] });
    for (const id of ids(1, 3)) await edit(id);
    const selection_id = await everyone(world);
    const rest = await plan(world, 'plan_update', { selection_id, set_attributes: { a: 1 } });
    expect(rest.answer.data['next']).toMatch(/3 of them are used up, 497 are left, and this needs 500/);
    const most = (await world.call('find_contacts', { ids: ids(4, 500), sample: 0 })).data['selection_id'];
    const { data } = await applied(
      world,
      await plan(world, 'plan_update', { selection_id: most, add_tags: ['b'] }),
    );
    expect(data).toMatchObject({ state: 'done', counts: { done: 497 } });
    const late = await edit('p4');
    expect([late.isError, late.data['state']]).toEqual([false, 'waiting']);
    expect(late.data['next']).toMatch(
      /^Nothing was sent: the changes that a day allows by phrase, by a link in the chat or without approval are used up\. It cannot be approved from here: at most 500 /,
    );
    const { text } = await world.call('import_contacts', { csv: 'name,phone_number\nZed,+919811100999\n' });
    expect(text).toMatch(/is waiting \(at most 500 changes in 1 day .*500 of them are used up/);
    expect(tagsOf(world, 'p4')).toEqual(['b']);
  });

  test('does not bind VOBIZ_APPROVAL=relay, and gives VOBIZ_APPROVAL=form no phrase', async () => {
    const world = await account(120, { env: { VOBIZ_APPROVAL: 'relay' } });
    for (const from of [1, 61]) {
      const some = await plan(world, 'plan_delete', { contacts: ids(from, from + 59) });
      expect((await applied(world, some)).data).toMatchObject({ state: 'done', counts: { done: 60 } });
    }
    const strict = await account(1, { env: { VOBIZ_APPROVAL: 'form' } });
    const one = await plan(strict, 'plan_update', { contacts: ['p1'], add_tags: ['a'] });
    expect(one.answer.data).not.toHaveProperty('approval_phrase');
    expect((await strict.call('update_contact', { contact: 'p1', add_tags: ['a'] })).isError).toBe(false);
  });

  test('is one for three servers that approve at once', async () => {
    const world = await accountApart(450, { latencyMs: 0 });
    const servers = await Promise.all([world.start(), world.start(), world.start()]);
    const approvals = await Promise.all(
      servers.map(async (server, n) => {
        const ids150 = ids(150 * n + 1, 150 * n + 150);
        const { selection_id } = (await server.call('find_contacts', { ids: ids150, sample: 0 })).data;
        const make = (tag: string) => server.call('plan_update', { selection_id, add_tags: [tag] });
        return [await make('a'), await make('b')];
      }),
    );
    const answers = await Promise.all(
      approvals.flatMap((plans, n) =>
        plans.map(({ data: { plan_id, approval_phrase: approval } }) =>
          servers[n]?.call('apply_plan', { plan_id, approval, wait_seconds: 0 }),
        ),
      ),
    );
    const refused = answers.flatMap((answer) => (answer?.isError ? [answer.text] : []));
    expect(refused).toHaveLength(3);
    for (const text of refused)
      expect(text).toMatch(/450 of them are used up, 50 are left, and this needs 150/);
    await expect.poll(world.sent, { timeout: 20_000 }).toBe(450);
  });
});

async function everyone({ call }: Harness): Promise<unknown> {
  return (await call('find_contacts', { sample: 0 })).data['selection_id'];
}
