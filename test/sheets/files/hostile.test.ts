import { expect, test } from 'vitest';
import { brief, checked, failureOf, open } from '../sheets.ts';

const NUMBER = '+919876543210';
const LONG = 150_000;

/** Texts on which careless patterns take minutes. */
const HARD = [
  ' '.repeat(LONG),
  `1${' '.repeat(LONG)}x`,
  `"${'" '.repeat(LONG / 2)}`,
  `${"'".repeat(LONG)}=`,
  '1 / '.repeat(LONG / 4),
  '9876543210 or '.repeat(LONG / 14),
  '1'.repeat(LONG),
  'phone'.repeat(LONG / 5),
  '\u202a'.repeat(LONG),
  `=${'"'.repeat(LONG)}`,
  `[${"'a' ".repeat(LONG / 4)}`,
  `[${"'a' ".repeat(LONG / 4)}]`,
  `{"${'""'.repeat(LONG / 2)}}`,
  `"${'a,""'.repeat(LONG / 4)}`,
  `(${'\\'.repeat(LONG)})`,
  `[${'('.repeat(LONG)}]`,
  '(a) '.repeat(LONG / 4),
  '-'.repeat(LONG),
  '手机号码'.repeat(20),
];

test.each(HARD.map((text) => [text.slice(0, 20), text] as const))(
  'a cell of 150,000 characters, %j…, takes no time in any column',
  { timeout: 10_000 },
  async (_start, text) => {
    const cell = `"${text.replaceAll('"', '""')}"`;
    const csv = `name,phone,tags,cc,note\n${[cell, NUMBER, '', '', ''].join()}\nA,${cell},,,\nA,${NUMBER},${cell},,\nA,98,,${cell},\nA,${NUMBER},,,${cell}\n`;
    const columns = { cc: 'country_code' };
    const rows = await checked(csv, 'IN', { columns });
    expect(rows.at(-1)?.state === 'valid' || rows[0]?.state === 'valid').toBe(true);
    expect(Math.max(...rows.map((row) => brief(row).length))).toBeLessThan(300);
  },
);

test.each(HARD.map((text) => [text.slice(0, 20), text] as const))(
  'a header of 150,000 characters, %j…, takes no time and is shown in short',
  { timeout: 10_000 },
  async (_start, text) => {
    const cell = `"${text.replaceAll('"', '""')}"`;
    const opened = await open(`${cell},Phone,${cell}\nx,${NUMBER},y`);
    expect(opened.columns[1]?.as).toBe('phone_number');
    expect(JSON.stringify(opened.columns).length).toBeLessThan(2000);
    const failure = await failureOf(open(`${cell},Fon\nx`, { columns: { Phon: 'phone_number' } }));
    expect(failure).toMatch(/"Phon" is not a column \(did you mean "Fon"\?\)/);
    expect(failure.length).toBeLessThan(1000);
  },
);
