import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Dialect } from '../../../src/sandbox/dialect.ts';
import { type Harness, type HarnessOptions, start } from '../../harness.ts';
import { applied, plan } from '../../tools/plans.ts';
import { fill, numberOf, type Person, tagsOf } from '../../tools/world.ts';
import { counting } from '../counts.ts';
import { ran } from '../receipt.ts';

const P1 = { contacts: ['p1'] };

async function account(people: Person[], options: HarnessOptions = {}): Promise<Harness> {
  const world = await start({ ...options, sandbox: { contacts: 0, ...options.sandbox } });
  fill(world.sandbox, ...people);
  return world;
}

describe('an item that stayed open when its plan ended', () => {
  const LATE: Partial<Dialect> = { lateMs: 800 };

  test('is undone when the contact shows that it was carried out (promises 3 and 5)', async () => {
    const world = await account([{}, {}], {
      sandbox: { dialect: LATE },
      env: { VOBIZ_CONCURRENCY: '1' },
    });
    const lost = { drop: 'after', late: true } as const;
    const off = world.sandbox.fault({ method: 'PUT', path: '/p2', times: 99, action: lost });
    const { plan_id, states } = await ran(world, 'plan_update', {
      contacts: ['p1', 'p2'],
      add_tags: ['vip'],
    });
    expect(states).toEqual({ done: 1, unknown: 1 });
    off();
    await pause(1000);
    expect(tagsOf(world, 'p2')).toEqual(['vip']);
    await ran(world, 'plan_undo', { plan_id });
    expect([tagsOf(world, 'p1'), tagsOf(world, 'p2')]).toEqual([[], []]);
  });

  test('is left alone by an undo when it was not carried out', async () => {
    const world = await account([{}, { tags: ['lead'] }], { env: { VOBIZ_CONCURRENCY: '1' } });
    world.sandbox.fault({ method: 'PUT', path: '/p2', times: 99, action: { drop: 'before' } });
    const { plan_id } = await ran(world, 'plan_update', { contacts: ['p1', 'p2'], add_tags: ['vip'] });
    const { answer } = await plan(world, 'plan_undo', { plan_id });
    expect(answer.data['counts']).toMatchObject({ selected: 1, to_change: 1 });
  });

  test.each([
    ['plan_update', { ...P1, new_number: '+919111111111' }],
    ['plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] }],
  ] as const)('of a %s between its steps is finished before it is undone (promise 5)', async (tool, args) => {
    const world = await account([{ tags: ['lead'] }, { tags: ['vip'] }]);
    const planned = await plan(world, tool, args);
    const off = world.sandbox.fault({ method: 'DELETE', times: 99, action: { status: 401 } });
    await applied(world, planned);
    await world.call('stop_plan', { plan_id: planned.plan_id });
    const { text } = await world.call('plan_undo', { plan_id: planned.plan_id });
    expect(text).toMatch(/may be done in part: .*did not finish[\s\S]*`apply_plan`/);
    off();
    const { data } = await world.call('apply_plan', { plan_id: planned.plan_id });
    expect(data).toMatchObject({ state: 'done', counts: { done: 1 } });
    await ran(world, 'plan_undo', { plan_id: planned.plan_id });
    expect(world.sandbox.account.byNumber(numberOf(1))?.tags).toEqual(['lead']);
  });
});

describe('a change that cannot be taken back', () => {
  test.each<[string, Person, string]>([
    ['without a name', { name: '' }, 'without a name'],
    ['without its plus', { phone_number: '919000000001' }, 'numbers in E.164 only'],
  ])('is said before a contact %s is deleted, and by the undo (promise 5)', async (_, person, why) => {
    const world = await account([person]);
    const deletion = await plan(world, 'plan_delete', P1);
    expect(deletion.answer.text).toMatch(
      /It cannot be made again, because it has no name or no complete number/,
    );
    expect(deletion.answer.text).not.toContain('can be made again, as');
    await applied(world, deletion);
    const undo = await world.call('plan_undo', { plan_id: deletion.plan_id });
    expect(undo.data['counts']).toEqual(counting({ to_change: 0, gone: 1 }));
    const { text } = await world.call('get_plan', { plan_id: undo.data['plan_id'], items: 'gone' });
    expect(text).toContain(why);
  });

  test.each<[string, Person, Person]>([
    ['has no name', {}, { name: '', tags: ['vip'] }],
    ['has the same number with its plus', { phone_number: '919000000002' }, { tags: ['vip'] }],
  ])(
    'of a merge whose other contact %s leaves the tag with the kept one (promise 5)',
    async (_, kept, other) => {
      const world = await account([kept, other]);
      const { plan_id } = await ran(world, 'plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] });
      await ran(world, 'plan_undo', { plan_id });
      expect([...world.sandbox.account.contacts.values()].flatMap(({ tags }) => tags)).toContain('vip');
    },
  );

  test('as an empty name is named, and keeps no tag from coming off (promise 5)', async () => {
    const world = await account([{ name: '' }]);
    const csv = `phone_number,name,tags\n${numberOf(1)},Guest,expo\n`;
    const { data } = await world.call('import_contacts', { csv });
    const undo = await plan(world, 'plan_undo', { plan_id: data['plan_id'] });
    expect(undo.answer.text).toContain('1 contact had no name before and keeps its new one');
    await applied(world, undo);
    expect([tagsOf(world, 'p1'), world.sandbox.account.get('p1').name]).toEqual([[], 'Guest']);
  });
});

test('an undone joining of spellings brings both back, although somebody took the joined one off (promise 5)', async () => {
  const joined = { ...P1, rename_tags: { a: 'x', b: 'x' } };
  const world = await account([{ tags: ['a', 'b'] }]);
  const { plan_id } = await ran(world, 'plan_update', joined);
  const undo = await plan(world, 'plan_undo', { plan_id });
  world.sandbox.account.edit('p1', { tags: [] });
  await applied(world, undo);
  expect(tagsOf(world, 'p1')).toEqual(['a', 'b']);
  const other = await account([{ tags: ['a', 'b', 'dnd'] }]);
  const again = await ran(other, 'plan_update', joined);
  await ran(other, 'plan_undo', { plan_id: again.plan_id });
  expect([...tagsOf(other, 'p1')].sort()).toEqual(['a', 'b', 'dnd']);
});

test('a number can be given its plus, and nobody is lost where the service takes both for one', async () => {
  const bare = [{ phone_number: '919000000001', tags: ['vip'] }];
  const world = await account(bare);
  await ran(world, 'plan_update', { ...P1, new_number: '+919000000001' });
  const contacts = [...world.sandbox.account.contacts.values()];
  expect(contacts).toMatchObject([{ phone_number: '+919000000001', tags: ['vip'] }]);
});
