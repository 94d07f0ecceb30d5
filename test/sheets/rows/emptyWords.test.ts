import { describe, expect, test } from 'vitest';
import { isEmptyWord } from '../../../src/sheets/rows/emptyWords.ts';
import { tagsIn } from '../../../src/sheets/rows/tags.ts';
import { brief, checked, collect, notesIn, open, rowsOf } from '../sheets.ts';

const NUMBER = '+919876543210';
const WORDS = [
  ...[
    'NULL',
    'null',
    'nan',
    'NaN',
    'N/A',
    'n/a',
    'N.A.',
    'k.A.',
    '-',
    '--',
    '—',
    'None',
    '(blank)',
    '(empty)',
  ],
  ...[
    'undefined',
    'keine',
    'Keine Angabe',
    'aucun',
    'Ninguno',
    'nenhum',
    'Nessuno',
    'sin datos',
    'нет данных',
    '\\N',
    '...',
  ],
];

describe('an empty word', () => {
  test.each(WORDS)('%j is no name, no tag and no attribute, and a note counts it', async (word) => {
    const sheet = await open(`name,phone,tags,city\n${word},${NUMBER},${word},${word}`, {
      columns: { city: 'city' },
    });
    const rows = await collect(sheet.rows());
    expect(rows).toMatchObject([{ name: '', tags: [], attributes: {}, problem: undefined }]);
    expect(rows[0]?.cells).toEqual([word, NUMBER, word, word]);
    expect(notesIn(sheet)).toEqual([`Read as empty cells: "${word}" (3).`]);
  });

  test.each(['NA', 'na', 'nil', 'Nil', '#N/A', 'n/a '])('%j is no tag', async (word) => {
    expect((await rowsOf(`phone,tags\n${NUMBER},${word}`))[0]?.tags).toEqual([]);
  });

  test('is no number: the row has no note on several numbers', async () => {
    const rows = await checked(`Phone,Mobile\n${NUMBER},NULL\nn/a,-`);
    expect(rows.map(brief)).toEqual([`${NUMBER} | ${NUMBER}`, 'invalid: it has no phone number']);
    expect(rows[0]).toMatchObject({ others: [] });
  });

  test('is no company that stands in for a name', async () => {
    const [row] = await checked(`Company,Email,Phone\nN/A,asha@example.com,${NUMBER}`);
    expect(row).toMatchObject({ name: 'asha@example.com', nameFrom: 'Email' });
  });

  test('is no part of a name, but people are called Null, Na and Nil', async () => {
    const csv = `First Name,Last Name,Phone\nAsha,NULL,${NUMBER}\nJennifer,Null,${NUMBER}\nNa,Na,${NUMBER}\nNil,NA,${NUMBER}`;
    expect((await rowsOf(csv)).map(({ name }) => name)).toEqual(['Asha', 'Jennifer Null', 'Na Na', 'Nil']);
  });

  test('is an answer in a column about messages, which has words of its own', async () => {
    const csv = `phone,OK\n${NUMBER},нет\n+919876543211,NA`;
    const rows = await rowsOf(csv, { columns: { OK: 'mark_opt_outs' } });
    expect(rows.map(({ answers }) => answers.map(({ text }) => text))).toEqual([['нет'], []]);
    const kept = await rowsOf(csv, { columns: { OK: 'agreed' } });
    expect(kept[0]?.attributes).toEqual({ agreed: 'нет' });
    const columns = { Consent: 'consent' };
    expect((await rowsOf(`phone,Consent\n${NUMBER},none`, { columns }))[0]?.attributes).toEqual({
      consent: 'none',
    });
  });

  test('is Namibia as an attribute or a country code', async () => {
    const csv = `phone,Country code,Land\n81 123 4567,NA,NA`;
    const [row] = await checked(csv, undefined, { columns: { Land: 'country' } });
    expect(row).toMatchObject({ number: '+264811234567', row: { attributes: { country: 'NA' } } });
  });

  test.each([
    ['vip, NULL', ['vip']],
    ['vip;-;nan', ['vip']],
    ['NULL, none', []],
    ['vip, none, NA', ['vip', 'none', 'NA']],
    ['-1, --x', ['-1', '--x']],
    ['no', ['no']],
  ])('in the list %j leaves %j: among others a word that may be a tag is one', (cell, tags) => {
    expect(tagsIn(cell, false)).toEqual(tags);
  });

  test.each(['Nora', 'Nancy', 'Nadia', 'No', 'x', '0', '-1', '- gold -', 'A.', 'N. A. Rao', 'Keiner Ort'])(
    '%j is not one',
    (word) => {
      expect(isEmptyWord(word)).toBe(false);
    },
  );
});
