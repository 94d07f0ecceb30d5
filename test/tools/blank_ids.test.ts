import { describe, expect, test } from 'vitest';
import { getContact } from '../../src/api/endpoints.ts';
import { start } from '../harness.ts';

/** As a path, a blank id is the list of contacts, and dots in any spelling are its parent. */
const NOBODY = ['  ', '\u00a0', '.', ' .. '];

const CALLS: readonly (readonly [string, string, (id: string) => Record<string, unknown>])[] = [
  ['get_contact', 'contact', (id) => ({ contact: id })],
  ['update_contact', 'contact', (id) => ({ contact: id, name: 'New' })],
  ['delete_contact', 'contact', (id) => ({ contact: id })],
  ['list_plans', 'contact', (id) => ({ contact: id })],
  ['find_contacts', 'ids[1]', (id) => ({ ids: ['p1', id] })],
  ['plan_update', 'contacts[0]', (id) => ({ contacts: [id], add_tags: ['vip'] })],
  ['plan_delete', 'contacts[0]', (id) => ({ contacts: [id] })],
  ['plan_merge', 'groups[0].keep', (id) => ({ groups: [{ keep: id, merge: ['p1'] }] })],
  ['plan_merge', 'groups[0].merge[0]', (id) => ({ groups: [{ keep: 'p1', merge: [id] }] })],
];

describe('an id that cannot be one', () => {
  test.each(CALLS)('is refused by %s as %s, and nothing is sent (promise 11)', async (tool, where, args) => {
    const { call, sandbox } = await start();
    // In an optional argument a blank means "not given".
    if (tool !== 'list_plans')
      expect((await call(tool, args(''))).text).toContain(`\`${where}\` should have at least 1 character`);
    for (const id of NOBODY) {
      const { isError, text } = await call(tool, args(id));
      expect([isError, text]).toEqual([
        true,
        expect.stringContaining(`\`${where}\` names nobody: it is blank, or nothing but dots`),
      ]);
    }
    expect(sandbox.requests).toEqual([]);
  });

  test('is an unknown selection', async () => {
    const { call, sandbox } = await start();
    const { text } = await call('find_contacts', { within: [' '] });
    expect(text).toContain('The selection " " is not known here');
    expect(sandbox.requests).toEqual([]);
  });

  test('gets into no path of a request', () => {
    for (const id of ['', ...NOBODY])
      expect(() => getContact.path({ id })).toThrow('is not the id of a contact');
  });
});
