import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { start } from '../harness.ts';
import { finished, people, planned, SHEET, withSheet } from '../plans/sheets.ts';
import { fill, numberOf, rows } from './world.ts';

const HEAD = 'Phone,Name,Tags,City\n';
const CITY = { columns: { City: 'city' } };
const [A, B, C] = [numberOf(1), numberOf(2), numberOf(3)];
const spaced = (number: string) => `${number.slice(0, 3)} ${number.slice(3, 8)}-${number.slice(8)}`;
const FEW = { sandbox: { contacts: 0 } };

/** Name, tags and city of all contacts, by number. */
function everybody({ sandbox }: Pick<Harness, 'sandbox'>): Record<string, unknown[]> {
  return Object.fromEntries(
    people(sandbox).map(({ phone_number, name, tags, custom_attributes }) => [
      phone_number,
      [name, tags.join('+'), ...Object.values(custom_attributes)],
    ]),
  );
}

describe('an opt-out in one row of a number goes for all of its rows (promise 9)', () => {
  test.each([
    ['behind the others', [`${A},Asha,fair,Pune`, `${B},Bela,fair,Pune`, `${A},Asha R,opted-out,Pune`]],
    ['before the others', [`${A},Asha,opted-out,Pune`, `${A},Asha R,fair,Pune`, `${B},Bela,fair,Pune`]],
    ['between them', [`${A},Asha,fair,`, `${A},A,DND,`, `${A},A,fair,Pune`, `${B},Bela,fair,Pune`]],
    ['in another writing', [`${A},Asha,fair,Pune`, `${spaced(A)},A,Opt Out,`, `${B},Bela,fair,Pune`]],
    ['beside campaign tags', [`${A},Asha,"fair,🚫 UNSUBSCRIBED",Pune`, `${B},Bela,fair,Pune`]],
    ['beside another number', [`${A},Asha,fair,Pune`, `${C};${A},C,opted-out,`, `${B},Bela,fair,Pune`]],
    ['in a row that is refused', [`${A},Asha,fair,Pune`, `${A},#NAME?,opted-out,`, `${B},Bela,fair,Pune`]],
  ])('%s: a new contact gets name and opt-out alone', async (_where, lines) => {
    for (const tool of ['plan_import', 'import_contacts']) {
      const world = await withSheet(HEAD + lines.join('\n'));
      const args = { path: SHEET, add_tags: ['all'], ...CITY };
      if (tool === 'plan_import') await finished(world, await planned(world, args));
      else await world.call(tool, args);
      const there = everybody(world);
      expect(there[A]).toEqual(['Asha', expect.stringMatching(/^(opted-out|DND|Opt Out|🚫 UNSUBSCRIBED)$/)]);
      expect(there[B]).toEqual(['Bela', 'all+fair', 'Pune']);
    }
  });

  test.each([
    ['fill', { name: 'Asha', tags: ['vip'] }, ['Asha', 'opted-out+vip']],
    ['overwrite', { name: 'Asha', tags: ['vip'] }, ['Asha', 'opted-out+vip']],
    ['skip', { name: 'Asha', tags: ['vip'] }, ['Asha', 'opted-out+vip']],
    ['fill', { name: '', tags: [] }, ['', 'opted-out']],
    ['overwrite', { name: '', tags: [], custom_attributes: { city: 'Goa' } }, ['', 'opted-out', 'Goa']],
    ['skip', { name: '', tags: [] }, ['', 'opted-out']],
    ['overwrite', { name: 'Asha', tags: ['Opted Out'] }, ['Asha', 'Opted Out']],
  ])(
    'with existing %s, of %j, an existing contact gets the opt-out alone',
    async (existing, there, expected) => {
      const world = await withSheet(`${HEAD}${A},Ash,fair,Pune\n${A},Ash,opted-out,\n`);
      fill(world.sandbox, there);
      const plan = await planned(world, { path: SHEET, existing, ...CITY });
      if (plan.data['state'] === 'waiting') await finished(world, plan);
      expect(everybody(world)[A]).toEqual(expected);
    },
  );

  test('a sheet changes nothing but an empty name of a contact that opted out in the account', async () => {
    const world = await withSheet(`${HEAD}${A},Asha,fair,Pune\n${B},Bela,,Pune\n${C},Chitra,fair,\n`);
    fill(world.sandbox, { name: '', tags: ['dnd'] }, { tags: ['dnd'] }, { tags: ['dnd', 'fair'] });
    const plan = await planned(world, { path: SHEET, existing: 'overwrite', ...CITY });
    expect(plan.data['counts']).toMatchObject({ to_change: 1, protected: 2 });
    const { data } = await world.call('get_plan', { plan_id: plan.plan_id, items: 'protected' });
    expect(rows(data['items']).map(({ reason }) => reason)).toEqual([
      expect.stringMatching(
        /"Person 2" .*opted out \("dnd"\) and is not given another value for "name" or "city"/,
      ),
      expect.stringMatching(/"Person 3" .*opted out \("dnd"\) and is not given another value for "name"/),
    ]);
    await finished(world, plan);
    expect(everybody(world)).toEqual({
      [A]: ['Asha', 'dnd'],
      [B]: ['Person 2', 'dnd'],
      [C]: ['Person 3', 'dnd+fair'],
    });
  });

  test('such contacts get no attribute either, and the reason is told', async () => {
    const world = await withSheet(`${HEAD}${A},Asha,,Pune\n${B},Bela,,Pune\n`);
    fill(world.sandbox, { tags: ['dnd'] }, {});
    const plan = await planned(world, { path: SHEET, ...CITY });
    expect(plan.data['counts']).toMatchObject({ to_change: 1, protected: 1 });
    const { text } = await world.call('get_plan', { plan_id: plan.plan_id, items: 'protected' });
    expect(text).toMatch(/opted out \("dnd"\) and is not given another value for "city"/);
  });

  test('the answer says how many people opt out, and what that means for them', async () => {
    const world = await withSheet(
      `${HEAD}${A},A,fair,\n${B},B,fair,\n${C},C,fair,\n${A},,dnd,\n${B},,dnd,\n`,
    );
    const { data } = await planned(world, { path: SHEET, add_tags: ['all'] });
    expect(data['rows']).toMatchObject({ valid: 3, duplicate: 2 });
    expect(data['text']).toMatch(/^2 people in the sheet opted out: new contacts get only the name /m);
    expect(data['text']).toContain('All who did not opt out get the tag "all".');
  });

  test('an opt-out given to all rows counts for all: campaign tags beside it are given to nobody', async () => {
    const world = await withSheet(`${HEAD}${A},A,fair,Pune\n`);
    await finished(world, await planned(world, { path: SHEET, add_tags: ['opted-out', 'expo'], ...CITY }));
    expect(everybody(world)).toEqual({ [A]: ['A', 'opted-out'] });
  });

  test('an opt-out in a row whose number cannot be read is not lost silently', async () => {
    const { call } = await start(FEW);
    const csv = `${HEAD}9.19877E+11,A,opted-out,\n${B},B,fair,\n`;
    const refused =
      /^1 refused row says that somebody opted out. They are marked only once that row is corrected/m;
    expect((await call('plan_import', { csv })).data['text']).toMatch(refused);
    expect((await call('import_contacts', { csv })).data['warnings']).toContainEqual(
      expect.stringMatching(refused),
    );
  });

  test('is found in a sheet that is too large to be held in memory', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => `${numberOf(index + 1)},G ${index},fair,\n`);
    const world = await withSheet(`${HEAD}${many.join('')}${spaced(numberOf(7))},G,opted-out,\n`);
    await finished(world, await planned(world));
    const there = everybody(world);
    expect(there[numberOf(7)]).toEqual(['G 6', 'opted-out']);
    expect(Object.values(there).filter(([, tags]) => tags === 'fair')).toHaveLength(2999);
  });
});

describe('the order of rows', () => {
  const tag = fc.constantFrom('', '', 'opted-out', 'DND', '"dnd,vip"');
  const says = fc.constantFrom('', '', 'no', 'yes', 'FALSE', 'unsubscribed');
  const row = fc.record({ who: fc.integer({ min: 1, max: 4 }), tag, says, isSpaced: fc.boolean() });
  const sheet = fc.array(row, { minLength: 2, maxLength: 12 });

  test.each(['', 'mark_opt_outs', 'skip_opt_outs'])(
    'does not change who opts out and who gets a campaign tag, with the column as %j (promise 9)',
    { timeout: 120_000 },
    async (wish) => {
      const both = fc.tuple(sheet, fc.array(fc.integer(), { minLength: 12, maxLength: 12 }));
      await fc.assert(
        fc.asyncProperty(both, async ([lines, order]) => {
          const shuffled = lines
            .map((line, index) => ({ line, at: order[index] ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ line }) => line);
          const [one, other] = [await imported(lines, wish), await imported(shuffled, wish)];
          expect(other).toEqual(one);
          for (const who of [1, 2, 3, 4]) {
            const own = lines.filter((line) => line.who === who);
            const saidNo = own.some((line) => ['no', 'FALSE', 'unsubscribed'].includes(line.says));
            const isOut = own.some((line) => line.tag !== '') || (wish === 'mark_opt_outs' && saidNo);
            const isSkipped = wish === 'skip_opt_outs' && saidNo;
            const expected = isOut ? 'out' : isSkipped || own.length === 0 ? undefined : 'fair';
            expect(one[numberOf(who)]).toBe(expected);
          }
        }),
        { numRuns: 12 },
      );
    },
  );

  /** Who opted out, and who got the campaign tag, by number. */
  async function imported(
    lines: readonly { who: number; tag: string; says: string; isSpaced: boolean }[],
    wish: string,
  ) {
    const csv = lines.map(({ who, tag: tags, says: said, isSpaced }) => {
      const number = numberOf(who);
      return `${isSpaced ? spaced(number) : number},Guest,${tags},${said}\n`;
    });
    const world = await start(FEW);
    const columns = wish === '' ? {} : { 'Opt-in': wish };
    const args = { csv: `Phone,Name,Tags,Opt-in\n${csv.join('')}`, add_tags: ['fair'], columns };
    const { data } = await world.call('plan_import', args);
    const { plan_id, approval_phrase: approval } = data;
    if (plan_id !== undefined) await world.call('apply_plan', { plan_id, approval });
    return Object.fromEntries(
      people(world.sandbox).map(({ phone_number, tags }) => {
        const others = tags.filter((one) => !/^(opted-out|dnd)$/i.test(one));
        const isOut = others.length < tags.length;
        expect(isOut ? others : []).toEqual([]);
        return [phone_number, isOut ? 'out' : tags.includes('fair') ? 'fair' : 'none'];
      }),
    );
  }
});
