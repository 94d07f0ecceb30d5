import { afterAll, describe, expect, test } from 'vitest';
import { numberReader } from '../../../src/contacts/numbers/phone.ts';
import type { Stated } from '../../../src/contacts/numbers/plans.ts';
import { type Example, examples } from './examples.ts';

const EXAMPLES = examples(4);
const PEOPLE = ['MOBILE', 'FIXED_LINE', 'FIXED_LINE_OR_MOBILE', 'VOIP', 'PERSONAL_NUMBER'];

interface Writing {
  write(example: Example): string;
  /** Stated where the text needs it. */
  stated?(example: Example): Stated;
  /** The smallest share of people's numbers that must be taken; nearly all by default. */
  least?: number;
}

const NEARLY_ALL = 0.99;
const home = ({ country }: Example): Stated => ({ country });
const inDigits = (zero: string, text: string) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint((zero.codePointAt(0) ?? 0) + Number(digit)));
const cut = ({ digits }: Example, sign: string) => `${digits.slice(0, -2)}${sign}${digits.slice(-2)}`;

const WRITINGS: Record<string, Writing> = {
  'in E.164': { write: ({ number }) => number },
  'in groups behind their calling code': { write: ({ abroad }) => abroad },
  'as at home': { write: ({ local }) => local, stated: home },
  'as at home, without spaces and signs': {
    write: ({ local }) => local.replace(/\D/g, ''),
    stated: home,
  },
  'without their trunk prefix': { write: ({ digits }) => digits, stated: home },
  'behind 00': { write: ({ number }) => `00${number.slice(1)}` },
  'behind 00, in a stated country': { write: ({ number }) => `00 ${number.slice(1)}`, stated: home },
  'behind 00, in Hong Kong, which dials others, too': {
    write: ({ number }) => `00${number.slice(1)}`,
    stated: () => ({ country: 'HK' }),
    least: 0.9,
  },
  'behind 00, in the United States, which dial 011': {
    write: ({ number }) => `00${number.slice(1)}`,
    stated: () => ({ country: 'US' }),
  },
  'with their calling code, without +': {
    write: ({ number }) => number.slice(1),
    stated: home,
    least: 0.95,
  },
  'with their calling code in brackets': {
    write: ({ callingCode, digits }) => `(+${callingCode}) ${digits}`,
  },
  'with a zero in brackets': {
    write: ({ callingCode, digits }) => `+${callingCode} (0) ${digits}`,
    least: 0.35,
  },
  'in twos': { write: ({ number }) => number.replace(/(\d{2})(?=\d{4})/g, '$1 ') },
  'with dots': { write: ({ abroad }) => abroad.replaceAll(' ', '.') },
  'in Devanagari': { write: ({ abroad }) => inDigits('०', abroad) },
  'in Arabic digits, as at home': { write: ({ local }) => inDigits('٠', local), stated: home },
  'in Persian digits': { write: ({ abroad }) => inDigits('۰', abroad) },
  'in Bengali digits, as at home': { write: ({ local }) => inDigits('০', local), stated: home },
  'in wide digits': { write: ({ number }) => inDigits('０', number).replace('+', '＋') },
  'with invisible characters': { write: ({ number }) => `\u2068${[...number].join('\u200b')}\u2069` },
  'behind a label': { write: ({ abroad }) => `Mob. No.: ${abroad}` },
  'behind a label, as at home': { write: ({ local }) => `Tel ${local}`, stated: home },
  'in quotation marks': { write: ({ abroad }) => `"${abroad}"` },
  'in a link': { write: ({ number }) => `https://wa.me/${number.slice(1)}?text=Call%209876543210` },
  'in an id': { write: ({ number }) => `${number.slice(1)}@c.us` },
  'in a link to call': { write: ({ number }) => `tel:${number}` },
};

/** No digits are joined to a number, and none are dropped. */
const SECOND: Record<string, Writing['write']> = {
  'with a second line behind a slash': ({ local }) => `${local}/47`,
  'with a second line in brackets': ({ abroad }) => `${abroad} (47)`,
  'with an extension': ({ local }) => `${local} ext 5`,
  'with a second line behind a word': ({ local }) => `${local} or 12`,
  'with a second number': ({ number }) => `${number} ${number.slice(1)}`,
  'whose last digits stand behind a slash': (example) => cut(example, '/'),
  'whose last digits stand behind a dash': (example) => cut(example, ' - '),
  'whose last digits stand in brackets': (example) => `${cut(example, ' (')})`,
};

describe('numbers of every country, of each type (promise 7)', async () => {
  const read = await numberReader();
  const lines: string[] = [];
  afterAll(() => {
    process.stdout.write(`${lines.join('\n')}\n`);
  });

  test.each(Object.entries(WRITINGS))('%s are these numbers, or refused', (title, writing) => {
    const { write, stated, least = NEARLY_ALL } = writing;
    const readings = EXAMPLES.map((example) => ({
      example,
      reading: read(write(example), stated?.(example)),
    }));
    const others = readings.flatMap(({ example, reading }) =>
      'number' in reading && reading.number !== example.number ? [[write(example), reading.number]] : [],
    );
    expect(others).toEqual([]);
    const people = readings.filter(({ example }) => PEOPLE.includes(example.type));
    const left = people.filter(({ reading }) => !('number' in reading));
    const all = readings.filter(({ reading }) => !('number' in reading));
    lines.push(
      `${title}: ${left.length} of ${people.length} numbers of people refused, ${all.length} of ${readings.length} of all`,
    );
    expect(1 - left.length / people.length).toBeGreaterThanOrEqual(least);
  });

  test.each(Object.entries(SECOND))('%s are refused', (_, write) => {
    const taken = EXAMPLES.filter((example) => 'number' in read(write(example), home(example)));
    expect(taken.map((example) => [write(example), example.country])).toEqual([]);
  });
});
