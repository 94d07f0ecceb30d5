import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type HarnessOptions, start } from '../harness.ts';
import { crowd, fill, numberOf, rows, tagsOf, writes } from './world.ts';

/** A server with one folder that holds a sheet. */
async function withSheet(csv: string, options: HarnessOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vobiz-sheets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'people.csv'), csv);
  const harness = await start({
    ...options,
    sandbox: { contacts: 0, ...options.sandbox },
    env: { VOBIZ_FILES: folder, ...options.env },
  });
  return { ...harness, folder };
}

const lines = (count: number, from = 1) =>
  crowd(count).map((_, index) => `${numberOf(from + index)},Guest ${from + index},expo`);
const sheet = (...rows: string[]) => `phone,name,tags\n${rows.join('\n')}\n`;

describe('plan_import', () => {
  test('without arguments lists the sheets, and the files that have to be saved as CSV first', async () => {
    const { call, folder } = await withSheet(sheet(...lines(1)));
    writeFileSync(join(folder, 'old.xlsx'), 'PK');
    const { data, text } = await call('plan_import');
    expect(data['files']).toMatchObject([{ path: 'people.csv' }]);
    expect(text).toMatch(/"people\.csv"[\s\S]*"old\.xlsx" is .*Excel/);
  });

  test('without a sheet asks for one, even if its own folder does not exist yet', async () => {
    const { call } = await start();
    const { data, text } = await call('plan_import');
    expect(data['files']).toEqual([]);
    expect(text).toMatch(
      /is not there yet[\s\S]*Next: Ask the person to make that folder and to put the sheet there .* or to paste the rows/,
    );
    expect(text).not.toContain('these folders');
    expect(text).not.toContain('`path`');
  });

  test('says that a column without digits holds no numbers', async () => {
    const { call } = await withSheet(`phone,City\n${numberOf(1)},Nagpur\n`);
    const { text } = await call('plan_import', {
      path: 'people.csv',
      columns: { City: 'phone_number', phone: '' },
    });
    expect(text).toContain('"Nagpur" is not a phone number: it has no digits');
    expect(text).not.toContain('default_country');
  });

  test('compares with the account; the plan does just that, and the undo takes it back (promise 5)', async () => {
    const world = await withSheet(
      sheet(...lines(30, 3), `${numberOf(1)},Other,expo`, `${numberOf(2)},Bela,`),
    );
    fill(world.sandbox, { name: 'Asha', tags: ['vip'] }, { name: 'Bela' });
    const { data, text } = await world.call('plan_import', { path: 'people.csv' });
    expect(data).toMatchObject({
      kind: 'import',
      counts: { selected: 32, to_change: 31, unchanged: 1 },
      columns: { phone: 'phone_number', name: 'name', tags: 'tags' },
      rows: { valid: 32, invalid: 0, duplicate: 0 },
    });
    expect(text).toMatch(
      /^Import "people\.csv" into account .*: add 30 contacts, change 1\.\nOf the contacts that exist, it changes the tags of 1\.\n1 row changes nothing\.\n/,
    );
    const { plan_id, approval_phrase: approval } = data;
    const done = await world.call('apply_plan', { plan_id, approval });
    expect(done.data).toMatchObject({ state: 'done', counts: { done: 31 } });
    expect(writes(world)).toEqual(['POST /contacts/import', 'PUT /contacts/p1']);
    expect([tagsOf(world, 'p1'), world.sandbox.account.get('p1').name]).toEqual([['vip', 'expo'], 'Asha']);
    const undo = (await world.call('plan_undo', { plan_id })).data;
    expect(undo['summary']).toContain('30 contacts that it made are deleted');
    expect(undo['text']).toContain('Contacts that the plan made are deleted for good');
    await world.call('apply_plan', { plan_id: undo['plan_id'], approval: undo['approval_phrase'] });
    expect([world.sandbox.account.contacts.size, tagsOf(world, 'p1')]).toEqual([2, ['vip']]);
  });

  test('keeps refused rows in a file that imports once it is mended', async () => {
    const { call, folder } = await withSheet(sheet(...lines(21), '9.19877E+11,Ruined,expo'));
    const { data, text } = await call('plan_import', { path: 'people.csv' });
    expect(data).toMatchObject({ rows: { valid: 21, invalid: 1 }, errors: [{ row: 22 }] });
    expect(text).toMatch(/row 22, "Ruined" 9\.19877E\+11: .*last digits are lost/);
    expect(data['text']).toMatch(/1 row is refused: row 22, "Ruined" \(.*last digits are lost\)/);
    const file = String(data['fix_file']);
    expect(file.startsWith(folder)).toBe(true);
    const mended = readFileSync(file, 'utf8').replaceAll('9.19877E+11', numberOf(99));
    writeFileSync(file, mended);
    const again = await call('plan_import', { path: file });
    expect(again.data).toMatchObject({ rows: { valid: 1, invalid: 0 }, counts: { to_change: 1 } });
  });

  test('makes no plan while numbers need a country, and no file either (promise 7)', async () => {
    const { call, folder } = await withSheet(sheet('98765 43210,Asha,', ...lines(3)));
    const { isError, text } = await call('plan_import', { path: 'people.csv' });
    expect([isError, text]).toEqual([true, expect.stringMatching(/1 of 4 rows .*[\s\S]*default_country/)]);
    expect((await call('plan_import')).data['files']).toHaveLength(1);
    const { data } = await call('plan_import', { path: join(folder, 'people.csv'), default_country: 'in' });
    expect(data).toMatchObject({ counts: { to_change: 4 } });
  });

  test.each(['India', 'Indien', 'UK', 'EU', '91'])(
    'takes %j for no country, says what it is to be, and plans nothing (promise 7)',
    async (default_country) => {
      const { call } = await withSheet(sheet('98765 43210,Asha,'));
      for (const tool of ['plan_import', 'import_contacts']) {
        const { isError, text } = await call(tool, { path: 'people.csv', default_country });
        expect([isError, text]).toEqual([
          true,
          expect.stringMatching(/`default_country` must be the two letters of a country, such as IN/),
        ]);
      }
      expect((await call('list_plans')).data['total']).toBe(0);
    },
  );

  test.each([
    ['fill', { name: 'Asha', tier: 'old', city: 'Pune' }],
    ['overwrite', { name: 'Sheet', tier: 'gold', city: 'Pune' }],
    ['skip', { name: 'Asha', tier: 'old', city: undefined }],
  ])('with existing %s changes existing contacts so', async (existing, expected) => {
    const world = await withSheet(`phone,name,tier,city\n${numberOf(1)},Sheet,gold,Pune\n`);
    fill(world.sandbox, { name: 'Asha', custom_attributes: { tier: 'old' } });
    const columns = { tier: 'tier', city: 'city' };
    const { data } = await world.call('plan_import', { path: 'people.csv', existing, columns });
    if (data['state'] === 'waiting')
      await world.call('apply_plan', { plan_id: data['plan_id'], approval: data['approval_phrase'] });
    const { name, custom_attributes } = world.sandbox.account.get('p1');
    expect({ name, tier: custom_attributes['tier'], city: custom_attributes['city'] }).toEqual(expected);
  });

  test('leaves people alone who opted out, and says so (promise 9)', async () => {
    const world = await withSheet(sheet(...lines(25)));
    fill(world.sandbox, { tags: ['opted-out'] });
    const { data, text } = await world.call('plan_import', { path: 'people.csv', add_tags: ['fair'] });
    expect(data).toMatchObject({ counts: { to_change: 24, protected: 1 } });
    expect(text).toContain('All get the tag "fair".\n1 person opted out and is not changed: "Person 1"');
    const { data: receipt } = await world.call('get_plan', { plan_id: data['plan_id'], items: 'protected' });
    expect(rows(receipt['items'])[0]?.['reason']).toContain('opted out ("opted-out")');
  });

  test('plans as many contacts as a plan may change, and the next call plans the rest', async () => {
    const world = await withSheet(sheet(...lines(30)), { env: { VOBIZ_MAX_PLAN: '20' } });
    for (const counts of [
      { selected: 30, to_change: 20, left_over: 10 },
      { selected: 30, to_change: 10, unchanged: 20 },
    ]) {
      const { data } = await world.call('plan_import', { path: 'people.csv' });
      expect(data['counts']).toEqual(counts);
      await world.call('apply_plan', { plan_id: data['plan_id'], approval: data['approval_phrase'] });
    }
    expect(world.sandbox.account.contacts.size).toBe(30);
  });

  test('leaves alone a contact that somebody created since, and its tags (promise 1)', async () => {
    const world = await withSheet(sheet(...lines(25)), { sandbox: { dialect: { importTags: 'overwrite' } } });
    const { data } = await world.call('plan_import', { path: 'people.csv' });
    world.sandbox.account.create({ phone_number: numberOf(7), name: 'Theirs', tags: ['theirs'] });
    const { plan_id, approval_phrase: approval } = data;
    const done = await world.call('apply_plan', { plan_id, approval });
    expect(done.data).toMatchObject({ state: 'done', counts: { done: 24, drifted: 1 } });
    expect(world.sandbox.account.byNumber(numberOf(7))).toMatchObject({ name: 'Theirs', tags: ['theirs'] });
  });

  test('exists in read-only mode: planning touches no contact', async () => {
    const { call, sandbox } = await withSheet(sheet(...lines(2)), { env: { VOBIZ_MODE: 'read-only' } });
    expect((await call('plan_import', { path: 'people.csv' })).data).toMatchObject({ state: 'waiting' });
    expect(sandbox.writes()).toEqual([]);
  });
});
