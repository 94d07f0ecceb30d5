import { describe, expect, test } from 'vitest';
import { encodingOf } from '../../../src/sheets/text/decode.ts';
import type { Source } from '../../../src/sheets/text/source.ts';
import { brief, bytesSource, checked, failureOf, notesIn, open, rowsOf } from '../sheets.ts';

type Encode = (text: string) => Buffer;
const utf8: Encode = (text) => Buffer.from(text);
const utf16: Encode = (text) => Buffer.from(text, 'utf16le');

const ENCODINGS: readonly (readonly [string, string, Encode])[] = [
  ['UTF-8', 'UTF-8', utf8],
  ['UTF-8 with a byte order mark', 'UTF-8', (text) => utf8(`\ufeff${text}`)],
  ['UTF-16LE', 'UTF-16LE', (text) => utf16(`\ufeff${text}`)],
  ['UTF-16BE', 'UTF-16BE', (text) => utf16(`\ufeff${text}`).swap16()],
  ['Windows-1252', 'Windows-1252', (text) => Buffer.from(text.replaceAll('€', '\u0080'), 'latin1')],
];
const DELIMITERS = [
  [',', 'commas'],
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'bars'],
] as const;
const LINE_ENDS = [
  ['\n', 'LF'],
  ['\r\n', 'CRLF'],
  ['\r', 'CR'],
] as const;

const LINES = (delimiter: string) => [
  ['name', 'phone', 'tags', 'note'].join(delimiter),
  ['"Müller, José; | €"', '+919876543210', '"vip,a;b"', 'x'].join(delimiter),
  ['Zoë', "'+91 98200 00002", '', '"two\nlines"'].join(delimiter),
];

describe.each(ENCODINGS)('a sheet in %s', (_name, encoding, encode) => {
  describe.each(DELIMITERS)('with %j between cells (%s)', (delimiter) => {
    test.each(LINE_ENDS)('and lines that end in %j (%s) is read, in chunks of any size', async (end) => {
      const bytes = encode(LINES(delimiter).join(end) + end);
      for (const chunk of [bytes.length, 7, 4]) {
        expect(await encodingOf(bytesSource(bytes, chunk))).toBe(encoding);
        expect((await open(bytesSource(bytes, chunk))).delimiter).toBe(delimiter);
        expect((await checked(bytesSource(bytes, chunk))).map(brief)).toEqual([
          '+919876543210 | Müller, José; | € | vip+a+b',
          '+919820000002 | Zoë',
        ]);
      }
    });

    test('may be stated in a first line sep=, which is no row', async () => {
      const bytes = encode([`sep=${delimiter}`, ...LINES(delimiter)].join('\r\n'));
      const sheet = await open(bytesSource(bytes));
      expect([sheet.delimiter, sheet.headers]).toEqual([delimiter, ['name', 'phone', 'tags', 'note']]);
      expect((await rowsOf(bytesSource(bytes))).map(({ row }) => row)).toEqual([1, 2]);
    });
  });
});

describe('a sheet without a byte order mark', () => {
  const rows = (name: string) => `phone,name\n${'+919876543210,Asha\n'.repeat(5000)}+919876543211,${name}\n`;

  test('is Windows-1252 when its only letter beyond ASCII comes late, and a note says so', async () => {
    const sheet = await open(bytesSource(Buffer.from(rows('José'), 'latin1'), 1000));
    expect(notesIn(sheet)).toEqual([
      expect.stringMatching(/Windows-1252, with commas.*letters of names look wrong/),
    ]);
    const all = await rowsOf(bytesSource(Buffer.from(rows('José'), 'latin1'), 1000));
    expect(all.at(-1)?.name).toBe('José');
  });

  test('is refused by line when it mixes UTF-8 with another', async () => {
    const mixed = Buffer.concat([Buffer.from(rows('José')), Buffer.from('+919876543212,Zoë\n', 'latin1')]);
    expect(await failureOf(open(bytesSource(mixed, 1000)))).toMatch(
      /mixes two encodings: line 5,003 is not UTF-8[\s\S]*Next: .*save all of it as "CSV UTF-8"/,
    );
  });

  test('is refused when it is cut within a letter', async () => {
    const cut = Buffer.from('phone,name\n+919876543210,José\n+919876543211,é').subarray(0, -1);
    expect(await failureOf(open(bytesSource(cut)))).toMatch(/mixes two encodings: line 3/);
  });

  test('is refused when it is neither UTF-8 nor Windows-1252', async () => {
    const shiftJis = Buffer.from([...Buffer.from('phone,name\n+919876543210,'), 0x83, 0x8d, 0x81, 0x5b]);
    expect(await failureOf(open(bytesSource(shiftJis)))).toMatch(/neither UTF-8 nor Windows-1252/);
  });

  test('is refused when it breaks off within UTF-16', async () => {
    const odd = utf16('\ufeffphone,name\n').subarray(0, -1);
    expect(await failureOf(open(bytesSource(odd)))).toMatch(/begins as UTF-16LE, but is not/);
  });
});

describe('a sheet of two encodings', () => {
  const latin: Encode = (text) => Buffer.from(text, 'latin1');
  const NEXT =
    /Next: Import it into a spreadsheet as UTF-8 \(in Excel: Data > From Text\/CSV, file origin 65001\), correct .*double click/;

  test.each([
    ['Hindi', [utf8('Name,Phone\nप्रिया,1\n'), latin('José,2\n')], 'line 3 is not UTF-8, and others are'],
    ['Polish', [utf8('Name,Phone\nŁukasz,1\nŻaneta,2\n'), latin('\u00a3ukasz,3\n')], 'line 4 is not UTF-8'],
    ['Russian', [utf8('Name,Phone\nИван,1\n'), latin('\u00c8\u00e2\u00e0\u00ed,2\n')], 'line 3 is not UTF-8'],
    ['one line', [utf8('Name,Phone\nप्रिया '), latin('José,1\n')], 'line 2 is not UTF-8'],
    ['its end', [utf8('Name,Phone\r\nप्रिया,1\r\nAsha,2'), latin('\u00e9')], 'line 3 is not UTF-8'],
    [
      'a line of UTF-8 among others',
      [latin('Name,Phone\nJosé,1\nZoë,2\n'), utf8('प्रिया,3\n'), latin('René,4\n')],
      'line 4 is UTF-8, and others are not',
    ],
  ])('names the line that differs, with %s, and ruins no names', async (_what, parts, words) => {
    const bytes = Buffer.concat(parts);
    for (const chunk of [5, bytes.length]) {
      const said = await failureOf(open(bytesSource(bytes, chunk)));
      expect(said).toContain(`mixes two encodings: ${words}`);
      expect(said).toMatch(NEXT);
    }
  });
});

describe('a file that is no sheet', () => {
  const CSV_NEXT = /Next: .*CSV/;
  test.each([
    ['an Excel file', Buffer.from('PK\u0003\u0004\u0014\u0000xl/worksheets'), /an Excel file/],
    ['an old Excel file', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), /an Excel file/],
    ['a PDF', Buffer.from('%PDF-1.7\n'), /a PDF/],
    ['address cards', Buffer.from('BEGIN:VCARD\r\nVERSION:3.0'), /address cards/],
    ['HTML that is called .xls', Buffer.from('\ufeff\n <HTML><body><table>'), /a web page/],
    ['JSON', Buffer.from('[\n  {"phone": "1"}]'), /JSON/],
    ['UTF-16 without its mark', utf16('phone,name\n'), /zero bytes/],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0, 0x0d]), /zero bytes/],
    [
      'text with a zero byte at its end',
      Buffer.from(`phone\n${'+919876543210\n'.repeat(99)}\0`),
      /zero bytes/,
    ],
  ] as const)('%s is refused with how to get one', async (_what, bytes, words) => {
    const said = await failureOf(open(bytesSource(bytes, 64)));
    expect(said).toMatch(words);
    expect(said).toMatch(CSV_NEXT);
  });

  test.each([
    ['nothing', '', /is empty/],
    ['empty lines', '\n\r\n \n', /nothing in it/],
    ['a byte order mark', '\ufeff', /nothing in it/],
    ['a line sep=; alone', 'sep=;\n', /nothing in it/],
    ['empty cells', ',,\n ,,\n', /nothing in it/],
  ])('%s is refused', async (_what, text, words) => {
    expect(await failureOf(open(text))).toMatch(words);
  });
});

test('a read error is not taken for a wrong encoding', async () => {
  const broken: Source = {
    ...bytesSource(Buffer.from('phone')),
    open: async function* () {
      yield Buffer.from('phone\n');
      throw new TypeError('no disk');
    },
  };
  await expect(open(broken)).rejects.toThrow('no disk');
});
