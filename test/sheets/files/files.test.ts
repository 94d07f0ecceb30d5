import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findFile } from '../../../src/sheets/files/files.ts';
import { listSheets } from '../../../src/sheets/files/listing.ts';
import { fileSource } from '../../../src/sheets/text/source.ts';
import { collect, failureOf, tempFolder } from '../sheets.ts';

const CSV = 'phone\n+919876543210\n';

/** Two allowed folders, and one beside them that is not allowed. */
function world() {
  const root = tempFolder();
  const [first, second, secret] = ['allowed', 'also', 'allowed-not'].map((name) => join(root, name));
  if (!first || !second || !secret) throw new Error('no folders');
  for (const folder of [first, second, secret]) mkdirSync(folder);
  writeFileSync(join(first, 'a.csv'), CSV);
  writeFileSync(join(second, 'b.csv'), CSV);
  writeFileSync(join(secret, 's.csv'), 'secret');
  return { root, first, second, secret, folders: [first, second] };
}

describe('a file that may be read (promise 14)', () => {
  test('is found by its name in each folder, by its path, and through links that stay inside', async () => {
    const { first, second, folders } = world();
    mkdirSync(join(first, 'in'));
    writeFileSync(join(first, 'in', '..c.csv'), CSV);
    symlinkSync(join(second, 'b.csv'), join(first, 'link.csv'));
    symlinkSync(second, join(first, 'other'));
    const found = async (path: string) => (await findFile(path, folders)).path;
    expect(await found('a.csv')).toBe(join(first, 'a.csv'));
    for (const path of ['b.csv', join(second, 'b.csv'), 'link.csv', 'other/b.csv', `${second}/../also/b.csv`])
      expect(await found(path)).toBe(join(second, 'b.csv'));
    expect(await found('in/..c.csv')).toBe(join(first, 'in', '..c.csv'));
    expect(await findFile('link.csv', folders)).toMatchObject({ name: 'link.csv', bytes: CSV.length });
  });

  test('is found where an allowed folder is itself a link', async () => {
    const { root, first } = world();
    symlinkSync(first, join(root, 'linked'));
    expect((await findFile('a.csv', [join(root, 'linked')])).path).toBe(join(first, 'a.csv'));
  });

  test.each([
    ['..', '../allowed-not/s.csv'],
    ['an absolute path elsewhere', '/etc/passwd'],
    ['a folder whose name begins alike', 'SECRET/s.csv'],
    ['a link that leads out', 'out.csv'],
    ['a link to a link that leads out', 'out2.csv'],
    ['a linked folder that leads out', 'outside/s.csv'],
    ['a way out through a linked folder', 'outside/../allowed-not/s.csv'],
    ['a device', 'zero.csv'],
    ['a device by its path', '/dev/zero'],
    ['a pipe', 'pipe.csv'],
    ['a link to itself', 'loop.csv'],
    ['a folder', 'folder.csv'],
    ['the allowed folder', '.'],
    ['nothing', ''],
    ['a file as a folder', 'a.csv/a.csv'],
    ['a missing file', 'missing.csv'],
    ['a zero byte', 'a.csv\0.png'],
    ['a home', '~/a.csv'],
    ['an address', 'file:///etc/passwd'],
    ['a backslash', '..\\allowed-not\\s.csv'],
    ['a long path', 'x'.repeat(10_000)],
  ])('is not %s: all get one answer', async (_what, path) => {
    const { first, secret, folders } = world();
    symlinkSync(join(secret, 's.csv'), join(first, 'out.csv'));
    symlinkSync(join(first, 'out.csv'), join(first, 'out2.csv'));
    symlinkSync(secret, join(first, 'outside'));
    symlinkSync('/dev/zero', join(first, 'zero.csv'));
    symlinkSync('loop.csv', join(first, 'loop.csv'));
    mkdirSync(join(first, 'folder.csv'));
    execFileSync('mkfifo', [join(first, 'pipe.csv')]);
    const said = await failureOf(findFile(path.replace('SECRET', secret), folders));
    expect(said).toMatch(
      /^There is no file ".*" in the folders that may be read: ".*allowed" and ".*also"\./,
    );
    expect(said).toMatch(/Next: Ask the person to put the sheet there, or to add its folder to VOBIZ_FILES/);
  });

  test('is not a link or a pipe that took its place meanwhile', async () => {
    const { first, secret, folders } = world();
    const path = join(first, 'a.csv');
    const source = fileSource(await findFile('a.csv', folders));
    expect(Buffer.concat(await collect(source.open())).toString()).toBe(CSV);
    unlinkSync(path);
    expect(await failureOf(collect(source.open()))).toMatch(/"a\.csv" cannot be opened \(ENOENT\)/);
    symlinkSync(join(secret, 's.csv'), path);
    expect(await failureOf(collect(source.open()))).toMatch(/cannot be opened \(ELOOP\)/);
    unlinkSync(path);
    execFileSync('mkfifo', [path]);
    expect(await failureOf(collect(source.open()))).toMatch(/was changed while it was read/);
    renameSync(join(secret, 's.csv'), path);
    expect(await failureOf(collect(source.open()))).toMatch(/was changed while it was read/);
  });
});

describe('the list of sheets', () => {
  test('is newest first, with files of other kinds and the way to save them as CSV', async () => {
    const { first, second, folders } = world();
    for (const [name, age] of [
      ['old.csv', 3000],
      ['new.TSV', 1],
      ['mid.txt', 100],
    ] as const) {
      writeFileSync(join(first, name), CSV);
      utimesSync(join(first, name), new Date(), new Date(Date.now() - age * 1000));
    }
    for (const name of [
      'book.xlsx',
      'Old.XLS',
      'mac.numbers',
      'cards.vcf',
      'picture.png',
      '.hidden.csv',
      '~$x.xlsx',
    ])
      writeFileSync(join(second, name), 'x');
    utimesSync(join(first, 'a.csv'), new Date(), new Date(Date.now() - 10_000));
    utimesSync(join(second, 'b.csv'), new Date(), new Date(Date.now() - 20_000));
    const list = await listSheets(folders);
    expect(list.sheets.map(({ path }) => path)).toEqual(['new.TSV', 'a.csv', 'b.csv', 'mid.txt', 'old.csv']);
    expect(list.sheets[0]).toEqual({ path: 'new.TSV', bytes: CSV.length, changed: expect.any(Number) });
    expect(list.others.map(({ path }) => path).sort()).toEqual([
      'Old.XLS',
      'book.xlsx',
      'cards.vcf',
      'mac.numbers',
    ]);
    for (const { how } of list.others) expect(how).toMatch(/CSV/);
    expect([list.leftOut, list.missing]).toEqual([0, []]);
  });

  test('gives the whole path where a bare name means another file', async () => {
    const { second, folders } = world();
    writeFileSync(join(second, 'a.csv'), `${CSV}more`);
    const { sheets } = await listSheets(folders);
    expect(sheets.map(({ path }) => path).sort()).toEqual([join(second, 'a.csv'), 'a.csv', 'b.csv']);
    for (const { path, bytes } of sheets) expect((await findFile(path, folders)).bytes).toBe(bytes);
  });

  test('has no links that lead out, folders or pipes', async () => {
    const { first, secret, folders } = world();
    symlinkSync(join(secret, 's.csv'), join(first, 'out.csv'));
    symlinkSync('/dev/zero', join(first, 'zero.csv'));
    mkdirSync(join(first, 'folder.csv'));
    execFileSync('mkfifo', [join(first, 'pipe.csv')]);
    expect((await listSheets(folders)).sheets.map(({ path }) => path).sort()).toEqual(['a.csv', 'b.csv']);
  });

  test('counts the files beyond its limit, and names folders that do not exist', async () => {
    const { first, root, folders } = world();
    for (let number = 0; number < 5; number += 1) writeFileSync(join(first, `n${number}.csv`), CSV);
    const gone = join(root, 'gone');
    const list = await listSheets([...folders, gone], 3);
    expect([list.sheets.length, list.leftOut, list.missing]).toEqual([3, 4, [gone]]);
  });
});
