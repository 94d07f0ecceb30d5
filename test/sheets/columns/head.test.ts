import { describe, expect, test } from 'vitest';
import { sheetNoteWords } from '../../../src/words/sheets/notes.ts';
import { brief, bytesSource, checked, failureOf, notesIn, open, rolesOf, rowsOf } from '../sheets.ts';

const [FIRST, SECOND] = ['+919876543210', '+919820000002'];
const TABLE = ['Name,Mobile,Tags', `Asha,${FIRST},vip`, `Ravi,${SECOND},`];
const RESULT = [`${FIRST} | Asha | vip`, `${SECOND} | Ravi`];
const csv = (...lines: string[]) => `${lines.join('\n')}\n`;

describe('a title above the names of the columns', () => {
  test.each([
    ['a title and an empty line', 'Laxmi Stores - Holi list 2027,,', ',,'],
    ['two titles', 'Laxmi Stores', 'Customers of Nagpur'],
    ['a title with a comma', 'Laxmi Stores, Nagpur'],
    ['a title that speaks of numbers', 'Mobile numbers of our customers,,'],
    ['a title of nothing but that', 'Phone numbers,,'],
    ['a date', 'Exported on,2027-03-01,'],
    ['a title and a count', '"Laxmi\nStores",,', ',,', 'Contacts:,2,', ''],
    ['a title with a number to call', 'Laxmi Stores - Tel. 0712 2400123,,'],
  ])('%s is passed over, and that is said', async (_what, ...titles) => {
    const sheet = await open(csv(...titles, ...TABLE));
    expect(rolesOf(sheet)).toEqual({ Name: 'name', Mobile: 'phone_number', Tags: 'tags' });
    expect(sheet.headers).toEqual(['Name', 'Mobile', 'Tags']);
    expect(notesIn(sheet)).toEqual([
      expect.stringMatching(
        /^The lines? ".*" above the names of the columns (?:is|are) not imported\. Rows are counted/,
      ),
    ]);
    const rows = await checked(csv(...titles, ...TABLE));
    expect(rows.map(brief)).toEqual(RESULT);
    expect(rows.map(({ row }) => row.row)).toEqual([1, 2]);
  });

  test.each([';', '\t', '|'])('does not hide that %j stands between cells', async (delimiter) => {
    const table = TABLE.map((line) => line.replaceAll(',', delimiter));
    for (const title of ['Laxmi Stores', 'Laxmi Stores, Nagpur, 2027', '"Laxmi, Nagpur"'])
      expect((await checked(csv(title, ...table))).map(brief)).toEqual(RESULT);
  });

  test('is passed over where only the caller knows the header', async () => {
    const sheet = csv('Laxmi Stores,', 'Kunde,Kontakt', `Asha,${FIRST}`);
    const columns = { Kontakt: 'phone_number', Kunde: 'name' };
    expect((await checked(sheet, undefined, { columns })).map(brief)).toEqual([`${FIRST} | Asha`]);
  });

  test('is never a contact, nor a line with as many cells that has a word for numbers, too', async () => {
    const contact = csv(`Uma,${FIRST},`, ...TABLE);
    expect(await failureOf(open(contact))).toMatch(/seems to be a person/);
    const twice = csv('Name,Phone', 'Asha,98765', 'Name,Mobile', `Ravi,${SECOND}`);
    expect(notesIn(await open(twice))).toEqual([]);
    expect((await rowsOf(twice)).map(({ name }) => name)).toEqual(['Asha', 'Name', 'Ravi']);
  });

  test('is not looked for where the first line is a header, whatever its rows hold', async () => {
    const sheet = csv('Name,Phone,Type', 'Asha,,', 'Ravi,n/a,Mobile', `Uma,${FIRST},Mobile`, 'Mobile,,');
    expect(notesIn(await open(sheet))).toEqual([]);
    expect(await rowsOf(sheet)).toHaveLength(4);
  });

  test('is no column for the example', async () => {
    const sheet = csv('Laxmi Stores,', 'Kunde,Kontakt', `Asha,${FIRST}`);
    expect(await failureOf(open(sheet))).toMatch(/such as {"column 2":"phone_number"}/);
  });
});

describe('rows that are no contacts', () => {
  test('of totals are refused', async () => {
    const sheet = csv(
      'S.No,Customer Name,Mobile,Amount',
      `1,Asha,${FIRST},500`,
      ',Total,,1200',
      'Total : 1200',
    );
    expect((await checked(sheet)).map(brief)).toEqual([
      `${FIRST} | Asha`,
      'invalid: it has no phone number',
      'invalid: it has 1 cell under 4 columns',
    ]);
  });

  test('that Markdown draws are passed over', async () => {
    const sheet = csv('| Name | Phone | Tags |', '|:-----|:-----:|---|', `| Asha | ${FIRST} | vip, gold |`);
    const rows = await checked(sheet);
    expect(rows.map(brief)).toEqual([`${FIRST} | Asha | vip+gold`]);
    expect(rows[0]?.row.row).toBe(2);
  });
});

describe('lines that stand in quotation marks as a whole', () => {
  const WRAPPED = ['"name,phone_number,tags"', `"Asha,${FIRST},""vip,gold"""`, `"Ravi,${SECOND},vip"`];
  const BOTH = [`${FIRST} | Asha | vip+gold`, `${SECOND} | Ravi | vip`];

  test.each([
    ['commas', WRAPPED],
    ['semicolons', ['"name;phone;tags"', `"Asha;${FIRST};vip,gold"`, `"Ravi;${SECOND};vip"`]],
    ['empty cells behind them', WRAPPED.map((line) => `${line},,`)],
    ['one that does not', [...WRAPPED.slice(0, 2), `Ravi,${SECOND},vip`]],
    ['a title above', ['"Laxmi Stores,,"', ...WRAPPED]],
  ])('are read without them: %s', async (_what, lines) => {
    expect(notesIn(await open(csv(...lines)))).toContain(
      'Each line of the sheet is in quotation marks, which are left out.',
    );
    expect((await checked(csv(...lines))).map(brief)).toEqual(BOTH);
  });

  test('are read in chunks of any size, as a sheet with every other line end', async () => {
    const bytes = Buffer.from(WRAPPED.join('\r\n'));
    for (const chunk of [3, 17, bytes.length])
      expect((await checked(bytesSource(bytes, chunk))).map(brief)).toEqual(BOTH);
  });

  test('are refused where the header does not stand in quotation marks, too', async () => {
    const [row] = await checked(csv('name,phone,tags', `"Asha,${FIRST},vip"`));
    expect(row && brief(row)).toBe(
      'invalid: it has 1 cell under 3 columns; all of it may stand in one pair of quotation marks',
    );
  });

  test('are not seen in a sheet of one column', async () => {
    const sheet = csv('phone', `"${FIRST}, 98"`, `"${SECOND}"`);
    expect(notesIn(await open(sheet)).join()).not.toContain('quotation marks');
    expect((await rowsOf(sheet)).map(({ cells }) => cells)).toEqual([[`${FIRST}, 98`], [SECOND]]);
  });
});

describe('empty cells at the end', () => {
  test('may be missing, and thousands of them are not counted', async () => {
    const wide = `Name,Phone${','.repeat(16_382)}`;
    const sheet = csv(wide, `Asha,${FIRST}`, `Ravi,${SECOND}${','.repeat(16_382)}`, ','.repeat(16_383));
    expect((await open(sheet)).headers.length).toBeLessThan(200);
    expect((await checked(sheet)).map(brief)).toEqual([`${FIRST} | Asha`, `${SECOND} | Ravi`]);
  });

  test('do not hide a filled cell far behind', async () => {
    const sheet = csv(`Name,Phone${','.repeat(2000)}`, `Asha,${FIRST}${','.repeat(1999)}x`);
    expect((await checked(sheet)).map(brief)).toEqual([
      expect.stringMatching(/^invalid: it has 2,?001 cells/),
    ]);
  });

  test('in rows below the last contact are not counted as rows', async () => {
    const sheet = csv('Name,Phone', `Asha,${FIRST}`, ...Array.from({ length: 5000 }, () => ','));
    expect(await rowsOf(sheet, { mostRows: 10 })).toHaveLength(1);
  });

  test('may be missing where a number stands before them, on one line', async () => {
    const sheet = csv('Name,Phone,City,Tags', `Asha,${FIRST}`, `Ravi,${SECOND},Pune`, 'Uma', '"A\nB,1",2');
    expect((await rowsOf(sheet)).map(({ problem }) => problem)).toEqual([
      undefined,
      undefined,
      'it has 1 cell under 4 columns',
      expect.stringMatching(/^it has 2 cells under 4 columns; it runs over 2 lines/),
    ]);
  });
});

describe('names that lost their letters', () => {
  test.each([
    ['????? ???', true],
    ['Jos?', true],
    ['M?ller', true],
    ['JosÃ© GarcÃ­a', true],
    ['FranÃ§oise', true],
    ['à¤†à¤¶à¤¾', true],
    ['Ð˜Ð²Ð°Ð½', true],
    ['Zo\ufffd', true],
    ['Èâàí', true],
    ['José García', false],
    ['Müller', false],
    ['Nguyễn Ánh', false],
    ['आशा', false],
    ['Иван', false],
    ['Þórður', false],
    ['O’Neil – “Bob”', false],
    ['ÉLÉONORE', false],
  ])('%s: %s', async (name, lost) => {
    const sheet = await open(csv('name,phone', `${name},${FIRST}`, `Asha,${SECOND}`));
    const survey = sheet.survey();
    const rows = [];
    for await (const row of sheet.rows()) {
      rows.push(row.name);
      survey.add(row, FIRST);
    }
    expect(rows).toEqual([name, 'Asha']);
    expect(survey.lostLetters()).toEqual(
      lost ? [{ say: 'lost letters', rows: 1, example: { id: '', name, phone_number: FIRST } }] : [],
    );
  });

  test('are counted in rows, with an example and what to do; a tag may be a question', async () => {
    const sheet = await open(
      csv('name,phone,tags', `???,${FIRST},?`, `Asha,${SECOND},FÃªte`, `Uma,${FIRST},call?`),
    );
    const survey = sheet.survey();
    expect(survey.lostLetters()).toEqual([]);
    for await (const row of sheet.rows()) survey.add(row, row.numbers[0]?.text);
    expect(survey.lostLetters().map(sheetNoteWords)).toEqual([
      'In 2 rows, letters of the name or of a tag were lost before the sheet came here, such as "???". They are imported as they are. If the letters are still right in the original, save that as "CSV UTF-8" and import it instead.',
    ]);
  });
});
