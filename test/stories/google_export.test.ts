import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { person } from '../harness.ts';
import { fill, pick } from '../tools/world.ts';
import { CURATED, googleExport, stored } from './sheets.ts';
import { accepted, begin, carriers } from './world.ts';

const FILE = 'contacts.csv';

/** The export among the downloads of a person some of whose contacts are in it already. */
async function withExport() {
  const downloads = mkdtempSync(join(tmpdir(), 'vobiz-downloads-'));
  onTestFinished(() => rmSync(downloads, { recursive: true }));
  writeFileSync(join(downloads, FILE), googleExport());
  const harness = await begin({ forms: person('accept', 1100), env: { VOBIZ_FILES: downloads } });
  fill(harness.sandbox, ...CURATED);
  return harness;
}

test('an agent that hands the export to import_contacts sends nothing, and is told why', async () => {
  const { call, sandbox } = await withExport();
  const { isError, text } = await call('import_contacts', { path: FILE });
  expect([isError, sandbox.writes()]).toEqual([true, []]);
  expect(text).toMatch(
    /496 of 800 rows have a number without its country code[\s\S]*Next: .*`default_country`/,
  );
});

test('an agent that guesses a path is told where the sheet has to be', async () => {
  const { call } = await withExport();
  const { isError, text } = await call('import_contacts', { path: '~/Downloads/google.csv' });
  expect(isError).toBe(true);
  expect(text).toMatch(/no file ".*google\.csv" in the folders that may be read: ".*vobiz-downloads-/);
});

test('an agent that knows no path is shown the files', async () => {
  const { call } = await withExport();
  const { isError, text } = await call('plan_import', {});
  expect([isError, text.includes(FILE)]).toEqual([false, true]);
});

test('an agent that states no country gets no plan (promise 7)', async () => {
  const { call, sandbox } = await withExport();
  const { data, text } = await call('plan_import', { path: FILE });
  expect(text).toMatch(/496\b[\s\S]*default_country/);
  expect([data['plan_id'], (await call('list_plans')).data['total']]).toEqual([undefined, 0]);
  expect(sandbox.writes()).toEqual([]);
});

test('an agent that states the country is shown how each column is read', async () => {
  const { call, sandbox } = await withExport();
  const { data, text } = await call('plan_import', { path: FILE, default_country: 'IN' });
  expect(data).toMatchObject({ state: 'waiting', rows: { duplicate: 6 } });
  expect(data['columns']).toMatchObject({
    'First Name': 'name',
    'Phone 1 - Value': 'phone_number',
    Labels: 'tags',
  });
  expect(data['text']).toMatch(/campaigns to "Diwali" reach those who get it/);
  expect(text).not.toContain('myContacts"');
  expect(text).toContain('9.19877E+11');
  expect(text).toContain('10 rows without a name: "Organization Name" is used instead.');
  expect(pick(data['errors'], 'row')).toEqual([791, 792, 793, 794, 795, 796, 797, 798, 799, 800]);
  expect(sandbox.writes()).toEqual([]);
});

test('a person who accepts the form keeps curated names, and nobody who opted out gets a label', async () => {
  const harness = await withExport();
  const planned = await harness.call('plan_import', { path: FILE, default_country: 'IN' });
  const { data } = await accepted(harness, { plan_id: String(planned.data['plan_id']) });
  expect(data['state']).toBe('done');
  const { account } = harness.sandbox;
  expect(account.byNumber(stored(1))).toMatchObject({ name: 'Asha 1 Rao', tags: [] });
  expect(account.byNumber(stored(4))).toMatchObject({ name: 'Asha 4 Rao', tags: ['Diwali'] });
  expect(account.byNumber(stored(491))).toMatchObject({ name: 'Curated 1', tags: ['vip'] });
  expect(account.byNumber(stored(492))).toMatchObject({ name: 'Curated 2', tags: ['opted-out'] });
  expect([carriers(harness, 'vip'), carriers(harness, 'opted-out')]).toEqual([19, 6]);
  const people = [...account.contacts.values()];
  expect(people.filter(({ name, phone_number }) => name === '' || !phone_number.startsWith('+91'))).toEqual(
    [],
  );
  expect(people.filter(({ tags }) => tags.some((tag) => tag.includes('myContacts')))).toEqual([]);
});
