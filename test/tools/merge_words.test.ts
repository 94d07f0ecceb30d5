import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { fill, type Person } from './world.ts';

async function account(...people: Person[]) {
  const world = await start();
  fill(world.sandbox, ...people);
  return world;
}

const GROUP = { groups: [{ keep: 'p1', merge: ['p2'] }] };

describe('a merge says', () => {
  test('which value is kept and which is lost, each in a sentence, and the deletion once', async () => {
    const world = await account(
      { name: 'Asha', custom_attributes: { company: 'X', city: 'Goa' } },
      { name: 'Asha R', custom_attributes: { company: 'Y', city: 'Pune' } },
    );
    const { text } = (await plan(world, 'plan_merge', GROUP)).answer.data;
    expect(text).toMatch(
      /\n"Asha" \(\+\d+\): "X" is kept as "company", "Y" is lost\. "Asha" \(\+\d+\): "Goa" is kept as "city", "Pune" is lost\.$/,
    );
    expect(String(text).match(/is deleted/g)).toHaveLength(1);
    expect(text).toMatch(/\n\+\d+ \("Asha R", merged into "Asha" \+\d+\) can no longer be reached\.\n/);
  });

  test('that a number which is kept as an attribute gets no messages any more', async () => {
    const world = await account({ name: 'Asha' }, { name: 'Asha R' });
    const { text } = (await plan(world, 'plan_merge', { ...GROUP, keep_numbers_as: 'other_number' })).answer
      .data;
    expect(text).toMatch(/\n\+\d+ \("Asha R", .*\) gets no messages any more\.\n/);
    expect(text).toContain('\nThe numbers that go are kept as the attribute "other_number".');
    expect(text).not.toContain('no longer be reached');
  });

  test('that an incomplete number gives way only where one does', async () => {
    const same = [{ name: 'Asha' }, { name: 'Asha' }, { name: 'Bela' }, { name: 'Bela' }];
    const textOf = async (...people: Person[]) => {
      const world = await account(...people);
      const { data } = await world.call('find_duplicates', { by: 'name' });
      const args = { duplicates_id: data['duplicates_id'], keep: 'oldest' };
      return (await plan(world, 'plan_merge', args)).answer.data['text'];
    };
    expect(await textOf(...same)).toContain('(the oldest of each group)');
    const [first, ...others] = same;
    expect(await textOf({ ...first, phone_number: '98000 00001' }, ...others)).toContain(
      '(the oldest of each group, unless its number is incomplete)',
    );
  });

  test('afterwards how many contacts were deleted', async () => {
    const world = await account({ name: 'A' }, { name: 'A' }, { name: 'B' }, { name: 'B' }, { name: 'B' });
    const groups = [
      { keep: 'p1', merge: ['p2'] },
      { keep: 'p3', merge: ['p4', 'p5'] },
    ];
    expect((await applied(world, await plan(world, 'plan_merge', { groups }))).data['text']).toBe(
      'Done: merged 2 groups of contacts into one each, and deleted 3 contacts.',
    );
  });
});
