import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { start } from '../harness.ts';
import { crowd, fill, type Person } from './world.ts';

async function withPeople(...people: Person[]) {
  const folder = mkdtempSync(join(tmpdir(), 'vobiz-exports-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const harness = await start({ sandbox: { contacts: 0 }, env: { VOBIZ_FILES: folder } });
  fill(harness.sandbox, ...people);
  const written = (name = 'contacts.csv') => readFileSync(join(folder, name), 'utf8');
  return { ...harness, folder, written };
}

const HOSTILE = [
  { name: '=cmd|calc', tags: ['+1', '-lead', '@home'], custom_attributes: { 'note, "x"': '=1+1' } },
  { name: 'Rao, "Asha"', tags: ['a,b', 'c;d'], custom_attributes: { city: 'Pune\nWest', n: 7 } },
  { name: "'quoted", tags: ['one,two'], custom_attributes: { city: '-5' } },
];

describe('export_contacts', () => {
  test('writes all contacts to a new file that only its owner can read, and overwrites nothing (promise 14)', async () => {
    const { call, folder, written } = await withPeople(...crowd(150, () => ({ tags: ['lead'] })));
    const { data, text } = await call('export_contacts');
    expect(data).toMatchObject({ path: join(folder, 'contacts.csv'), rows: 150 });
    expect(data['bytes']).toBe(statSync(String(data['path'])).size);
    expect((statSync(String(data['path'])).mode & 0o777).toString(8)).toBe('600');
    expect(text).toContain('150 contacts in "');
    const before = written();
    expect((await call('export_contacts')).data['path']).toBe(join(folder, 'contacts-2.csv'));
    expect(written()).toBe(before);
  });

  test('writes a selection with the chosen columns', async () => {
    const { call, written } = await withPeople({ tags: ['vip'], name: 'Asha' }, { tags: ['lead'] });
    const found = await call('find_contacts', { tags_any: ['vip'] });
    const { selection_id } = found.data;
    await call('export_contacts', { selection_id, columns: ['name', 'id'], path: 'vip.csv' });
    expect(written('vip.csv')).toBe('\ufeff"name","id"\n"Asha","p1"\n');
  });

  test('writes the contacts that are named, by id or number, each once', async () => {
    const { call, written } = await withPeople(...crowd(5));
    const contacts = ['p4', '+919000000002', 'p2', '+91 90000 00004'];
    const { data } = await call('export_contacts', { contacts, columns: ['id'] });
    expect(data).toMatchObject({ rows: 2 });
    expect(written().split('\n').slice(1)).toEqual(['"p4"', '"p2"', '']);
  });

  test.each([
    [{ contacts: [] }, /`contacts`/],
    [{ contacts: '' }, /`contacts`/],
    [{ contacts: ['p1'], selection_id: 'sel_x' }, /`selection_id` and `contacts` do not go together/],
    [{ contacts: ['p\u202e9"'] }, /id "p\\u\{202e\}9\\""/],
    [{ contacts: ['..'] }, /names nobody/],
  ])('writes nothing for %j, and says why', async (args, words) => {
    const { call, folder } = await withPeople(...crowd(2));
    const { isError, text } = await call('export_contacts', args);
    expect([isError, text]).toEqual([true, expect.stringMatching(words)]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('writes those of the named contacts that there are, and names the others', async () => {
    const { call, written } = await withPeople(...crowd(2));
    const { data, text } = await call('export_contacts', { contacts: ['p1', 'p\u202e9"'], columns: ['id'] });
    expect(data['notes']).toEqual([expect.stringMatching(/nobody has "p\\u\{202e\}9\\""/)]);
    expect(text).toContain(String(data['notes']));
    expect(written().split('\n').slice(1)).toEqual(['"p1"', '']);
  });

  test('leaves no formula alive (promise 14), and imports again to no change', async () => {
    const { call, written, sandbox } = await withPeople(...HOSTILE);
    await call('export_contacts');
    for (const cell of written().matchAll(/"((?:[^"]|"")*)"/g)) expect(cell[1]).not.toMatch(/^[=+\-@\t\r]/);
    const { data } = await call('plan_import', { path: 'contacts.csv' });
    expect([data['state'], data['counts']]).toEqual(['done', { selected: 3, unchanged: 3 }]);
    const columns = { city: 'city', 'note, "x"': 'note, "x"' };
    const again = await call('plan_import', { path: 'contacts.csv', existing: 'overwrite', columns });
    expect(again.data['counts']).toMatchObject({ unchanged: 3 });
    expect(sandbox.writes()).toEqual([]);
  });

  test.each(['../out.csv', '/etc/out.csv', 'link/out.csv', 'a/b.csv', '.csv', 'con\u202e.csv', 'x\0.csv'])(
    'writes nothing to %j (promise 14)',
    async (path) => {
      const { call, folder } = await withPeople({});
      symlinkSync(tmpdir(), join(folder, 'link'));
      const { isError, text } = await call('export_contacts', { path });
      expect([isError, text]).toEqual([true, expect.stringContaining(folder)]);
      expect(readdirSync(folder)).toEqual(['link']);
    },
  );

  test('tells when the account was read, and counts a single column', async () => {
    const { call } = await withPeople({});
    const { as_of } = (await call('find_contacts')).data;
    const { data, text } = await call('export_contacts', { columns: ['name'] });
    expect(data['as_of']).toBe(as_of);
    expect(text).toContain(`as of ${as_of}, column "name".`);
  });

  test('refuses an unknown column by name, and an export without contacts', async () => {
    const { call, folder } = await withPeople({ custom_attributes: { city: 'Pune', plan: 'pro' } });
    const refused = async (...columns: string[]) => (await call('export_contacts', { columns })).text;
    expect(await refused('name', 'cty')).toMatch(
      /no contact here has "cty" .*\nNext: Did you mean "city" instead of "cty"\? `columns` may /,
    );
    expect(await refused('attribute: plam', 'phone')).toContain(
      'Did you mean "plan" instead of "attribute: plam" and "phone_number" instead of "phone"?',
    );
    expect(await refused('shoe size')).toMatch(/\nNext: `columns` may /);
    const { selection_id } = (await call('find_contacts', { tags_any: ['nobody'] })).data;
    expect((await call('export_contacts', { selection_id })).text).toContain('nobody to export');
    expect(readdirSync(folder)).toEqual([]);
  });
});
