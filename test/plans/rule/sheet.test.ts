import { describe, expect, test } from 'vitest';
import { numberOf, type Person, rows, writes } from '../../tools/world.ts';
import { among, contact, meanwhile } from './world.ts';

const HEAD = 'phone_number,name,tags,city\n';
const COLUMNS = { columns: { city: 'city' } };

async function imported(
  people: readonly Person[],
  lines: readonly string[],
  options: { existing?: string; add_tags?: string[] } = {},
  between?: (account: Awaited<ReturnType<typeof among>>['sandbox']['account']) => void,
) {
  const world = await among(people);
  if (between) meanwhile(world, 'p1', between);
  const csv = HEAD + lines.join('\n');
  return { world, answer: await world.call('import_contacts', { csv, ...COLUMNS, ...options }) };
}

describe('a sheet, and who opted out (promise 9)', () => {
  test.each(['fill', 'overwrite', 'skip'])(
    'with existing %s gives who is there the opt-out of any row alone, whatever else the rows say',
    async (existing) => {
      const asha = { name: '', tags: ['vip'], custom_attributes: { zip: '1' } };
      const lines = [`${numberOf(1)},Asha,fair,Pune`, `${numberOf(1)},A,"fair,⛔ D.N.D",Goa`];
      const { world } = await imported([asha], lines, { existing, add_tags: ['expo'] });
      expect(contact(world, 'p1')).toEqual({ ...asha, tags: ['vip', '⛔ D.N.D'] });
    },
  );

  test.each<[string, Person, string, { existing?: string }, Person]>([
    ['fills an empty name', { name: '', tags: ['dnd'] }, 'Asha,,', {}, { name: 'Asha', tags: ['dnd'] }],
    ['skips', { name: '', tags: ['dnd'] }, 'Asha,,', { existing: 'skip' }, { name: '', tags: ['dnd'] }],
    ['takes off nothing', { tags: ['dnd', 'vip'] }, 'Person 1,,', {}, { tags: ['dnd', 'vip'] }],
  ])('%s on somebody who opted out in the account', async (_what, before, line, options, after) => {
    const { world } = await imported([before], [`${numberOf(1)},${line}`], options);
    expect(contact(world, 'p1')).toMatchObject(after);
  });

  test.each([
    ['Person 1,promo,', 'fill'],
    ['Person 1,,Pune', 'fill'],
    ['Other,,', 'overwrite'],
    ['Person 1,,Goa', 'overwrite'],
  ])(
    'does not change them by a row of %j (existing %s), and names the tool that asks',
    async (line, existing) => {
      const people = [
        { tags: ['vip', 'opted-out'], custom_attributes: existing === 'fill' ? {} : { city: 'Pune' } },
      ];
      const { world, answer } = await imported(people, [`${numberOf(1)},${line}`], { existing });
      expect(writes(world)).toEqual([]);
      expect(answer.data).toMatchObject({ updated: 0, failed: 0, protected: 1 });
      expect(rows(answer.data['errors'])[0]?.['reason']).toMatch(/opted out \("opted-out"\)/);
      expect(answer.data['next']).toMatch(
        /`plan_update` with them as `contacts`, the same change and `include_protected`/,
      );
    },
  );

  test.each([
    ['Person 1,promo,', 'fill', { failed: 0, protected: 1 }],
    ['Person 1,,Pune', 'fill', { failed: 0, protected: 1 }],
    ['Other,,', 'overwrite', { failed: 0, protected: 1 }],
    ['Person 1,dnd,', 'fill', { updated: 1 }],
  ])('judges who opts out before the write anew, for %j (existing %s)', async (line, existing, counts) => {
    const { world, answer } = await imported([{}], [`${numberOf(1)},${line}`], { existing }, (account) =>
      account.edit('p1', { tags: ['opted-out'] }),
    );
    expect(answer.data).toMatchObject(counts);
    expect(contact(world, 'p1')).toMatchObject({ name: 'Person 1', custom_attributes: {} });
    expect(contact(world, 'p1').tags.filter((tag) => tag === 'promo')).toEqual([]);
  });

  test('creates who is new with name and opt-out alone', async () => {
    const lines = [`${numberOf(9)},Asha,fair,Pune`, `${numberOf(9)},A,UNSUBSCRIBED,Goa`];
    const { world } = await imported([], lines, { add_tags: ['expo'] });
    expect([...world.sandbox.account.contacts.values()]).toMatchObject([
      { name: 'Asha', tags: ['UNSUBSCRIBED'], custom_attributes: {} },
    ]);
  });
});
