import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellNumber, cellText, guarded, unguarded } from '../../../src/sheets/text/cells.ts';

describe('formulas in cells', () => {
  test.each([
    '=1+1',
    '+919876543210',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1',
    "'=1",
    "''+1",
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
  ])('%j begins with an apostrophe, which is taken off again (promise 14)', (cell) => {
    expect(guarded(cell)).toBe(`'${cell}`);
    expect(unguarded(guarded(cell))).toBe(cell);
  });

  test.each(['Asha', "'t Hooft", "'", '', '1=1', ' Asha ', "'Twas -1"])('%j stays as it is', (cell) => {
    expect([guarded(cell), unguarded(cell)]).toEqual([cell, cell]);
  });

  test('no text is lost by guarding it, and none is live afterwards', () => {
    const signs = fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', ' ', 'a', '＝');
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: signs }));
    fc.assert(
      fc.property(texts, (text) => {
        expect(unguarded(guarded(text))).toBe(text);
        expect(guarded(text)).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});

describe('protection of cells from Excel', () => {
  test.each([
    ['="+919876543210"', '+919876543210'],
    [' ="00123" ', '00123'],
    ['="a ""b"""', 'a "b"'],
    ['"Rao, Asha" ', 'Rao, Asha'],
    ['"Asha"', '"Asha"'],
    ['\u00a0 Asha \ufeff', 'Asha'],
    ['=A1', '=A1'],
    ["'t Hooft", "'t Hooft"],
  ])('is taken off %j', (cell, text) => {
    expect(cellText(cell)).toBe(text);
  });

  test.each([
    ["'98765 43210", '98765 43210'],
    ["''+919876543210'", '+919876543210'],
    ['\t919876543210.0', '919876543210'],
    ['919876543210,00', '919876543210'],
    ['="+91 98765 43210"', '+91 98765 43210'],
    ['98765.43210', '98765.43210'],
    ['9.19877E+11', '9.19877E+11'],
    ['+91 98765 43210.0', '+91 98765 43210.0'],
  ])('is taken off the number %j', (cell, text) => {
    expect(cellNumber(cell)).toBe(text);
  });
});
