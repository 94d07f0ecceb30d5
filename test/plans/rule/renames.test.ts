import { describe, expect, test } from 'vitest';
import { applied, plan } from '../../tools/plans.ts';
import { type Person, writes } from '../../tools/world.ts';
import { among, contact, meanwhile } from './world.ts';

const OUT = { tags: ['lead', 'dnd'] };

async function renamed(
  people: readonly Person[],
  rename_tags: Record<string, string>,
  options: { contacts?: string[]; include_protected?: boolean } = {},
) {
  const world = await among(people);
  const contacts = people.map((_, n) => `p${n + 1}`);
  const planned = await plan(world, 'plan_update', { contacts, rename_tags, ...options });
  if (planned.answer.data['state'] === 'waiting') await applied(world, planned);
  return { world, planned, tags: contacts.map((id) => contact(world, id).tags) };
}

describe('a rename of a tag, on somebody who opted out (promise 9)', () => {
  test.each([
    ['to another spelling, which others have', [OUT, { tags: ['Lead'] }], { lead: 'Lead' }, ['dnd', 'Lead']],
    ['to a new tag', [OUT, { tags: ['lead'] }], { lead: 'prospect' }, ['dnd', 'prospect']],
    [
      'to a tag that only the renamed have',
      [OUT, { tags: ['lead', 'prospect'] }],
      { lead: 'prospect' },
      ['dnd', 'prospect'],
    ],
    [
      'from two spellings to a new tag',
      [OUT, { tags: ['LEAD'] }],
      { lead: 'prospect', LEAD: 'prospect' },
      ['dnd', 'prospect'],
    ],
    ['to a protected tag', [OUT, { tags: ['opted-out'] }], { lead: 'opted-out' }, ['dnd', 'opted-out']],
    ['of an opt-out to another', [OUT, { tags: ['opted-out'] }], { dnd: 'opted-out' }, ['lead', 'opted-out']],
  ])('%s is free', async (_what, people, rename_tags, expected) => {
    const { tags } = await renamed(people, rename_tags);
    expect(tags[0]).toEqual(expected);
  });

  test.each([
    ['into a tag that others have', [OUT, { tags: ['prospect'] }], { lead: 'prospect' }],
    [
      'together with another tag into one',
      [OUT, { tags: ['visitor'] }],
      { lead: 'prospect', visitor: 'prospect' },
    ],
  ])('%s needs include_protected', async (_what, people, rename_tags) => {
    const alone = await renamed(people, rename_tags);
    expect(alone.planned.answer.data['counts']).toMatchObject({ protected: 1 });
    expect(alone.tags[0]).toEqual(OUT.tags);
    const meant = await renamed(people, rename_tags, { include_protected: true });
    expect(meant.planned.answer.text).toMatch(
      /1 person who opted out gets "prospect", too, so campaigns to it reach this person: /,
    );
    expect(meant.tags[0]).toEqual(['dnd', 'prospect']);
  });

  test('into a tag of somebody who is not chosen needs it, whatever else that one has', async () => {
    const people = [OUT, { tags: ['lead', 'prospect'] }];
    const alone = await renamed(people, { lead: 'prospect' }, { contacts: ['p1'] });
    expect(alone.planned.answer.data['counts']).toMatchObject({ protected: 1 });
    expect(writes(alone.world)).toEqual([]);
  });

  test('does not count who needed no inclusion as included', async () => {
    const { planned } = await renamed([OUT], { lead: 'prospect' }, { include_protected: true });
    expect(planned.answer.text).not.toMatch(/\d (person|people) opted out and (is|are) changed/);
  });

  test.each([{}, { include_protected: true }])(
    'is no way to end an opt-out, %j: another protected tag alone may take its place',
    async (option) => {
      const world = await among([{ tags: ['D.N.D'] }, { tags: ['opted-out\u200b'] }]);
      const seen = 'opted-out\\u{200b}';
      for (const rename_tags of [{ 'D.N.D': 'vip' }, { dnd: 'vip' }, { [seen]: 'vip' }]) {
        const change = { contacts: ['p1', 'p2'], rename_tags, ...option };
        const { isError, text } = await world.call('plan_update', change);
        expect([isError, text]).toEqual([true, expect.stringMatching(/only be renamed to another opt-out/)]);
      }
      expect(writes(world)).toEqual([]);
    },
  );
});

describe('before the write of a rename (promise 9)', () => {
  const people = [OUT, { tags: ['lead'] }, {}];
  const change = { contacts: ['p1', 'p2'], rename_tags: { lead: 'prospect' } };

  test('somebody who opted out is left alone if others have the new tag since', async () => {
    const world = await among(people);
    const planned = await plan(world, 'plan_update', change);
    expect(planned.answer.data['counts']).toMatchObject({ to_change: 2 });
    world.sandbox.account.edit('p3', { tags: ['prospect'] });
    expect((await applied(world, planned)).data).toMatchObject({ counts: { done: 1, protected: 1 } });
    expect([contact(world, 'p1').tags, contact(world, 'p2').tags]).toEqual([OUT.tags, ['prospect']]);
  });

  test('who opts out since is judged by who has the new tag then', async () => {
    for (const [others, state] of [
      [[], 'done'],
      [['prospect'], 'protected'],
    ] as const) {
      const world = await among(people);
      const planned = await plan(world, 'plan_update', change);
      world.sandbox.account.edit('p3', { tags: [...others] });
      meanwhile(world, 'p2', (account) => account.edit('p2', { tags: ['lead', 'opted-out'] }));
      await applied(world, planned);
      const { data } = await world.call('get_plan', { plan_id: planned.plan_id, items: state });
      expect(data['items']).toContainEqual(expect.objectContaining({ contact_id: 'p2' }));
    }
  });

  test('who has the new tag by this plan is no other', async () => {
    const crowd = Array.from({ length: 130 }, (_, n) => ({ tags: n % 3 === 0 ? ['lead', 'dnd'] : ['lead'] }));
    const world = await among(crowd);
    const { data: found } = await world.call('find_contacts', { tags_all: ['lead'] });
    const args = { selection_id: found['selection_id'], rename_tags: { lead: 'prospect' } };
    const planned = await plan(world, 'plan_update', args);
    expect((await applied(world, planned)).data).toMatchObject({ counts: { done: 130 } });
  });
});

describe('the undo of a rename (promises 5 and 9)', () => {
  test('is free where nobody else has the old tag, and needs include_protected where somebody has', async () => {
    for (const others of [false, true]) {
      const world = await among([OUT, { tags: ['lead'] }, {}]);
      const args = { contacts: ['p1', 'p2'], rename_tags: { lead: 'prospect' } };
      const planned = await plan(world, 'plan_update', args);
      await applied(world, planned);
      if (others) world.sandbox.account.edit('p3', { tags: ['lead'] });
      world.context.account.forget();
      const { plan_id } = planned;
      const undo = await plan(world, 'plan_undo', { plan_id });
      expect(undo.answer.data['counts']).toMatchObject(
        others ? { to_change: 1, protected: 1 } : { to_change: 2 },
      );
      if (!others) {
        await applied(world, undo);
        expect(contact(world, 'p1').tags).toEqual(['dnd', 'lead']);
        continue;
      }
      const meant = await plan(world, 'plan_undo', { plan_id, include_protected: true });
      expect((await applied(world, meant)).data).toMatchObject({ counts: { done: 2 } });
      expect(contact(world, 'p1').tags).toEqual(['dnd', 'lead']);
    }
  });

  test('is left to who opted out if others have the old tag just before the write', async () => {
    const world = await among([OUT, {}]);
    const planned = await plan(world, 'plan_update', { contacts: ['p1'], rename_tags: { lead: 'prospect' } });
    await applied(world, planned);
    const undo = await plan(world, 'plan_undo', { plan_id: planned.plan_id });
    world.sandbox.account.edit('p2', { tags: ['lead'] });
    expect((await applied(world, undo)).data).toMatchObject({ counts: { protected: 1 } });
    expect(contact(world, 'p1').tags).toEqual(['dnd', 'prospect']);
  });

  test('that gave an opt-out needs include_protected, and ends it then', async () => {
    const world = await among([{ tags: ['lead'] }]);
    const planned = await plan(world, 'plan_update', { contacts: ['p1'], rename_tags: { lead: 'dnd' } });
    await applied(world, planned);
    const { plan_id } = planned;
    const alone = await plan(world, 'plan_undo', { plan_id });
    expect(alone.answer.data['counts']).toMatchObject({ protected: 1 });
    expect(alone.answer.data['counts']).not.toHaveProperty('to_change');
    const meant = await plan(world, 'plan_undo', { plan_id, include_protected: true });
    expect(meant.answer.text).toMatch(
      /gets "lead" back, so campaigns to it reach this person: .* Nothing marks 1 person as opted out from then on\./,
    );
    await applied(world, meant);
    expect(contact(world, 'p1').tags).toEqual(['lead']);
  });
});
