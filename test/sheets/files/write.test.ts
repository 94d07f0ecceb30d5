import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findFile } from '../../../src/sheets/files/files.ts';
import { createSheet, csvLine } from '../../../src/sheets/files/write.ts';
import { readRecords } from '../../../src/sheets/text/records.ts';
import { fileSource } from '../../../src/sheets/text/source.ts';
import { brief, checked, collect, failureOf, tempFolder } from '../sheets.ts';

const HEADER = ['phone_number', 'name', 'tags'];

async function written(path: string, folders: string[], rows: readonly string[][], delimiter?: string) {
  const sheet = await createSheet(path, folders, HEADER, delimiter);
  for (const row of rows) await sheet.write(row);
  return sheet.close();
}

describe('a new sheet', () => {
  test('exists once it is closed, with its size, for its owner alone (promise 14)', async () => {
    const folder = tempFolder();
    const usual = process.umask(0);
    onTestFinished(() => void process.umask(usual));
    const { path, rows, bytes } = await written('contacts', [folder], [['+919876543210', 'Asha', 'vip']]);
    expect([path, rows]).toEqual([join(folder, 'contacts.csv'), 1]);
    expect(statSync(path).size).toBe(bytes);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe(
      '\ufeff"phone_number","name","tags"\n"\'+919876543210","Asha","vip"\n',
    );
  });

  test('never overwrites a file: a name that is taken gets a number (promise 14)', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'a.csv'), 'mine');
    mkdirSync(join(folder, 'a-2.csv'));
    symlinkSync('/nowhere', join(folder, 'a-3.csv'));
    const paths = [await written('a.csv', [folder], []), await written('A.CSV', [folder], [])];
    expect(paths.map(({ path }) => path)).toEqual([join(folder, 'a-4.csv'), join(folder, 'A.csv')]);
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('mine');
  });

  test('lies in an allowed folder: the first, one inside it, or one named by its path (promise 14)', async () => {
    const root = tempFolder();
    const [first, second] = [join(root, 'first'), join(root, 'second')];
    mkdirSync(join(first, 'in'), { recursive: true });
    mkdirSync(second);
    symlinkSync(second, join(first, 'link'));
    const at = async (path: string) => (await written(path, [first, second], [])).path;
    expect(await at('x.csv')).toBe(join(first, 'x.csv'));
    expect(await at('in/x.csv')).toBe(join(first, 'in', 'x.csv'));
    expect(await at(join(second, 'x.csv'))).toBe(join(second, 'x.csv'));
    expect(await at('link/y.csv')).toBe(join(second, 'y.csv'));
  });

  test('makes the first allowed folder when there is none, for its owner alone', async () => {
    const folder = join(tempFolder(), 'files');
    await written('x.csv', [folder], []);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test.each([
    ['a way out', '../x.csv'],
    ['a path elsewhere', '/tmp/x.csv'],
    ['a linked folder that leads out', 'out/x.csv'],
    ['a folder that is not there', 'none/x.csv'],
    ['a name of dots', '..'],
    ['a hidden name', '.bashrc'],
    ['no name', ''],
    ['an ending alone', '.csv'],
    ['a zero byte', 'x\0.csv'],
    ['a name that turns around', 'x\u202evsc.exe'],
    ['a line break', 'x\ny.csv'],
    ['a stream of Windows', 'x.csv:hidden'],
    ['a long name', `${'x'.repeat(200)}.csv`],
  ])('is refused with %s: %j (promise 14)', async (_what, path) => {
    const root = tempFolder();
    const [allowed, outside] = [join(root, 'allowed'), join(root, 'outside')];
    mkdirSync(allowed);
    mkdirSync(outside);
    symlinkSync(outside, join(allowed, 'out'));
    expect(await failureOf(written(path, [allowed], []))).toMatch(
      /^The file ".*" cannot be written: files go only into these folders: ".*allowed"\.\nNext: Give a plain name/s,
    );
    expect([readdirSync(allowed), readdirSync(outside)]).toEqual([['out'], []]);
  });

  test('for which there is no folder fails with the reason', async () => {
    const plain = join(tempFolder(), 'plain');
    writeFileSync(plain, '');
    expect(await failureOf(written('x.csv', [join(plain, 'files')], []))).toMatch(
      /^Nothing can be written: the folder "\S+files" is not there and cannot be made \(ENOTDIR\)\.\nNext: .*VOBIZ_FILES/,
    );
  });

  test('that cannot be written fails with the reason', async () => {
    const folder = tempFolder();
    chmodSync(folder, 0o500);
    const failure = await failureOf(written('x.csv', [folder], []));
    // The superuser may write everywhere.
    if (process.getuid?.() !== 0)
      expect(failure).toMatch(/x\.csv" could not be written \(EACCES\)\.\nNext: /);
  });

  test('is deleted when it is discarded', async () => {
    const folder = tempFolder();
    const sheet = await createSheet('x.csv', [folder], HEADER);
    for (let row = 0; row < 5000; row += 1) await sheet.write(['+919876543210', 'x'.repeat(20), '']);
    expect(readdirSync(folder)).toEqual(['x.csv']);
    await sheet.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is deleted when the disk is full, with the reason', async () => {
    const sheet = await createSheet('x.csv', [tempFolder()], HEADER);
    await sheet.close();
    // A closed file fails like a full disk.
    const writing = async () => {
      for (let row = 0; row < 5000; row += 1) await sheet.write(['x'.repeat(50), '', '']);
    };
    expect(await failureOf(writing())).toMatch(/x\.csv" could not be written \(EBADF\)\.\nNext: /);
  });
});

describe('a written sheet', () => {
  test('comes back in every cell, formulas included', async () => {
    const signs = fc.constantFrom(
      "'",
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      ' ',
      '"',
      ',',
      ';',
      'a',
      'é',
      '：',
    );
    const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: signs }));
    const rows = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
    const folder = tempFolder();
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(',', ';', '\t', '|'), async (cells, delimiter) => {
        const { path } = await written('x.csv', [folder], cells, delimiter);
        const source = fileSource(await findFile(path, [folder]));
        const dialect = { source, encoding: 'UTF-8', delimiter } as const;
        expect((await collect(readRecords(dialect))).flat()).toEqual([HEADER, ...cells]);
      }),
      { numRuns: 60 },
    );
  });

  test('has no live formula in any cell (promise 14)', async () => {
    const folder = tempFolder();
    const cells = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x","y")'];
    const { path } = await written('x.csv', [folder], [cells]);
    const line = readFileSync(path, 'utf8').split('\n').slice(1).join('\n');
    expect(line).toBe(`${cells.map((cell) => `"'${cell.replaceAll('"', '""')}"`).join(',')}\n`);
  });

  test('is read again as the same contacts', async () => {
    const folder = tempFolder();
    const names = ['=1+1', "'=1", "'t Hooft", '-Asha', 'Rao, "Asha"', '@me', '+91', '=HYPERLINK("http://x")'];
    const rows = names.map((name, index) => [`+91987654321${index}`, name, '-vip,=x']);
    const { path } = await written('x.csv', [folder], rows);
    const again = await checked(fileSource(await findFile(path, [folder])));
    expect(again.map(brief)).toEqual(rows.map(([number, name]) => `${number} | ${name} | -vip+=x`));
  });

  test('for the service has no guards: it would store the apostrophe', () => {
    expect(csvLine(['+91', '=1', 'a"b'])).toBe('"+91","=1","a""b"\n');
  });
});
