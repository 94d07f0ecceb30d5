import { readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkSheet } from '../../../src/sheets/check.ts';
import { findFile } from '../../../src/sheets/files/files.ts';
import { fixFile } from '../../../src/sheets/files/fixFile.ts';
import { openSheet } from '../../../src/sheets/sheet.ts';
import { fileSource, type Source, textSource } from '../../../src/sheets/text/source.ts';
import { brief, checked, NO_TAGS, type SheetOptions, tempFolder } from '../sheets.ts';

/** Reads a sheet and writes its refused rows to a file. */
async function importing(source: Source, folder: string, options?: SheetOptions) {
  const sheet = await openSheet(source, options);
  const fix = fixFile(sheet, [folder]);
  const valid: string[] = [];
  for await (const row of checkSheet(sheet, 'IN', NO_TAGS)) {
    if (row.state === 'valid') valid.push(brief(row));
    else await fix.add(row);
  }
  return { valid, fix: await fix.close() };
}

const SHEET = [
  'Name;Mobile;Home Phone;Tags;Ort',
  'Asha;98765 43210;;vip;Pune',
  'Ravi;9.19877E+11;;"vip;lead";"=1+1"',
  'Uma;98765;;x;Delhi;more',
  'Mei;+6581234567;;;',
  'Tom;="+91 98765 43210";;;',
].join('\r\n');

describe('the file of refused rows', () => {
  test('holds the refused rows as they were written, with the reason before them', async () => {
    const folder = tempFolder();
    const { valid, fix } = await importing(textSource(SHEET), folder);
    expect(valid).toEqual(['+919876543210 | Asha | vip', '+6581234567 | Mei']);
    expect(fix).toMatchObject({ path: join(folder, 'rows-to-fix.csv'), rows: 3 });
    expect(readFileSync(fix?.path ?? '', 'utf8').split('\n')).toEqual([
      '\ufeff"problem";"Name";"Mobile";"Home Phone";"Tags";"Ort"',
      `"""9.19877E+11"" is what a spreadsheet leaves of a long number; its last digits are lost";"Ravi";"9.19877E+11";"";"vip;lead";"'=1+1"`,
      '"it has 6 cells under 5 columns; a value with commas in it stands in quotation marks";"Uma";"98765";"";"x";"Delhi";"more"',
      `"the same number as row 1";"Tom";"'=""+91 98765 43210""";"";"";""`,
      '',
    ]);
  });

  test('imports cleanly with the same mapping once it is corrected, and leaves no further file', async () => {
    const folder = tempFolder();
    const options = { columns: { Ort: 'city' } };
    const first = await importing(textSource(SHEET), folder, options);
    const path = first.fix?.path ?? '';
    const mended = readFileSync(path, 'utf8')
      .replace('"9.19877E+11";', '"98200 00002";')
      .replace('"98765"', '"98200 00003"')
      .replace(';"more"', '')
      .replace('98765 43210', '98200 00004');
    writeFileSync(path, mended);
    const source = fileSource(await findFile(path, [folder]));
    expect((await openSheet(source, options)).columns[0]).toEqual({
      column: 1,
      header: 'problem',
      as: 'left out',
    });
    expect((await checked(source, 'IN', options)).map((row) => [brief(row), row.row.attributes])).toEqual([
      ['+919820000002 | Ravi | vip+lead', { city: '=1+1' }],
      ['+919820000003 | Uma | x', { city: 'Delhi' }],
      ['+919820000004 | Tom', {}],
    ]);
    expect((await importing(source, folder, options)).fix).toBeUndefined();
    expect(readdirSync(folder)).toEqual(['rows-to-fix.csv']);
  });

  test('of a half corrected file has one column of reasons and the same name, numbered', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'Kunden 2026.CSV'), 'Name,Mobile\nAsha,1\nRavi,2\nUma,3\n');
    const names = ['Kunden 2026.CSV', 'Kunden 2026-to-fix.csv', 'Kunden 2026-to-fix-2.csv'];
    for (const [index, name] of names.entries()) {
      const path = join(folder, name);
      writeFileSync(path, readFileSync(path, 'utf8').replace(`${index}`, '98765 43210'));
      const { fix } = await importing(fileSource(await findFile(name, [folder])), folder);
      expect(readFileSync(fix?.path ?? '', 'utf8').split('\n')[0]).toBe('\ufeff"problem","Name","Mobile"');
    }
    expect(readdirSync(folder).sort()).toEqual([
      'Kunden 2026-to-fix-2.csv',
      'Kunden 2026-to-fix-3.csv',
      'Kunden 2026-to-fix.csv',
      'Kunden 2026.CSV',
    ]);
  });

  test('is one file, however often the sheet is read, and no other file changes', async () => {
    const folder = tempFolder();
    const path = join(folder, 'rows-to-fix.csv');
    writeFileSync(path, 'theirs');
    const again = async (csv: string) => basename((await importing(textSource(csv), folder)).fix?.path ?? '');
    expect(await again('Mobile\n1')).toBe('rows-to-fix-2.csv');
    expect(await again('Mobile\n1')).toBe('rows-to-fix-2.csv');
    expect(await again('Mobile\n2')).toBe('rows-to-fix-3.csv');
    expect(await again('Mobile\n1')).toBe('rows-to-fix-2.csv');
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    expect(readdirSync(folder).sort()).toEqual(['rows-to-fix-2.csv', 'rows-to-fix-3.csv', 'rows-to-fix.csv']);
  });

  test('is not the target of a link with its name (promise 14)', async () => {
    const folder = tempFolder();
    const { fix } = await importing(textSource('Mobile\n1'), folder);
    renameSync(fix?.path ?? '', join(folder, 'elsewhere.csv'));
    symlinkSync(join(folder, 'elsewhere.csv'), fix?.path ?? '');
    const again = await importing(textSource('Mobile\n1'), folder);
    expect(basename(again.fix?.path ?? '')).toBe('rows-to-fix-2.csv');
  });

  test('does not exist when no row was refused', async () => {
    const folder = tempFolder();
    expect((await importing(textSource('Mobile\n98765 43210'), folder)).fix).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is named after the sheet, in characters that a file name may hold', async () => {
    const folder = tempFolder();
    for (const [name, path] of [
      ['..hidden.csv', 'hidden-to-fix.csv'],
      ['a\u202e:b.csv', 'ab-to-fix.csv'],
      ['.csv', 'rows-to-fix.csv'],
      [`${'x'.repeat(150)}.csv`, `${'x'.repeat(100)}-to-fix.csv`],
    ] as const) {
      const { fix } = await importing({ ...textSource('Mobile\n1'), name }, folder);
      expect(basename(fix?.path ?? '')).toBe(path);
    }
  });

  test('is deleted when the import is abandoned', async () => {
    const folder = tempFolder();
    const sheet = await openSheet(textSource('Mobile\n1'));
    const fix = fixFile(sheet, [folder]);
    for await (const row of checkSheet(sheet, 'IN', NO_TAGS)) if (row.state !== 'valid') await fix.add(row);
    await fix.discard();
    expect(readdirSync(folder)).toEqual([]);
  });
});
