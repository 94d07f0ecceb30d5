import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type HarnessOptions, person, start } from '../harness.ts';
import { finished, planned, SHEET, withSheet } from '../plans/sheets.ts';
import { bytesOf, crowd, fill, MOST_BYTES, numberOf, rows, unsaid } from './world.ts';

const HEAD = 'phone,name,tags\n';
const guests = (count: number, from = 1) =>
  crowd(count)
    .map((_, index) => `${numberOf(from + index)},Guest ${from + index},\n`)
    .join('');
const RUINED = '9.19877E+11,Ruined,\n';
const LOCAL = '98111 55555,Local,\n';

describe('a refused row', () => {
  test('is counted and named in the text and the receipt, which name its file', async () => {
    const world = await withSheet(HEAD + guests(30) + RUINED + guests(2));
    const plan = await planned(world);
    expect(plan.data['summary']).toBe('Import "people.csv": add 30 contacts');
    expect(plan.data['text']).toMatch(/1 row is refused: row 31, "Ruined" .*digits are lost/);
    expect(plan.data['text']).toContain('2 rows repeat a number.');
    const file =
      /The refused row and those that repeat a number are in ".*people-to-fix\.csv", with a column/;
    expect(plan.data['text']).toMatch(file);
    await finished(world, plan);
    const { data } = await world.call('get_plan', { plan_id: plan.plan_id });
    expect(data['text']).toMatch(/added 30 contacts\b.*1 row was refused: row 31, "Ruined"/s);
    expect(data['text']).toMatch(file);
    for (const items of ['problems', 'failed', 'all']) {
      const listed = await world.call('get_plan', { plan_id: plan.plan_id, items });
      const reason = expect.stringContaining('its last digits are lost');
      expect(listed.data).toMatchObject({ refused_rows: [{ row: 31, name: 'Ruined', reason }] });
      expect(listed.text).toMatch(
        /\nRows of the sheet that were refused, and are no items:\n- row 31, "Ruined": .*digits are lost/,
      );
    }
    const done = await world.call('get_plan', { plan_id: plan.plan_id, items: 'done' });
    expect([done.data['refused_rows'], done.text]).toEqual([
      undefined,
      expect.not.stringContaining('row 31, "Ruined":'),
    ]);
  });

  test('is in the form, without words for the agent', async () => {
    const csv = `phone,name,City\n${numberOf(1)},A,Pune\n${RUINED}`;
    const world = await withSheet(csv, { forms: person('accept', 1100) });
    const { data, text } = await world.call('plan_import', { path: SHEET });
    expect(data['next']).toMatch(/^`columns` makes attributes/);
    expect(data['text']).toContain('"City"');
    expect(text).toContain('`columns` makes attributes');
    await world.call('apply_plan', { plan_id: data['plan_id'] });
    expect(world.forms).toEqual([expect.stringMatching(/1 row is refused: row 2, "Ruined"[\s\S]*"City"/)]);
    expect(world.forms[0]).not.toContain('`');
  });

  test('is kept in a file beside its sheet, in every allowed folder', async () => {
    const root = mkdtempSync(join(tmpdir(), 'vobiz-folders-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    const [first, second] = [join(root, 'first'), join(root, 'second')];
    for (const folder of [first, second, join(second, 'inner')]) mkdirSync(folder);
    const { call } = await start({ env: { VOBIZ_FILES: [first, second].join(delimiter) } });
    for (const path of [join(second, 'a.csv'), join(second, 'inner', 'b.csv')]) {
      writeFileSync(path, HEAD + guests(1) + RUINED);
      const { data } = await call('plan_import', { path });
      expect(data['fix_file']).toBe(path.replace('.csv', '-to-fix.csv'));
    }
    expect(readdirSync(first)).toEqual([]);
  });

  test.each([1, 30])(
    '%j times without a good row is an error with the reasons, and no plan',
    async (count) => {
      const world = await withSheet(HEAD + RUINED.repeat(count));
      const { isError, text } = await world.call('plan_import', { path: SHEET });
      expect([isError, text]).toEqual([
        true,
        expect.stringMatching(
          /Nothing was planned: no row of \d+ can be taken\.\n- row 1, .*digits are lost[\s\S]*Next: /,
        ),
      ]);
      expect(text.includes('and 10 more.')).toBe(count === 30);
      expect((await world.call('list_plans')).data['total']).toBe(0);
    },
  );
});

describe('the answer to an import', () => {
  test('warns of tags that a contact gets, not of all tags in the sheet', async () => {
    const world = await withSheet(`phone,name,tags\n${numberOf(1)},A,Fair\n${numberOf(2)},B,Fair\n`);
    fill(world.sandbox, { tags: ['opted-out'] }, {});
    const args = { path: SHEET, existing: 'skip', add_tags: ['campaign'] };
    const { data } = await world.call('plan_import', args);
    expect(data['summary']).toMatch(/: nothing changes$/);
    expect(data['counts']).toEqual({ selected: 2, unchanged: 2 });
    expect(data['text']).not.toMatch(/Fair|campaign/);
    const given = await world.call('plan_import', { path: SHEET, add_tags: ['campaign'] });
    expect(given.data['text']).toContain('All get the tag "campaign".');
    expect(given.data['text']).toMatch(/^1 person opted out and is not changed: "Person 1"/m);
    expect(given.data['text']).toMatch(/New tags, which nobody else has: .*"campaign"/);
  });

  test('names the tool that has a switch for people who opted out (promise 9)', async () => {
    const world = await withSheet(`${HEAD}${numberOf(1)},A,fair\n${numberOf(2)},B,fair\n`);
    fill(world.sandbox, { tags: ['opted-out'] }, {});
    const switches = expect.stringMatching(
      /1 contact opted out and is left alone\. Tell the person\. Only if .*`plan_update` with them as `contacts`.* and `include_protected`/,
    );
    expect((await world.call('plan_import', { path: SHEET })).data['next']).toEqual(switches);
    const { data } = await world.call('import_contacts', { path: SHEET });
    expect(data['next']).toEqual(expect.stringMatching(/1 contact opted out and is left alone/));
    expect(data['next']).not.toContain('says why');
  });

  test('fits with many wide columns, and holds the whole plan', async () => {
    const headers = crowd(989).map((_, index) => `Question ${index} ${'?'.repeat(180)}`);
    const csv = `phone,${headers.join(',')}\n${numberOf(1)}${',x'.repeat(989)}\n`;
    const answer = await (await withSheet(csv)).call('plan_import', { path: SHEET });
    const size = bytesOf(answer);
    expect([size.text < MOST_BYTES, size.data < MOST_BYTES]).toEqual([true, true]);
    expect(answer.data['columns']).toEqual({ phone: 'phone_number' });
    expect(answer.text).toContain('989 more columns are left out.');
  });

  test('fits with many columns that become attributes', async () => {
    const headers = crowd(600).map((_, index) => `Question ${index} ${'?'.repeat(80)}`);
    const csv = `phone,${headers.join(',')}\n${crowd(30)
      .map((_, row) => `${numberOf(row + 1)}${',ईमेल पता और बहुत लंबा'.repeat(600)}\n`)
      .join('')}`;
    const world = await withSheet(csv);
    fill(world.sandbox, ...crowd(30));
    const columns = Object.fromEntries(headers.map((header, index) => [header, `${'k'.repeat(90)}${index}`]));
    const answer = await world.call('plan_import', { path: SHEET, columns });
    const size = bytesOf(answer);
    expect([size.text < MOST_BYTES, size.data < MOST_BYTES]).toEqual([true, true]);
    expect(answer.text).toMatch(/\d+ more columns of which something is taken\./);
    expect(answer.data['counts']).toMatchObject({ to_change: 30 });
  });

  test('names a column that replaces names, and does not say that it is left out', async () => {
    const world = await withSheet(`phone,Organization Name\n${numberOf(1)},Chai Point\n${numberOf(1)},B\n`);
    const { text } = await world.call('plan_import', { path: SHEET });
    expect(text).toMatch(/"Organization Name" is used instead/);
    expect(text).not.toContain('Left out');
    expect(text).toContain('Rows that are not taken:\n- row 2');
    const mixed = await withSheet(
      `phone,First Name,Organization Name\n${numberOf(1)},,Chai Point\n${numberOf(2)},Asha,Acme\n`,
    );
    expect((await mixed.call('plan_import', { path: SHEET })).text).toContain(
      'Not imported, although they hold something: "Organization Name" (except where it is used as the name).',
    );
  });

  test('tells columns with the same header apart', async () => {
    const world = await withSheet(`phone,name,City,City,\n${numberOf(1)},A,Pune,Delhi,x\n`);
    const { data } = await world.call('plan_import', { path: SHEET });
    expect(data['columns']).toEqual({
      phone: 'phone_number',
      name: 'name',
      'City (column 3)': 'left out',
      'City (column 4)': 'left out',
      'column 5': 'left out',
    });
    const columns = { 'City (column 3)': 'home', 'City (column 4)': 'work', 'column 5': 'mark' };
    await finished(world, await planned(world, { path: SHEET, columns }));
    expect(world.sandbox.account.byNumber(numberOf(1))?.custom_attributes).toEqual({
      home: 'Pune',
      work: 'Delhi',
      mark: 'x',
    });
    const wrong = await world.call('plan_import', { path: SHEET, columns: { 'Town (column 3)': 'home' } });
    expect(wrong.text).toMatch(
      /"Town \(column 3\)" is not a column[\s\S]*Each becomes name, phone_number, tags, country_code, the key of an attribute, or ""/,
    );
  });
});

describe('import_contacts', () => {
  const few: HarnessOptions = { sandbox: { contacts: 0 } };

  test('names default_country when a number lacks its country, and then takes only such rows (promise 7)', async () => {
    const { call, sandbox } = await start(few);
    const csv = HEAD + LOCAL + guests(2);
    const { data } = await call('import_contacts', { csv });
    expect(data).toMatchObject({ created: 2, failed: 1 });
    expect(data['next']).toMatch(/ask the person which country .*`default_country`.*Never guess it/);
    const stated = await call('import_contacts', { csv, default_country: 'IN' });
    expect(stated.data).toMatchObject({ created: 1, unchanged: 2, failed: 0 });
    expect(sandbox.account.contacts.size).toBe(3);
  });

  test('of more than 20 rows gives the plan, waiting, its sheet, and why it waits', async () => {
    const world = await withSheet(HEAD + guests(20) + RUINED);
    const answer = await world.call('import_contacts', { path: SHEET });
    expect(answer.data).toMatchObject({
      state: 'waiting',
      reason: 'more than 20 rows need approval',
      counts: { selected: 20, to_change: 20 },
      columns: { phone: 'phone_number', name: 'name', tags: 'tags' },
      rows: { valid: 20, invalid: 1, duplicate: 0 },
      errors: [{ row: 21 }],
      fix_file: world.file.replace('.csv', '-to-fix.csv'),
    });
    expect(rows(answer.data['sample'])[0]).toMatchObject({ name: 'Guest 1', after: { name: 'Guest 1' } });
    expect(rows(answer.data['sample']).length).toBeLessThanOrEqual(5);
    expect(unsaid({ ...answer, data: { ...answer.data, summary: '', counts: {}, rows: {} } })).toEqual([]);
    expect(world.sandbox.writes()).toEqual([]);
  });

  test('says that it waits because the budget without approval is used up', async () => {
    const { call } = await start(few);
    await call('import_contacts', { csv: HEAD + guests(15) });
    const { data, text } = await call('import_contacts', { csv: HEAD + guests(15, 100) });
    expect(data).toMatchObject({ state: 'waiting', counts: { to_change: 15 } });
    expect(text).toMatch(
      /^Not imported yet\.\nImport the pasted rows [\s\S]*^\(plan_\w+ \(import\) is waiting \(at most 20 changes in 10 minutes .*15 of them are used up, 5 are left/m,
    );
  });

  test('names the file of refused rows', async () => {
    const world = await withSheet(HEAD + guests(1) + RUINED);
    const { data, text } = await world.call('import_contacts', { path: SHEET });
    const file = world.file.replace('.csv', '-to-fix.csv');
    expect(data).toMatchObject({ created: 1, failed: 1, fix_file: file });
    expect(text).toContain(file);
  });
});
