import { expect, test } from 'vitest';
import { compareDecimals, isDecimal } from '../../src/lib/decimal.ts';

test.each([
  ['1.5', '1.50', '+1.5', '15e-1', '0.15E+1', '01.5', '.15e1'],
  ['-5', '-5.0', '-05', '-0.5e1', '-5.'],
  ['0', '-0', '0.00', '0e9'],
  ['12345678901234567890', '12345678901234567890.0', '1234567890123456789e1'],
  ['1e400', '10e399', '1e+400'],
])('%j and others are one number', (...texts) => {
  const [first = ''] = texts;
  for (const text of texts) expect([isDecimal(text), compareDecimals(first, text)]).toEqual([true, 0]);
});

test('numbers that a double takes for one are two', () => {
  const texts = ['15', '1.5', '-15', '9007199254740993', '9007199254740992', '1e400', '1e401', '0'];
  for (const [index, text] of texts.entries())
    for (const other of texts.slice(index + 1)) expect(compareDecimals(text, other)).not.toBe(0);
});

test.each(['', ' ', '.', '-', 'e5', '1,5', '1 5', '0x10', 'Infinity', 'NaN', '1e', '--1', '१५'])(
  '%j is no number',
  (text) => {
    expect(isDecimal(text)).toBe(false);
  },
);
