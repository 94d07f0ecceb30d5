import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { start } from '../harness.ts';
import { numberOf } from './world.ts';

const SHEET = `phone_number,name,tags\n${numberOf(5)},Asha,vip\n`;

/** An allowed folder with a sheet, and beside it a folder that is not allowed, with another. */
async function withFolders() {
  const root = mkdtempSync(join(tmpdir(), 'vobiz-files-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const [allowed, secret] = [join(root, 'allowed'), join(root, 'allowed-not')];
  for (const folder of [allowed, secret]) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'sheet.csv'), SHEET);
  }
  const harness = await start({ sandbox: { contacts: 1 }, env: { VOBIZ_FILES: allowed } });
  return { ...harness, allowed, secret };
}

test('reads a sheet by its bare name, its path, or through a link that stays inside (promise 14)', async () => {
  const { call, allowed } = await withFolders();
  symlinkSync(join(allowed, 'sheet.csv'), join(allowed, 'link.csv'));
  expect((await call('import_contacts', { path: 'sheet.csv' })).data).toMatchObject({ created: 1 });
  for (const path of [
    join(allowed, 'sheet.csv'),
    'link.csv',
    './sheet.csv',
    `${allowed}/../allowed/sheet.csv`,
  ])
    expect((await call('import_contacts', { path })).data).toMatchObject({ unchanged: 1 });
});

test.each([
  ['..', '../allowed-not/sheet.csv'],
  ['an absolute path elsewhere', '/etc/passwd'],
  ['the folder itself', '.'],
  ['a folder', 'inner'],
  ['a link that leads out', 'out.csv'],
  ['a linked folder that leads out', 'outside/sheet.csv'],
  ['a device', 'zero'],
  ['a missing file', 'missing.csv'],
  ['a path with a zero byte', 'sheet.csv\0'],
])('refuses %s with the folders that may be read, and sends nothing (promise 14)', async (_what, path) => {
  const { call, allowed, secret, sandbox } = await withFolders();
  mkdirSync(join(allowed, 'inner'));
  symlinkSync(join(secret, 'sheet.csv'), join(allowed, 'out.csv'));
  symlinkSync(secret, join(allowed, 'outside'));
  symlinkSync('/dev/zero', join(allowed, 'zero'));
  const { isError, text } = await call('import_contacts', { path });
  expect([isError, text]).toEqual([true, expect.stringContaining(`may be read: "${allowed}"`)]);
  expect(text).toMatch(/Next: .*VOBIZ_FILES/);
  expect(sandbox.requests).toEqual([]);
});

test('reads a file that is not UTF-8 as Windows-1252, and says so (promise 14)', async () => {
  const { call, allowed, sandbox } = await withFolders();
  writeFileSync(join(allowed, 'latin.csv'), Buffer.from(SHEET.replace('Asha', 'Jos\u00e9'), 'latin1'));
  const { data, text } = await call('import_contacts', { path: 'latin.csv' });
  expect(data).toMatchObject({ created: 1 });
  expect(text).toContain('so it is read as Windows-1252');
  expect(sandbox.account.byNumber(numberOf(5))?.name).toBe('Jos\u00e9');
});

test('refuses a header of a million letters in few words', async () => {
  const { call, allowed, sandbox } = await withFolders();
  writeFileSync(join(allowed, 'large.csv'), Buffer.alloc(1_000_001, 'a'));
  const { isError, text } = await call('import_contacts', { path: 'large.csv' });
  expect([isError, text.length < 1000, sandbox.requests]).toEqual([true, true, []]);
});

test.each([[{}], [{ csv: SHEET, path: 'sheet.csv' }], [{ csv: null, path: null }]])(
  'refuses %j: one of csv and path is taken',
  async (args) => {
    const { call, sandbox } = await withFolders();
    const { isError, text } = await call('import_contacts', args);
    expect([isError, text]).toEqual([true, expect.stringMatching(/either as `path` or as `csv`/)]);
    expect(sandbox.requests).toEqual([]);
  },
);

test('refuses an unknown argument by name (promise 11)', async () => {
  const { call } = await withFolders();
  expect((await call('import_contacts', { file: 'sheet.csv' })).text).toMatch(
    /"file"[\s\S]*Allowed arguments: path, csv/,
  );
});
