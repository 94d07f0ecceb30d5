import { describe, expect, test } from 'vitest';
import type { CheckedRow } from '../../src/sheets/check.ts';
import { numbersIn } from '../../src/sheets/rows/numbers.ts';
import { brief, checked } from './sheets.ts';

const NUMBER = '+919876543210';

/** The checked row of one cell of numbers. */
async function reading(cell: string, country?: string): Promise<CheckedRow | undefined> {
  const [row] = await checked(`name,phone\nAsha,"${cell.replaceAll('"', '""')}"\n`, country);
  return row;
}

async function said(cell: string, country?: string): Promise<string> {
  const row = await reading(cell, country);
  return row?.state === 'valid' ? row.number : `${row?.state}: ${row?.reason}`;
}

describe('a number in a sheet (promise 7)', () => {
  test.each([
    '98765 43210',
    '098765-43210',
    '91 98765 43210',
    '0091 98765 43210',
    '+91 98765 43210',
    "'98765 43210",
    '\t98765 43210',
    '9876543210.0',
    '919876543210.0',
    '="+91 98765 43210"',
    '="9876543210"',
    '(0)98765 43210',
    '\u202a+91 98765 43210\u202c',
    'tel:+91-98765-43210',
    '98765\u00a043210',
    '９８７６５４３２１０',
  ])('is read as it is written in India, %j, where India is stated', async (cell) => {
    expect(await said(cell, 'IN')).toBe(NUMBER);
  });

  test.each([
    '98765 43210',
    '098765-43210',
    '91 98765 43210',
    '919876543210',
    '9876543210.0',
    "'98765 43210",
  ])('is not guessed where no country is stated: %j', async (cell) => {
    expect(await said(cell)).toMatch(/^needs_country: ".*" has no country code$/);
  });

  test.each([
    ['9.19877E+11', undefined, /spreadsheet leaves of a long number; its last digits are lost/],
    ['9,19877E+11', 'IN', /spreadsheet leaves/],
    ['="9.19877E+11"', 'IN', /spreadsheet leaves/],
    ['', 'IN', /^invalid: it has no phone number$/],
    ['later', undefined, /^invalid: "later" is not a phone number: it has no digits/],
    ['later', 'IN', /^invalid: "later" is not a phone number of the country IN/],
    ['n/a', 'IN', /^invalid: it has no phone number$/],
    ['98765 4321', 'IN', /^invalid: .* of the country IN/],
    ['98765 432101', 'IN', /no number of that country looks like this/],
    ['4915112345678', 'IN', /no number of that country looks like this/],
    ['14155552671', 'IN', /no number of that country looks like this/],
    ['9876543210/11', 'IN', /has more digits after the number, "\/11"/],
    [`${NUMBER} / 98`, undefined, /has more digits after the number, "\/ 98"/],
    ['+91 98765', undefined, /too short for its country/],
    ['98765 43210 x5', 'IN', /extension/],
    ['98765 43210', 'XX', /no country has this code/],
  ])('%j is refused where %s is stated', async (cell, country, words) => {
    const text = await said(cell, country);
    expect(text).toMatch(words);
    expect(text).toMatch(/^invalid/);
  });

  test('of another country keeps it, whatever is stated', async () => {
    expect(await said('+1 (415) 555-2671', 'IN')).toBe('+14155552671');
    expect(await said('0049 1511 2345678', 'IN')).toBe('+4915112345678');
    expect(await said('030/1234567', 'DE')).toBe('+49301234567');
  });

  test('shows hidden characters that are left escaped (promise 13)', async () => {
    expect(await said('98\u{e000}765')).toContain('98\\u{e000}765');
  });
});

describe('a country code beside the number', () => {
  const row = async (code: string, number: string, country?: string) =>
    (await checked(`Country Code,Phone\n"${code}","${number}"`, country)).map(brief).join();

  test.each([
    ['91', '98765 43210'],
    ['+91', '098765 43210'],
    ['0091', '9876543210'],
    ['91.0', '9876543210.0'],
    ["'+91", '91 98765 43210'],
    ['91', '0091 98765 43210'],
    ['IN', '98765 43210'],
    ['in', '0091 98765 43210'],
    ['India', NUMBER],
    ['Narnia', NUMBER],
  ])('%j and %j make a number', async (code, number) => {
    expect(await row(code, number)).toMatch(/^\+919876543210 /);
  });

  test('is stated for its row before the country of the sheet', async () => {
    expect(await row('1', '415 555 2671', 'IN')).toMatch(/^\+14155552671 /);
    expect(await row('', '98765 43210', 'IN')).toMatch(/^\+919876543210 /);
  });

  test.each([
    ['999', '98765 43210', /invalid: .* of the country code 999: no country has this code/],
    ['44', '98765 43210', /invalid: .* of the country code 44/],
    ['1', NUMBER, /"Country Code" says "1", but "\+919876543210" is a number of another country/],
    ['Narnia', '98765 43210', /"Country Code" says "Narnia", and no country has this code or name/],
    ['91-22', '24001234', /"Country Code" says "91-22", and no country/],
    ['XX', '98765 43210', /invalid: .*no country has this code/],
  ])('%j and %j make none', async (code, number, words) => {
    expect(await row(code, number, 'IN')).toMatch(words);
  });
});

describe('several numbers', () => {
  test.each([
    ['98765 43210', ['98765 43210']],
    [' +91 98765-43210 ', ['+91 98765-43210']],
    ['+911111111 ::: +912222222', ['+911111111', '+912222222']],
    ['9876543210;9876543211', ['9876543210', '9876543211']],
    ['9876543210 / 9876543211', ['9876543210', '9876543211']],
    ['9876543210, 9876543211', ['9876543210', '9876543211']],
    ['9876543210 or 9876543211', ['9876543210', '9876543211']],
    ['9876543210\n9876543211.0', ['9876543210', '9876543211']],
    ["'9876543210 | '9876543211", ['9876543210', '9876543211']],
    ['9876543210; NA', ['9876543210']],
    ['030/1234567, 0151/1234567', ['030/1234567', '0151/1234567']],
    ['९८७६५४३२१०／९८७६५४३२११', ['९८७६५४३२१०', '९८७६५४३२११']],
    ['9876543210、9876543211', ['9876543210', '9876543211']],
    [
      'https://wa.me/919876543210, https://wa.me/919876543211',
      ['https://wa.me/919876543210', 'https://wa.me/919876543211'],
    ],
    [
      'https://whatsapp.com/send?text=9876543210&phone=919876543211',
      ['https://whatsapp.com/send?text=9876543210&phone=919876543211'],
    ],
    ['tel:+919876543210;ext=12', ['tel:+919876543210;ext=12']],
    ['030/1234567', ['030/1234567']],
    ['9876543210/11', ['9876543210/11']],
    ['98765,43210', ['98765,43210']],
    ['9,19877E+11', ['9,19877E+11']],
    ['none', ['none']],
    ['', []],
    [' ', []],
  ])('in a cell, %j, are %j', (cell, numbers) => {
    expect(numbersIn(cell)).toEqual(numbers);
  });

  test.each([
    ['+91 22 2400 1234 / +91 98765 43210', NUMBER, ['+91 22 2400 1234']],
    [`bad1 ; ${NUMBER}`, NUMBER, ['bad1']],
    [`${NUMBER} ::: 98765 43210`, NUMBER, ['98765 43210']],
    [`${NUMBER} ::: +91-98765-43210`, NUMBER, []],
    ['+14155552671;+14155552672;+14155552673', '+14155552671', ['+14155552672', '+14155552673']],
  ])('%j give one, the mobile first, and the others are left out', async (cell, number, others) => {
    const row = await reading(cell);
    if (row?.state !== 'valid') throw new Error(row?.reason);
    expect(row.number).toBe(number);
    expect(row.others).toEqual(others);
  });

  test('need a country when the one to take needs it', async () => {
    expect(await said('98765 43210 ; +91 22 2400 1234')).toMatch(/^needs_country: "98765 43210"/);
    expect(await said('98765 43210 ; +91 22 2400 1234', 'IN')).toBe(NUMBER);
  });

  test('are refused with the first when none can be read', async () => {
    expect(await said('+91 1;+91 2', 'IN')).toMatch(/^invalid: "\+91 1" is not a phone number/);
  });
});

describe('the same number', () => {
  test('in a later row is a duplicate of the first, however it is written', async () => {
    const csv = `phone,name\n${NUMBER},A\n98765 43210,B\n+919820000002,C\n="+91 98765 43210",D\nx,E\nx,F`;
    expect((await checked(csv, 'IN')).map(brief)).toEqual([
      `${NUMBER} | A`,
      'duplicate: the same number as row 1',
      '+919820000002 | C',
      'duplicate: the same number as row 1',
      expect.stringMatching(/^invalid/),
      expect.stringMatching(/^invalid/),
    ]);
  });

  test('is found among thousands', async () => {
    const numbers = Array.from(
      { length: 5000 },
      (_, index) => `+9198${String(index * 7919).padStart(8, '0')}`,
    );
    const rows = await checked(`phone\n${[...numbers, ...numbers].join('\n')}`);
    expect(rows.filter(({ state }) => state === 'valid')).toHaveLength(5000);
    expect(rows.at(-1)).toMatchObject({ state: 'duplicate', reason: 'the same number as row 5000' });
  });
});

test('a row without a name is named after the best stand-in, which it names', async () => {
  const csv = `Name,Company,Email,Phone\n,Acme,a@x.in,${NUMBER}\n,,b@x.in,+919820000002\n,,,+919820000003`;
  const rows = await checked(csv);
  expect(rows.map((row) => row.state === 'valid' && [row.name, row.nameFrom])).toEqual([
    ['Acme', 'Company'],
    ['b@x.in', 'Email'],
    ['+919820000003', ''],
  ]);
});
