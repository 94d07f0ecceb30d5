import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { finished, people, planned, SHEET, withSheet } from '../plans/sheets.ts';
import { fill, numberOf } from './world.ts';

const [A, B, C] = [numberOf(1), numberOf(2), numberOf(3)];
const RUINED = '9.19877E+11';
const HEAD = 'Phone,Name,Newsletter OK,City,Tags\n';
const MARKED = `${HEAD}${A},Asha,yes,Pune,expo\n${RUINED},Chitra,no,Goa,expo\n`;

type World = Awaited<ReturnType<typeof withSheet>>;

/** Imports the sheet, corrects the refused row in its file, and calls what `next` says. */
async function mended(world: World, args: Record<string, unknown>) {
  const plan = await planned(world, { path: SHEET, ...args });
  await finished(world, plan);
  const file = String(plan.data['fix_file']);
  writeFileSync(file, readFileSync(file, 'utf8').replace(`,"${RUINED}"`, `,"${C}"`));
  const next = String(plan.data['next']);
  const [, said = ''] = /call `plan_import` with (\{.*\}): without these/.exec(next) ?? [];
  const again = await planned(world, JSON.parse(said));
  await finished(world, again);
  return { text: String(plan.data['text']), again };
}

describe('the file of refused rows', () => {
  test.each([
    ['Newsletter OK', 'Newsletter OK'],
    ['column 3', 'column 4'],
    ['Newsletter OK (column 3)', 'Newsletter OK (column 4)'],
  ])('is imported like its sheet, in which %s marks who said no (promise 9)', async (column, there) => {
    const world = await withSheet(MARKED);
    const columns = { City: 'city', [column]: 'mark_opt_outs' };
    const { text, again } = await mended(world, { columns, add_tags: ['fair'] });
    expect(text).toMatch(/The refused row is in ".*people-to-fix\.csv", with a column that says why\. /);
    expect(text).toContain(
      `Once it is corrected, import that file with the same settings (the columns "${there}" as "mark_opt_outs" and "City" as "city"; tags for all "fair").`,
    );
    expect(String(again.data['next'])).not.toContain('First ask the person');
    expect(people(world.sandbox)).toMatchObject([
      { phone_number: A, tags: ['expo', 'fair'], custom_attributes: { city: 'Pune' } },
      { phone_number: C, tags: ['opted-out'], custom_attributes: {} },
    ]);
  });

  test('is imported with the same country, and contacts are overwritten as before', async () => {
    const world = await withSheet(`Phone,Name\n90000 00001,Asha\n${RUINED},Chitra\n`);
    fill(world.sandbox, { name: 'A' }, {}, { name: 'C' });
    const { text } = await mended(world, { default_country: 'IN', existing: 'overwrite' });
    expect(text).toContain('the same settings (country "IN"; existing contacts "overwrite").');
    expect(people(world.sandbox).map(({ name }) => name)).toEqual(['Asha', 'Person 2', 'Chitra']);
  });

  test('of a file of refused rows is named by the same places', async () => {
    const world = await withSheet(`problem,Phone,Name,Newsletter OK\n,${A},Asha,yes\n,${RUINED},Chitra,no\n`);
    const { again } = await mended(world, { columns: { 'column 4': 'mark_opt_outs' } });
    expect(again.data['rows']).toMatchObject({ valid: 1, invalid: 0 });
    expect(people(world.sandbox)[1]?.tags).toEqual(['opted-out']);
  });

  test.each([
    [
      `${A},A,\n${A},B,\n`,
      'The row that repeats a number is in',
      'Once its number is corrected, import that file.',
    ],
    [
      `${A},A,\n${A},B,\n${A},C,\n`,
      'The 2 rows that repeat a number are in',
      'Once their numbers are corrected,',
    ],
    [
      `${A},A,\n${A},B,\n${RUINED},C,\n`,
      'The refused row and the one that repeats a number are in',
      'Once they are',
    ],
  ])('is said to hold the rows that repeat a number, %j', async (rows, holds, once) => {
    const world = await withSheet(`phone,name,tags\n${rows}`);
    const { data } = await planned(world);
    expect(data['text']).toContain(holds);
    expect(data['text']).toContain(once);
    expect(data['text']).toContain('A row that still repeats a number then is imported, too.');
    expect(data['text']).not.toContain('same settings');
    expect(String(data['next'])).not.toContain('corrected, call');
  });
});

test('pasted rows that fail are sent again with the same arguments', async () => {
  const { call } = await start({ sandbox: { contacts: 0 } });
  const columns = { 'Newsletter OK': 'mark_opt_outs' };
  const { data } = await call('import_contacts', { csv: MARKED, columns, default_country: 'IN' });
  expect(data['next']).toContain(
    'only what they correct is sent again, with the same `columns` and `default_country`.',
  );
  const plain = await call('import_contacts', { csv: `Phone,Name\n${B},B\n${RUINED},C\n` });
  expect(plain.data['next']).toMatch(/only what they correct is sent again\./);
});
