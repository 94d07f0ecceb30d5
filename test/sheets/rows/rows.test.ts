import { describe, expect, test } from 'vitest';
import { isEmptyWord } from '../../../src/sheets/rows/emptyWords.ts';
import { tagsCell, tagsIn } from '../../../src/sheets/rows/tags.ts';
import { brief, checked, failureOf, open, rowsOf } from '../sheets.ts';

const NUMBER = '+919876543210';
const problems = async (csv: string) => (await rowsOf(csv)).map(({ problem }) => problem);

describe('a row', () => {
  test('counts as in a spreadsheet: empty rows too, lines within cells not', async () => {
    const csv = `\n\nphone,note\n\n${NUMBER},"two\nlines"\n,\n  ,\t\n+919820000002,\n\n`;
    const rows = await rowsOf(csv);
    expect(rows.map(({ row, cells }) => [row, ...cells])).toEqual([
      [2, NUMBER, 'two\nlines'],
      [5, '+919820000002', ''],
    ]);
  });

  test('is too long by its cells, unless those have nothing in them; at its end some may be missing', async () => {
    const csv = `name,phone,tags,,\nA,${NUMBER}\nB,${NUMBER},\nC,${NUMBER},,,,,\nD,${NUMBER},x,,,,y`;
    expect(await problems(csv)).toEqual([
      undefined,
      undefined,
      undefined,
      'it has 7 cells under 5 columns; a value with commas in it stands in quotation marks',
    ]);
  });

  test('may hold quotation marks that stand for themselves, and spaces around quoted cells', async () => {
    const csv = `name,phone,tags\nAsha "Ash" Rao,${NUMBER},5" pipe\n "Rao, Asha" , "${NUMBER}" ,"x"\n"Asha" Rao,${NUMBER},`;
    expect((await rowsOf(csv)).map(({ name, numbers, tags }) => [name, numbers[0]?.text, tags])).toEqual([
      ['Asha "Ash" Rao', NUMBER, ['5" pipe']],
      ['Rao, Asha', NUMBER, ['x']],
      ['"Asha" Rao', NUMBER, []],
    ]);
  });

  test.each([
    ['the next quotation mark ends the row', '"A,+911\nB,+912,"x"', /runs over 2 lines|it has/],
    ['it happens to end in the last cell of another', 'A,+911,"x\nB,+912,y"', /"tags" runs over 2 lines/],
    ['it makes the row too short', '"A,+911,x\nB,+912,y"\n', /1 cell under 3 columns; it runs over 2 lines/],
    ['a name has two lines', '"A\nB",+911,x', /"name" runs over 2 lines; a quotation mark may not be closed/],
  ])('is refused with its lines when a quotation mark is not closed: %s', async (_what, lines, words) => {
    const found = await problems(`name,phone,tags\n${lines}\nC,${NUMBER},z`);
    expect(found[0]).toMatch(words);
    expect(found.at(-1)).toBeUndefined();
  });

  test('fails the sheet, by line, when a quotation mark is never closed', async () => {
    const csv = `name,phone,note\r\nA,${NUMBER},"two\r\nlines"\r\n\r\nB,"+911,x\r\nC,+912,\r\n`;
    expect(await failureOf(rowsOf(csv))).toBe(
      'The sheet cannot be read from line 5 on: a quotation mark that is opened there is never closed.\nNext: Close that quotation mark or take it out, save the sheet, and call again.',
    );
    expect(await failureOf(rowsOf(`${csv}${'D,+913,x\n'.repeat(200_000)}`))).toMatch(
      /from line 5 on: a row there has more than 1,000,000 bytes/,
    );
  });

  test('is refused for a long cell that is taken, and not for one that is left out', async () => {
    const long = 'x'.repeat(10_001);
    const csv = `name,phone,note\n${long},${NUMBER},\nA,${NUMBER},${long}`;
    expect(await problems(csv)).toEqual([
      '"name" has 10,001 characters; at most 10,000 are taken',
      undefined,
    ]);
    const [, row] = await rowsOf(csv, { columns: { note: 'note' } });
    expect(row?.problem).toMatch(/"note" has 10,001 characters/);
  });

  test('is refused for too many tags, or one that is too long', async () => {
    const many = Array.from({ length: 101 }, (_, index) => `t${index}`).join(',');
    const csv = `phone,tags\n${NUMBER},"${many}"\n${NUMBER},${'x'.repeat(201)}`;
    expect(await problems(csv)).toEqual([
      'it has 101 tags; at most 100 are taken',
      expect.stringMatching(/^the tag "x+… .*longer than 200 characters$/),
    ]);
  });

  test('keeps its cells as they are written, for the file of rows to fix', async () => {
    const csv = `problem,name,phone\nold reason,"'=1+1"," =""${NUMBER}"" "\n`;
    const sheet = await open(csv);
    expect([sheet.headers, sheet.columns[0]?.as]).toEqual([['name', 'phone'], 'left out']);
    const [row] = await checked(csv);
    expect(row?.row.cells).toEqual(['=1+1', ` ="${NUMBER}" `]);
    expect(row && brief(row)).toBe(`${NUMBER} | =1+1`);
  });
});

describe('tags in a cell', () => {
  test.each([
    ['vip', ['vip']],
    ['vip, buyer ,,', ['vip', 'buyer']],
    ['vip;buyer|lead', ['vip', 'buyer', 'lead']],
    ['Friends ::: Family, close', ['Friends', 'Family, close']],
    ['a,b :::', ['a,b']],
    ['["north, east", " x ", "[vip]"]', ['north, east', ' x ', '[vip]']],
    ['["vip", 1]', ['vip', '1']],
    ['', []],
    [' , ; ', []],
  ])('%j are %j', (cell, tags) => {
    expect(tagsIn(cell, false)).toEqual(tags);
  });

  test("leave Google's own out where Google wrote them", () => {
    expect(tagsIn('* myContacts ::: vip ::: * starred', true)).toEqual(['vip']);
    expect(tagsIn('* mine', false)).toEqual(['* mine']);
  });

  test.each([
    [['a', 'b']],
    [['a, b']],
    [['a;b', 'c|d', 'e']],
    [[]],
    [['x']],
    [['-1', '=2,3']],
    [['"vip"']],
    [['["vip"]']],
    [['[a', 'b]']],
    [['{vip}', '(old)']],
    [[' vip ', 'a ::: b']],
    [['NULL']],
    [['none']],
    [['vip', '-']],
  ])('are written so that %j comes back', (tags) => {
    const cell = tagsCell(tags);
    expect(isEmptyWord(cell) ? [] : tagsIn(cell.trim(), false)).toEqual(tags);
  });

  test('count once in a row', async () => {
    expect((await rowsOf(`phone,tags\n${NUMBER},"a,b,a"`))[0]?.tags).toEqual(['a', 'b']);
  });
});

describe('an error value of a spreadsheet', () => {
  test.each(['#NAME?', '#REF!', '#N/A', '#DIV/0!', '########', '#WERT!', '#NV'])(
    '%s is refused as a name, an attribute or a number',
    async (ruin) => {
      const csv = `name,phone,city\n${ruin},${NUMBER},x\nA,${NUMBER},${ruin}\nA,${ruin},x`;
      const rows = await rowsOf(csv, { columns: { city: 'city' } });
      expect(rows.map(({ problem }) => problem)).toEqual(
        ['name', 'city', 'phone'].map(
          (header) => `"${header}" holds "${ruin}", which a spreadsheet shows in place of what it cannot`,
        ),
      );
    },
  );

  test('is no tag or name that begins with the sign', async () => {
    const csv = `name,phone,tags\n#Asha,${NUMBER},"#VIP!,#1"`;
    expect((await checked(csv)).map(brief)).toEqual([`${NUMBER} | #Asha | #VIP!+#1`]);
  });
});
