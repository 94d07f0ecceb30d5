import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tagsIn } from '../../../src/sheets/rows/tags.ts';
import { rowsOf } from '../sheets.ts';

describe('a list that a program wrote into a cell', () => {
  test.each([
    ['JSON', '["vip","Holi 2027"]', ['vip', 'Holi 2027']],
    ['JSON with escapes', String.raw`["a \"b\"","\u0917ोल्ड","c\\d"]`, ['a "b"', 'गोल्ड', String.raw`c\d`]],
    ['JSON with commas in a text', '["north, east", "a;b|c"]', ['north, east', 'a;b|c']],
    ['JSON with outer spaces in a text', '["  vip ","gold"]', ['  vip ', 'gold']],
    ['JSON with numbers and nothing', '["vip", 2027, null, ""]', ['vip', '2027']],
    ['JSON with a text that reads like a list', '["[VIP]"]', ['[VIP]']],
    ['JSON with a word for nothing in marks', '["NULL"]', ['NULL']],
    ['JSON, one number', '[7]', ['7']],
    ['empty JSON', '[]', []],
    ['Python', "['vip', 'gold']", ['vip', 'gold']],
    ['Python with both marks', `['it\\'s', "mom's", u'new']`, ["it's", "mom's", 'new']],
    ['Python with None', "['vip', None, 'gold']", ['vip', 'gold']],
    ['a Python set', "{'a'}", ['a']],
    ['a Python tuple of one', "('a',)", ['a']],
    ['a Python tuple', "('a', 'b, c')", ['a', 'b, c']],
    ['an empty Python set', 'set()', []],
    ['numpy', "['vip' 'gold']", ['vip', 'gold']],
    ['Postgres', '{vip,"Holi 2027"}', ['vip', 'Holi 2027']],
    ['Postgres, one', '{vip}', ['vip']],
    ['Postgres with escapes', String.raw`{"a \"b\"","c\\d",NULL,"NULL"}`, ['a "b"', String.raw`c\d`, 'NULL']],
    ['empty Postgres', '{}', []],
    ['Java', '[vip, new lead]', ['vip', 'new lead']],
    ['Mailchimp', '"vip","Holi 2027"', ['vip', 'Holi 2027']],
    ['Mailchimp, one', '"vip"', ['vip']],
    ['Mailchimp with a comma in a text', '"north, east", "gold"', ['north, east', 'gold']],
    ['marks within marks', '"a ""b""";"c"', ['a "b"', 'c']],
    ['Shopify', 'vip, gold', ['vip', 'gold']],
    ['marks around some', 'vip, "north, east"', ['vip', 'north, east']],
  ])('%s: %j are the tags %j', (_program, cell, tags) => {
    expect(tagsIn(cell, false)).toEqual(tags);
  });

  test.each([
    '[VIP]',
    '(old)',
    '{{name}}',
    '[VIP] gold',
    '(new) lead',
    '{vip',
    '[a] [b]',
    "{'a': 1}",
    '5" pipe',
    '"Asha" Rao',
    "'90s",
  ])('%j is none, but one tag', (cell) => {
    expect(tagsIn(cell, false)).toEqual([cell]);
  });

  test('leaves tags that have brackets each as they are', () => {
    expect(tagsIn('[VIP], (old)', false)).toEqual(['[VIP]', '(old)']);
    expect(tagsIn('(old), (new)', false)).toEqual(['(old)', '(new)']);
  });

  test('comes through a sheet, whose own marks are doubled', async () => {
    const csv = `phone,tags\n+919876543210,"""vip"",""Holi 2027"""\n+919876543211,"[""north, east""]"\n+919876543212,"""vip"",""gold"" "`;
    expect((await rowsOf(csv)).map(({ tags }) => tags)).toEqual([
      ['vip', 'Holi 2027'],
      ['north, east'],
      ['vip', 'gold'],
    ]);
  });

  test('of any texts is those texts again, as JSON, Python, Postgres and CSV write them', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((tag) => tag.trim() !== '');
    const texts = fc.array(text, { minLength: 1, maxLength: 5 });
    const escaped = (tag: string) => tag.replace(/["'\\]/g, (sign) => `\\${sign}`);
    fc.assert(
      fc.property(texts, (tags) => {
        expect(tagsIn(JSON.stringify(tags), false)).toEqual(tags);
        expect(tagsIn(`[${tags.map((tag) => `'${escaped(tag)}'`).join(', ')}]`, false)).toEqual(tags);
        expect(tagsIn(`{${tags.map((tag) => `"${escaped(tag)}"`).join(',')}}`, false)).toEqual(tags);
      }),
    );
  });
});
