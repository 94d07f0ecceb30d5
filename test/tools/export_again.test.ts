import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { json } from '../plans/anyJson.ts';
import { resaved, SAVINGS } from './resaved.ts';
import { accounts, expectRoundTrip, exported } from './roundTrip.ts';

const ALL = Object.values(SAVINGS);

describe('an export imports again to no change, and into an empty account to the same contacts (promise 14)', () => {
  test.each([
    'group',
    'mobile',
    'tags',
    'first_name',
    'name',
    'phone_number',
    'problem',
    'country_code',
    'id',
    'company',
    'email',
    'Phone 1 - Value',
    'opted_out',
    '__proto__',
    'constructor',
    '7',
    '=1+1',
    '+919800000001',
    'two\nlines',
    'a,b;c|d\te',
    '  padded ',
    'turned\u202e',
    'zero\0byte',
    '"quoted"',
    'score (JSON)',
    'name (JSON)',
    'attribute: city',
    'other attributes (JSON)',
    '',
  ])('when an attribute is called %j', async (key) => {
    const people = [
      { tags: ['vip'], attributes: { [key]: '"Silver"' } },
      { name: '', attributes: { [key]: '5' } },
      { attributes: { [key]: '"+919811111111"' } },
    ];
    await expectRoundTrip(people.slice(0, 1), ALL);
    await expectRoundTrip(people, ALL);
  });

  test.each([
    '00123',
    '1.5',
    '1.500',
    '1e5',
    '12345678901234567890',
    'TRUE',
    'wahr',
    '2026-01-02',
    '5 May',
    'MARCH1',
    '12:30',
    '50%',
    '1/2',
    '=1+1',
    '-Dash',
    "'quoted",
    "'00123",
    "'=1+1",
    '="x"',
    ' padded ',
    'two\nlines',
    'two\r\nlines',
    'a,b;c|d\te',
    'zero\0byte',
    'half \ud83d',
    '"x"',
    '{"a":1}',
    '[1,2]',
    'null',
    'NULL',
    'N/A',
    '#N/A',
    'none',
    'NA',
    'Keine Angabe',
    '(blank)',
    '—',
    'なし',
    '-',
    '',
    '\u00a0',
    '\ufeffmark',
  ])('when an attribute, a name or a tag is %j', async (text) => {
    const people = [
      { name: text, tags: text === '' ? [] : [text], attributes: { city: JSON.stringify(text) } },
      { name: 'Bela', tags: ['vip'], attributes: { city: '"Pune"' } },
    ];
    await expectRoundTrip(people, ALL);
  });

  test.each([
    '5',
    '-5',
    '1.5',
    '1.500',
    '1e5',
    '1E+20',
    '12345678901234567890',
    '123456789012',
    '-0',
    'true',
    'null',
    '""',
    '[]',
    '{"__proto__":[1.0]}',
    '["00123"]',
  ])('when the value of an attribute is %s', async (value) => {
    const people = [{ attributes: { score: value } }, { attributes: {} }, { attributes: { score: '"5"' } }];
    await expectRoundTrip(people, ALL);
  });

  test.each([
    [['vip', 'north, east']],
    [['a|b', 'c;d']],
    [[' ::: ']],
    [['[vip]', '"x"']],
    [['["a","b"]']],
    [["['a', 'b']"]],
    [['1', '2']],
    [['2026']],
    [['{a,b}']],
    [[' padded ', 'two\nlines', 'zero\0byte']],
    [['NULL', 'nan', '-']],
    [['vip', 'none', 'sin datos', 'k.A.']],
    [["it's", "('a',)", '"vip","gold"', '(old), (new)']],
    [['* mine', '=1+1', '@home']],
  ])('when tags are %j', async (tags) => {
    await expectRoundTrip([{ tags }, { tags: ['vip', 'lead'] }], ALL);
  });

  test('when keys, texts and tags are long, and tags many', async () => {
    const long = (times: number) => 'a long one '.repeat(times).trim();
    const [key, text, tag] = [long(300), long(2900), long(30)];
    const many = Array.from({ length: 150 }, (_, index) => `tag ${index}`);
    const people = [
      { name: text, tags: [tag], attributes: { [key]: '"x"', city: JSON.stringify(text) } },
      { tags: many },
    ];
    await expectRoundTrip(people, ALL);
  });

  test('or has its row refused when a spreadsheet cut a cell off', async () => {
    const text = JSON.stringify('a long one '.repeat(4000));
    const tags = Array.from({ length: 4000 }, (_, index) => `tag ${index}`);
    const { ours } = await accounts({ attributes: { city: text } }, { tags }, { name: text }, {});
    const path = resaved(await exported(ours), SAVINGS['a German Excel']);
    const { data } = await ours.call('plan_import', { path, existing: 'overwrite' });
    expect(data).toMatchObject({ state: 'done', rows: { valid: 1, invalid: 3 } });
    expect(data['counts']).toEqual({ selected: 1, unchanged: 1 });
  });

  test('when sheets hold everything that spreadsheets spoil, side by side', async () => {
    const people = [
      { name: 'Tara', tags: ['vip', 'west, south'], attributes: { city: '"Nashik"', ward: '"00417"' } },
      { name: '=2*3', tags: ['x|y', 'y;z'] },
      { name: '-Hyphen', tags: [' ::: '], attributes: { score: '98765432109876543210', paid: 'false' } },
    ];
    await expectRoundTrip(people, ALL);
  });

  test('when it holds arbitrary texts, also after a program saved it again', async () => {
    const signs = fc.constantFrom(
      "'",
      '"',
      '=',
      '+',
      '-',
      ',',
      ';',
      '\t',
      '\r',
      '\n',
      ' ',
      '\0',
      '[',
      '{',
      ':',
      '0',
      '1',
      '.',
      'a',
      'é',
      '\u00a0',
      '\ufeff',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.string({ unit: signs, maxLength: 8 }),
      fc.constantFrom('00123', 'TRUE', '1.5', 'NULL', '5 May', 'Asha', 'Person 7'),
    );
    const key = fc.oneof(fc.constantFrom('group', 'mobile', 'name', '__proto__', 'a', 'b'), text);
    const value = fc.oneof(
      json,
      text.map((string) => JSON.stringify(string)),
    );
    const attributes = fc
      .uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 5 })
      .map((pairs): Record<string, string> => Object.fromEntries(pairs));
    const somebody = fc.record({
      name: text,
      tags: fc.uniqueArray(text, { maxLength: 4 }),
      attributes,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(somebody, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...ALL),
        async (people, saving) => void (await expectRoundTrip(people, [saving])),
      ),
      { numRuns: 30 },
    );
  }, 240_000);
});
