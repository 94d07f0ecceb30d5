import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findFile } from '../../src/sheets/files/files.ts';
import { openSheet } from '../../src/sheets/sheet.ts';
import { fileSource, textSource } from '../../src/sheets/text/source.ts';
import { bytesSource, collect, failureOf, open, rowsOf, tempFolder } from './sheets.ts';

const NUMBER = '+919876543210';

describe('a sheet', () => {
  test('can be read as often as needed, even after an abandoned reading', async () => {
    const sheet = await open(`phone,name\n${NUMBER},A\n${NUMBER},B`);
    for await (const { name } of sheet.rows()) {
      expect(name).toBe('A');
      break;
    }
    expect((await collect(sheet.rows())).map(({ name }) => name)).toEqual(['A', 'B']);
    expect(await collect(sheet.rows())).toHaveLength(2);
  });

  test('offers the columns that are left out and not empty', async () => {
    const sheet = await open(`phone,City,Empty,,Note\n${NUMBER},,,x,\n${NUMBER},Pune,, ,`);
    expect(sheet.leftOut()).toEqual([]);
    await collect(sheet.rows());
    expect(sheet.leftOut()).toEqual(['City', 'column 4']);
  });

  test('may have no rows below its header', async () => {
    expect(await rowsOf('phone,name')).toEqual([]);
  });

  test('is refused above a size, unread', async () => {
    const source = { ...textSource(''), bytes: 500_000_001 };
    expect(await failureOf(openSheet(source))).toMatch(
      /has 500,000,001 bytes; at most 500,000,000 are read\.\nNext: Split it/,
    );
    expect(await failureOf(open('phone\n1', { mostBytes: 6 }))).toMatch(/has 7 bytes; at most 6/);
  });

  test('fails above a count of rows, and reads as many', async () => {
    const csv = `phone\n${NUMBER}\n\n${NUMBER}\n\n\n`;
    expect(await rowsOf(csv, { mostRows: 3 })).toHaveLength(2);
    expect(await failureOf(rowsOf(csv, { mostRows: 2 }))).toMatch(/has more than 2 rows\.\nNext: Split it/);
  });

  test('is named in its errors when it is a file', async () => {
    expect(await failureOf(open(bytesSource(Buffer.from('a\u202eb\n1'))))).toMatch(
      /^The sheet "test\.csv" has no column .*"a\\u\{202e\}b"/,
    );
  });
});

describe('a sheet in a file', () => {
  const opened = async (text: string) => {
    const folder = tempFolder();
    const path = join(folder, 'contacts.csv');
    writeFileSync(path, text);
    return { path, sheet: await openSheet(fileSource(await findFile('contacts.csv', [folder]))) };
  };

  test('is read by its name', async () => {
    const { sheet } = await opened(`phone,name\n${NUMBER},Asha\n`);
    expect(sheet.name).toBe('contacts.csv');
    expect(await collect(sheet.rows())).toHaveLength(1);
  });

  test('that changed since it was opened fails with the reason', async () => {
    const { sheet, path } = await opened(`phone,name\n${NUMBER},Asha\n`);
    appendFileSync(path, `${NUMBER},Ravi\n`);
    expect(await failureOf(collect(sheet.rows()))).toMatch(/"contacts\.csv" was changed while it was read/);
  });

  test('that changes while it is read fails at its end', async () => {
    const { sheet, path } = await opened(`phone,name\n${`${NUMBER},Asha\n`.repeat(20_000)}`);
    const reading = collect(
      (async function* () {
        for await (const row of sheet.rows()) {
          if (row.row === 1) appendFileSync(path, 'x');
          yield row;
        }
      })(),
    );
    expect(await failureOf(reading)).toMatch(/was changed while it was read/);
  });

  test('may be empty', async () => {
    await expect(opened('')).rejects.toThrow('The sheet "contacts.csv" is empty.');
  });
});
