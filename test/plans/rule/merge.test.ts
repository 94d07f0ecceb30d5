import { describe, expect, test } from 'vitest';
import { applied, plan } from '../../tools/plans.ts';
import { type Person, writes } from '../../tools/world.ts';
import { among, contact, meanwhile } from './world.ts';

const GROUP = { groups: [{ keep: 'p1', merge: ['p2'] }] };

function everybody({ sandbox }: Awaited<ReturnType<typeof among>>) {
  return [...sandbox.account.contacts.values()].map(({ name, tags }) => [name, tags]);
}

describe('a merge (promise 9)', () => {
  test.each<[string, Person[], string[], RegExp]>([
    [
      'of somebody who opted out into another contact',
      [{ tags: ['vip'] }, { tags: ['lead', 'D.N.D'] }],
      ['vip', 'lead', 'D.N.D'],
      /1 person who opted out is merged, too, and the kept contact gets the opt-out: "Person 2"/,
    ],
    [
      'of several opt-outs',
      [{ tags: ['dnd'] }, { tags: ['D.N.D', 'opted-out'] }],
      ['dnd', 'D.N.D', 'opted-out'],
      /1 person who opted out is merged, too, .*: "Person 2"/,
    ],
    [
      'that gives somebody who opted out a tag',
      [{ tags: ['dnd'] }, { tags: ['vip'] }],
      ['dnd', 'vip'],
      /1 person who opted out gets "vip", too, so campaigns to it reach this person: "Person 1"/,
    ],
  ])('%s needs include_protected, and keeps every opt-out', async (_what, people, tags, said) => {
    const world = await among(people);
    const alone = await plan(world, 'plan_merge', GROUP);
    expect(alone.answer.data).toMatchObject({ state: 'done', counts: { protected: 1 } });
    expect(alone.answer.data['counts']).not.toHaveProperty('to_change');
    expect(alone.answer.data['next']).toMatch(/include_protected/);
    expect(alone.answer.text).toMatch(/1 group has somebody who opted out and was left as it was/);
    expect(writes(world)).toEqual([]);
    const meant = await plan(world, 'plan_merge', { ...GROUP, include_protected: true });
    expect(meant.answer.text).toMatch(said);
    expect((await applied(world, meant)).data).toMatchObject({ counts: { done: 1 } });
    expect(everybody(world)).toEqual([['Person 1', tags]]);
  });

  test('that gives somebody who opted out nothing but what they had not is free', async () => {
    const world = await among([
      { tags: ['dnd', 'vip'] },
      { tags: ['vip'], custom_attributes: { city: 'Pune' } },
    ]);
    const planned = await plan(world, 'plan_merge', GROUP);
    await applied(world, planned);
    expect(contact(world, 'p1')).toMatchObject({ tags: ['dnd', 'vip'], custom_attributes: { city: 'Pune' } });
    expect(world.sandbox.account.contacts.size).toBe(1);
  });

  test.each(['p1', 'p2'])('leaves the group alone if %s opts out before the write', async (id) => {
    const world = await among([{ tags: ['vip'] }, { tags: ['lead'] }]);
    const planned = await plan(world, 'plan_merge', GROUP);
    meanwhile(world, id, (account) => account.edit(id, { tags: ['dnd'] }));
    await applied(world, planned);
    expect([writes(world), world.sandbox.account.contacts.size]).toEqual([[], 2]);
  });

  test('that includes who opted out leaves a group alone in which somebody else opts out since', async () => {
    const world = await among([{ tags: ['vip'] }, { tags: ['dnd'] }, { tags: ['vip'] }, { tags: ['lead'] }]);
    const groups = [...GROUP.groups, { keep: 'p3', merge: ['p4'] }];
    const planned = await plan(world, 'plan_merge', { groups, include_protected: true });
    meanwhile(world, 'p3', (account) => account.edit('p3', { tags: ['vip', 'opted-out'] }));
    expect((await applied(world, planned)).data).toMatchObject({ counts: { done: 1, protected: 1 } });
    expect(everybody(world).map(([name]) => name)).toEqual(['Person 1', 'Person 3', 'Person 4']);
  });
});

describe('the undo of a merge (promises 5 and 9)', () => {
  async function merged(people: readonly Person[]) {
    const world = await among(people);
    const { plan_id } = await plan(world, 'plan_merge', { ...GROUP, include_protected: true }).then(
      async (planned) => {
        await applied(world, planned);
        return planned;
      },
    );
    const undo = (include_protected = false) => plan(world, 'plan_undo', { plan_id, include_protected });
    return { world, undo };
  }

  test('brings who opted out back with the opt-out alone; the other one keeps its own', async () => {
    const { world, undo } = await merged([{ tags: ['vip'] }, { tags: ['lead', 'dnd'] }]);
    await applied(world, await undo());
    expect(everybody(world)).toEqual([
      ['Person 1', ['vip', 'lead', 'dnd']],
      ['Person 2', ['dnd']],
    ]);
  });

  test('with include_protected parts them as they were', async () => {
    const { world, undo } = await merged([{ tags: ['vip'] }, { tags: ['lead', 'dnd'] }]);
    await applied(world, await undo(true));
    expect(everybody(world)).toEqual([
      ['Person 1', ['vip']],
      ['Person 2', ['lead', 'dnd']],
    ]);
  });

  test('brings nobody back without an opt-out that came since, unless they are included', async () => {
    const { world, undo } = await merged([{ tags: ['vip'] }, { tags: ['lead'] }]);
    world.sandbox.account.edit('p1', { tags: ['vip', 'lead', 'dnd'] });
    world.context.account.forget();
    const alone = await undo();
    expect(alone.answer.data['counts']).toMatchObject({ protected: 1 });
    expect(alone.answer.data['counts']).not.toHaveProperty('to_change');
    await applied(world, await undo(true));
    expect(everybody(world)).toEqual([
      ['Person 1', ['vip', 'dnd']],
      ['Person 2', ['lead']],
    ]);
  });

  test('brings nobody back whose other contact opts out just before the write', async () => {
    const { world, undo } = await merged([{ tags: ['vip'] }, { tags: ['lead'] }]);
    const undone = await undo();
    expect(undone.answer.data['counts']).toMatchObject({ to_change: 2 });
    meanwhile(world, 'p1', (account) => account.edit('p1', { tags: ['vip', 'lead', 'dnd'] }));
    expect((await applied(world, undone)).data).toMatchObject({ counts: { protected: 1 } });
    expect(everybody(world)).toEqual([['Person 1', ['vip', 'lead', 'dnd']]]);
  });
});
