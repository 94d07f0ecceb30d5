import { describe, expect, test } from 'vitest';
import { person } from '../harness.ts';
import { FRESH, NUMBER, sent, stored, withContact, withNumber } from './edit.ts';

const optedOut = { tags: ['vip', 'Opt-Out'], custom_attributes: { city: 'Pune', empty: '' } };

describe('a contact that opted out', () => {
  test.each([
    { add_tags: ['promo'] },
    { set_tags: ['vip', 'Opt-Out', 'promo'] },
    { set_attributes: { city: 'Goa' } },
    { remove_tags: ['vip'], set_attributes: { city: 'Goa' } },
    { remove_tags: ['vip'], add_tags: ['promo'], name: 'Other' },
    { remove_tags: ['Opt-Out'] },
    { set_tags: ['vip'] },
    { remove_tags: ['vip', 'Opt-Out'], set_attributes: { note: 'x' } },
  ])('is not changed by %j (promise 9)', async (change) => {
    const world = await withContact(optedOut);
    const { isError, text } = await world.call('update_contact', { contact: 'c1', ...change });
    expect(isError).toBe(true);
    expect(text).toMatch(/opted out.*"Opt-Out"[\s\S]*plan_update.*include_protected/);
    expect(world.sandbox.writes()).toEqual([]);
  });

  test.each([
    [{ remove_tags: ['vip'] }, ['Opt-Out']],
    [{ add_tags: ['dnd'] }, ['vip', 'Opt-Out', 'dnd']],
    [{ set_attributes: { note: 'asked by phone' } }, ['vip', 'Opt-Out']],
    [{ set_attributes: { empty: 'filled' } }, ['vip', 'Opt-Out']],
    [{ remove_attributes: ['city', 'empty'] }, ['vip', 'Opt-Out']],
    [{ name: 'Other' }, ['vip', 'Opt-Out']],
    [{ set_tags: ['Opt-Out'], name: 'Other', remove_attributes: ['city'] }, ['Opt-Out']],
  ])('may be changed by %j (promise 9)', async (change, tags) => {
    const world = await withContact(optedOut);
    const { isError } = await world.call('update_contact', { contact: 'c1', ...change });
    expect([isError, stored(world).tags]).toEqual([false, tags]);
  });

  test('is not deleted, and nobody is asked (promise 9)', async () => {
    const world = await withContact(optedOut, {}, { forms: person('accept') });
    const { isError, text } = await world.call('delete_contact', { contact: 'c1' });
    expect([isError, world.forms, world.sandbox.account.contacts.size]).toEqual([true, [], 1]);
    expect(text).toContain('the opt-out would be forgotten');
  });

  test('is given no tags by an import, and loses none (promise 9)', async () => {
    const world = await withContact(optedOut, { importTags: 'overwrite' });
    const csv = `phone_number,name,tags\n${NUMBER},Asha,promo\n${FRESH},Bela,promo\n`;
    const { data } = await world.call('import_contacts', { csv });
    expect(data).toMatchObject({
      created: 1,
      failed: 0,
      protected: 1,
      errors: [{ row: 1, phone_number: NUMBER }],
    });
    expect(stored(world)).toEqual({ name: 'Asha', ...optedOut });
  });
});

/** As people write it, as phones do, and as it comes out of other programs. */
const SPELLINGS = [
  ...['opted-out', 'OptOut', 'UNSUBSCRIBED', 'd.n.d', 'Do Not Contact', 'opt_out'],
  ...['⛔ opted-out', '⛔️ opted-out', 'opted-out 🙅🏽‍♀️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿opted-out', '1️⃣'],
  ...[
    'opted\u3164out',
    '\u115fopted-out',
    'opted\u034f-out',
    'opted-out\u180b',
    'd\ufe0fn\u200dd',
    'd\u20e0nd',
  ],
  ...['ｏｐｔｅｄ－ｏｕｔ', 'unsubscrıbed', 'UNSUBSCRİBED', 'opted-out\u{e0041}', 'opted-out!\u0301'],
];

describe.each(SPELLINGS)('the tag %j', (tag) => {
  const env = { VOBIZ_PROTECTED_TAGS: 'opted-out,opt-out,unsubscribed,dnd,do-not-contact,1' };

  test('protects from edits, deletions and imports (promise 9)', async () => {
    const world = await withContact({ tags: [tag] }, {}, { env, forms: person('accept') });
    const csv = `phone_number,name,tags\n${NUMBER},Asha,promo\n`;
    const edit = await world.call('update_contact', { contact: 'c1', add_tags: ['x'] });
    const deletion = await world.call('delete_contact', { contact: 'c1' });
    const { data: rows } = await world.call('import_contacts', { csv });
    expect([edit.isError, deletion.isError, rows['protected']]).toEqual([true, true, 1]);
    expect(world.sandbox.writes()).toEqual([]);
  });

  test('leaves its contacts out of plans (promise 9)', async () => {
    const world = await withContact({ tags: [tag] }, {}, { env });
    const contacts = ['c1'];
    for (const [tool, change] of [
      ['plan_update', { add_tags: ['x'] }],
      ['plan_update', { remove_tags: ['*'] }],
      ['plan_delete', {}],
    ] as const) {
      const { data } = await world.call(tool, { contacts, ...change });
      expect([tool, change, data['state']]).toEqual([tool, change, 'done']);
    }
    const { data: found } = await world.call('find_contacts', { protected: true });
    expect(found['total']).toBe(1);
  });
});

test('an emoji alone protects with and without the selector of its style (promise 9)', async () => {
  const world = await withContact({ tags: ['⛔️'] }, {}, { env: { VOBIZ_PROTECTED_TAGS: '⛔' } });
  const refused = await world.call('update_contact', { contact: 'c1', add_tags: ['x'] });
  expect([refused.isError, world.sandbox.writes()]).toEqual([true, []]);
  const free = await withContact({ tags: ['🔥'] }, {}, { env: { VOBIZ_PROTECTED_TAGS: '⛔' } });
  expect((await free.call('update_contact', { contact: 'c1', add_tags: ['x'] })).isError).toBe(false);
});

test('VOBIZ_PROTECTED_TAGS says which tags protect (promise 9)', async () => {
  const env = { VOBIZ_PROTECTED_TAGS: 'family, Board' };
  const guarded = await withContact({ tags: ['BOARD'] }, {}, { env });
  expect((await guarded.call('update_contact', { contact: 'c1', add_tags: ['x'] })).isError).toBe(true);
  const free = await withContact({ tags: ['dnd'] }, {}, { env });
  expect((await free.call('update_contact', { contact: 'c1', add_tags: ['x'] })).isError).toBe(false);
});

describe('an opt-out that comes between', () => {
  const optOut = { tags: ['vip', 'opted-out'] };

  test('a lost write and the next one is kept, and nothing more is sent (promise 9)', async () => {
    const world = await withContact({ tags: ['vip'] });
    world.sandbox.fault({ method: 'PUT', action: { drop: 'before' } });
    world.sandbox.fault({ method: 'GET', nth: 3, action: { edit: (account) => account.edit('c1', optOut) } });
    const { isError, text } = await world.call('update_contact', { contact: 'c1', add_tags: ['promo'] });
    expect([isError, sent(world, 'PUT'), stored(world).tags]).toEqual([true, 1, optOut.tags]);
    expect(text).toContain('opted out ("opted-out")');
  });

  test('a lost delete and the next one keeps the contact (promise 9)', async () => {
    const world = await withContact({ tags: ['vip'] }, {}, { forms: person('accept') });
    world.sandbox.fault({ method: 'DELETE', action: { drop: 'before' } });
    world.sandbox.fault({ method: 'GET', nth: 3, action: { edit: (account) => account.edit('c1', optOut) } });
    const { isError, text } = await world.call('delete_contact', { contact: 'c1' });
    expect([isError, sent(world, 'DELETE'), stored(world).tags]).toEqual([true, 1, optOut.tags]);
    expect(text).toContain('is not deleted');
  });

  test('the form and the delete keeps the contact (promise 9)', async () => {
    const world = await withContact({ tags: ['vip'] }, {}, { forms: person('accept') });
    world.sandbox.fault({ method: 'GET', nth: 2, action: { edit: (account) => account.edit('c1', optOut) } });
    const { text } = await world.call('delete_contact', { contact: 'c1' });
    expect(text).toContain('opted out ("opted-out") and is not deleted');
    expect([sent(world, 'DELETE'), stored(world).tags]).toEqual([0, optOut.tags]);
  });

  test('the look-up of an import and its write is seen after a lost PUT (promise 9)', async () => {
    const world = await withContact({ tags: ['vip'] });
    world.sandbox.fault({ method: 'PUT', action: { drop: 'before' } });
    const edit = { edit: (account: typeof world.sandbox.account) => account.edit('c1', optOut) };
    world.sandbox.fault({ method: 'GET', path: '/c1', action: edit });
    const csv = `phone_number,name,tags\n${NUMBER},Asha,promo\n`;
    const { data } = await world.call('import_contacts', { csv });
    expect(data['protected']).toBe(1);
    expect(stored(world).tags).toEqual(optOut.tags);
  });
});

test('giving an opt-out says that it alone stops no message', async () => {
  const world = await withContact({ tags: ['vip'] });
  const { text } = await world.call('update_contact', { contact: 'c1', add_tags: ['opted-out'] });
  expect(text).toMatch(/"opted-out" alone stops no message: the contact still has "vip", and campaigns/);
  expect(withNumber(world, NUMBER)[0]?.tags).toEqual(['vip', 'opted-out']);
});
