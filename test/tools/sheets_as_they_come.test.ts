import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { start } from '../harness.ts';
import { numberOf } from './world.ts';

const [ASHA, RAVI, UMA] = [numberOf(1), numberOf(2), numberOf(3)];

/** Plans the import of a sheet into an empty account, and applies the plan if there is one. */
async function imported(sheet: string | Buffer, input: Record<string, unknown> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vobiz-as-they-come-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'people.csv'), sheet);
  const { call, sandbox } = await start({ sandbox: { contacts: 0 }, env: { VOBIZ_FILES: folder } });
  const planned = await call('plan_import', { path: 'people.csv', ...input });
  const { plan_id, approval_phrase: approval } = planned.data;
  if (!planned.isError) await call('apply_plan', { plan_id, approval });
  const people = [...sandbox.account.contacts.values()].map(({ phone_number, name, tags }) => [
    phone_number,
    name,
    ...tags,
  ]);
  return { ...planned, people: people.sort() };
}

describe('a sheet is taken as it comes', () => {
  test('with the tags of a Mailchimp export', async () => {
    const sheet = `Email Address,First Name,Last Name,Phone Number,TAGS\na@example.com,Asha,Rao,${ASHA},"""vip"",""Holi, 2027"""\nr@example.com,Ravi,Iyer,${RAVI},"""gold"""\n`;
    expect((await imported(sheet)).people).toEqual([
      [ASHA, 'Asha Rao', 'vip', 'Holi, 2027'],
      [RAVI, 'Ravi Iyer', 'gold'],
    ]);
  });

  test('with the words of a database for an empty value', async () => {
    const sheet = `Name,Phone,Tags\nAsha,${ASHA},NULL\nRavi,${RAVI},"{vip,NULL}"\nnan,${UMA},-\n`;
    const { people, text } = await imported(sheet);
    expect(people).toEqual([
      [ASHA, 'Asha'],
      [RAVI, 'Ravi', 'vip'],
      [UMA, UMA],
    ]);
    expect(text).toContain('Read as empty cells: "NULL" (1), "nan" (1) and "-" (1).');
  });

  test('with explanations in its headers, and without the empty cells at the ends of its rows', async () => {
    const sheet = `1. Name (required),Phone*,City,Tags (comma separated)\nAsha,${ASHA},Pune,"vip,gold"\nRavi,${RAVI}\n`;
    expect((await imported(sheet)).people).toEqual([
      [ASHA, 'Asha', 'vip', 'gold'],
      [RAVI, 'Ravi'],
    ]);
  });

  test('with its mobiles beside landlines, in Italian', async () => {
    const sheet = 'Nome;Telefono;Cellulare\nAnna;+39 06 5550010;+39 347 5550011\nBruno;;+39 347 5550012\n';
    expect((await imported(sheet)).people).toEqual([
      ['+393475550011', 'Anna'],
      ['+393475550012', 'Bruno'],
    ]);
  });

  test('with a title above, and totals below that are refused', async () => {
    const sheet = `Laxmi Stores - Holi list 2027,,\n,,\nName,Mobile,Tags\nAsha,${ASHA},vip\nRavi,${RAVI},vip\nTotal,2,\n`;
    const { people, text, data } = await imported(sheet);
    expect(people).toEqual([
      [ASHA, 'Asha', 'vip'],
      [RAVI, 'Ravi', 'vip'],
    ]);
    expect(data).toMatchObject({ rows: { valid: 2 }, errors: [{ row: 3 }] });
    expect(text).toContain(
      'The line "Laxmi Stores - Holi list 2027" above the names of the columns is not imported.',
    );
  });

  test('with each of its lines in quotation marks', async () => {
    const sheet = `"name,phone_number,tags"\r\n"Asha,${ASHA},""vip,gold"""\r\n"Ravi,${RAVI},vip"\r\n`;
    expect((await imported(sheet)).people).toEqual([
      [ASHA, 'Asha', 'vip', 'gold'],
      [RAVI, 'Ravi', 'vip'],
    ]);
  });

  test('with sixteen thousand empty columns', async () => {
    const { people, text } = await imported(
      `Name,Phone${','.repeat(16_382)}\nAsha,${ASHA}${','.repeat(16_382)}\n`,
    );
    expect(people).toEqual([[ASHA, 'Asha']]);
    expect(text.length).toBeLessThan(5000);
  });

  test('as a table that was drawn in Markdown', async () => {
    const sheet = `| Name | Phone | Tags |\n|------|-------|------|\n| Asha | ${ASHA} | vip, gold |\n`;
    const { people, data } = await imported(sheet);
    expect(people).toEqual([[ASHA, 'Asha', 'vip', 'gold']]);
    expect(data).toMatchObject({ rows: { valid: 1, invalid: 0 } });
  });

  test('from a school, with a single column that can hold numbers', async () => {
    const { people, text } = await imported(`Pupil Name,Class,Mother Mobile No\nAsha,5A,${ASHA}\n`);
    expect(people).toEqual([[ASHA, 'Asha']]);
    expect(text).toContain(
      'Phone numbers are taken from "Mother Mobile No", whose header only hints at them',
    );
  });

  test('with names that lost their letters, and the person is told', async () => {
    const sheet = `Name,Mobile\n??? ????,${ASHA}\nZoÃ« MÃ¼ller,${RAVI}\nUma,${UMA}\n`;
    const { people, text } = await imported(sheet);
    expect(people).toHaveLength(3);
    expect(text).toContain(
      'In 2 rows, letters of the name or of a tag were lost before the sheet came here, such as "??? ????"',
    );
  });
});

describe('advice on a sheet', () => {
  test('names a column that fits for the numbers', async () => {
    const { isError, text } = await imported(`Kunde,Nr,Kontakt\nAsha,17,${ASHA}\n`);
    expect(isError).toBe(true);
    expect(text).toContain('such as {"Kontakt":"phone_number"}, for the right column');
  });

  test('names the line that is in another encoding, and would not ruin the others', async () => {
    const sheet = Buffer.concat([
      Buffer.from(`Name,Phone\nप्रिया,${ASHA}\n`),
      Buffer.from(`René,${RAVI}\n`, 'latin1'),
    ]);
    const { isError, text } = await imported(sheet);
    expect(isError).toBe(true);
    expect(text).toMatch(/mixes two encodings: line 3 is not UTF-8, and others are/);
    expect(text).toMatch(
      /Import it into a spreadsheet as UTF-8 .*double click: letters of names would be lost/,
    );
  });

  test('names the column that holds the number of a row whose number column is empty', async () => {
    const sheet = `Name,Mobile,Kontakt\nAsha,${ASHA},\nRavi,,${RAVI}\n`;
    const { people, text } = await imported(sheet);
    expect(people).toEqual([[ASHA, 'Asha']]);
    expect(text).toContain('it has no phone number in "Mobile"; "Kontakt", which is not read for numbers');
  });
});
