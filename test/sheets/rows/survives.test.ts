import { describe, expect, test } from 'vitest';
import { survives } from '../../../src/sheets/rows/survives.ts';

describe('a text survives a spreadsheet (promise 14)', () => {
  test.each([
    'Asha',
    'Asha Rao 17',
    'Sector 5',
    '12 MG Road, Pune',
    'Mark 5',
    'Mai',
    'सेक्टर 5, नोएडा',
    "'t Hooft",
    "'90s Kids",
    '=1+1',
    '-5',
    '@home',
    'a "quoted" word',
    '🙂',
  ])('when nothing is made of it: %j', (text) => {
    expect(survives(text)).toBe(true);
  });

  test.each([
    ['a number', '00123', '5', '1.5', '1,5', '1.234.567', '1e5', '९८७६५', '५'],
    [
      'a date or time',
      '2026-01-02',
      '1/2',
      '1-2',
      '5 May',
      'May 5, 2026',
      'MARCH1',
      'SEPT2',
      '12:30',
      '12:30 PM',
    ],
    ['a date in another language', '5. Mai 2026', '5 мая', '3 de enero', '5 मई', '٥ مايو', 'Okt 4', '5月3日'],
    ['an amount', '$5', '5 €', 'Rs 500', '500 INR', '50%', '5 kr', '(5)'],
    ['true or false', 'TRUE', 'true', 'wahr', 'Faux', 'VERDADERO', 'истина'],
    ['nothing', '', 'NULL', 'n/a', 'None', 'NaN', '-', '--', '?', '#N/A', '#REF!', '####'],
    [
      'something else when it is read',
      ' x',
      'x ',
      '\u00a0x',
      '="x"',
      'two\nlines',
      'a\tb',
      'zero\0',
      '\ud83d',
    ],
    ['too long for a cell', 'x '.repeat(6000)],
  ])('unless it is, or may be taken for, %s', (_what, ...texts) => {
    expect(texts.filter(survives)).toEqual([]);
  });
});
