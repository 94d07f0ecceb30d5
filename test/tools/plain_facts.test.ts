import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, fill, type Person } from './world.ts';

async function account(...people: Person[]) {
  const world = await start();
  fill(world.sandbox, ...people);
  return world;
}

async function textOf(people: Person[], args: Record<string, unknown>): Promise<string> {
  return String((await plan(await account(...people), 'plan_update', args)).answer.data['text']);
}

const TWO = { contacts: ['p1', 'p2'] };

describe('why contacts need no change', () => {
  test.each([
    [{ add_tags: ['vip'] }, { tags: ['vip'] }, 'has it already'],
    [{ set_attributes: { city: 'Goa' } }, { custom_attributes: { city: 'Goa' } }, 'has it already'],
    [{ name: 'Asha' }, { name: 'Asha' }, 'has it already'],
    [{ remove_tags: ['old'] }, {}, 'does not have it'],
    [{ remove_attributes: ['zip'] }, {}, 'does not have it'],
    [{ add_tags: ['vip'], remove_tags: ['old'] }, { tags: ['vip'] }, 'needs no change'],
    [{ rename_tags: { old: 'new' } }, {}, 'needs no change'],
  ])('of %j is said', async (change, same, why) => {
    const other = { tags: ['old'], custom_attributes: { zip: '1' } };
    expect(await textOf([same, other], { ...TWO, ...change })).toContain(`\n1 ${why}.\n`);
  });

  test('is said in the receipt, too', async () => {
    const world = await account({ tags: ['vip'] }, { tags: ['vip'] }, {});
    const planned = await plan(world, 'plan_update', { contacts: ['p1', 'p2', 'p3'], add_tags: ['vip'] });
    expect((await applied(world, planned)).data['text']).toMatch(/ 2 had it already: "Person 1"/);
  });
});

describe('who is meant', () => {
  test('is everyone with one of the old names', async () => {
    const people = [{ tags: ['VIP'] }, { tags: ['v.i.p'], custom_attributes: { citty: 'Goa' } }];
    expect(await textOf(people, { rename_tags: { VIP: 'vip', 'v.i.p': 'vip' } })).toMatch(
      /\nEveryone tagged "(VIP|v\.i\.p)" or "(VIP|v\.i\.p)": "Person/,
    );
    const attribute = { custom_attributes: { citty: 'Goa' } };
    expect(await textOf([attribute, attribute], { rename_attributes: { citty: 'city' } })).toMatch(
      /\nEveryone who has the attribute "citty": "Person/,
    );
    expect(await textOf(people, { rename_tags: { VIP: 'vip' } })).toContain(
      '\nNobody else is tagged "VIP".\n',
    );
  });

  test('is listed as they where all are named, and as some of them where not', async () => {
    const all = (count: number) => ({ contacts: crowd(count).map((_, n) => `p${n + 1}`), add_tags: ['x'] });
    expect(await textOf(crowd(3), all(3))).toMatch(/\nThey are: "Person 1" .* and "Person 3" /);
    expect(await textOf(crowd(4), all(4))).toMatch(/\nAmong them: "Person 1" .* and 1 other\./);
  });
});

test('who has to be asked about again before an undo is named where it is one', async () => {
  const out = { name: 'Henry Hughes', tags: ['dnd', 'vip'] };
  const take = { ...TWO, remove_tags: ['vip'] };
  expect(await textOf([out, { tags: ['vip'] }], take)).toMatch(
    /\nTo undo this for "Henry Hughes" \(\+\d+\), who opted out, you will be asked again\.\n/,
  );
  expect(await textOf([out, out], take)).toContain(
    '\nTo undo this for 2 people who opted out, you will be asked again.\n',
  );
});
