import { describe, expect, test } from 'vitest';
import { getContact, importContacts, listContacts, updateContact } from '../../src/api/endpoints.ts';
import { findByNumber } from '../../src/find/resolve.ts';
import type { Dialect } from '../../src/sandbox/dialect.ts';
import { fill } from '../sandbox/client.ts';
import { contextFor, failureOf, keys, openWorld, speaking } from './world.ts';

const shapes: readonly Dialect['listShape'][] = ['items', 'data'];

test.each(shapes)(
  'a list written with `%s` is read with its total, limit and whether there is more',
  async (listShape) => {
    const { sandbox, api } = await speaking({ listShape });
    fill(sandbox, {}, {}, {});
    const first = await api.call(listContacts, { page: 1, limit: 2 });
    expect(first).toMatchObject({ total: 3, page: 1, limit: 2, hasMore: true });
    expect(first.contacts.map(({ id }) => id)).toEqual(['c3', 'c2']);
    const last = await api.call(listContacts, { page: 2, limit: 2 });
    expect(last).toMatchObject({ hasMore: false, contacts: [{ id: 'c1' }] });
  },
);

test('the limit in the reply takes precedence over the limit in the query', async () => {
  const { api } = await openWorld({ contacts: 120, dialect: { maxLimit: 50 } });
  const page = await api.call(listContacts, { page: 1, limit: 100 });
  expect([page.limit, page.contacts.length, page.hasMore]).toEqual([50, 50, true]);
});

test('empty lists and maps written as null are read as empty', async () => {
  const { sandbox, api } = await speaking({ nullFields: true });
  fill(sandbox, { tags: [], custom_attributes: {} });
  expect(await api.call(getContact, { id: 'c1' })).toMatchObject({ tags: [], custom_attributes: {} });
});

test('an empty page is read as empty', async () => {
  const { api } = await openWorld();
  expect(await api.call(listContacts, { page: 1, limit: 25 })).toMatchObject({ contacts: [], total: 0 });
});

test('an empty list that a Go service writes as null is empty: data', async () => {
  const { sandbox, api } = await openWorld();
  sandbox.fault({ action: { status: 200, body: { data: null, meta: { total: 0, page: 1, limit: 25 } } } });
  expect(await api.call(listContacts, { page: 1, limit: 25 })).toMatchObject({ contacts: [], total: 0 });
});
test('an empty list that a Go service writes as null is empty: items', async () => {
  const { sandbox, api } = await openWorld();
  const body = { items: null, total: 0, page: 1, limit: 25, has_more: false };
  sandbox.fault({ times: 3, action: { status: 200, body } });
  expect(await api.call(listContacts, { page: 1, limit: 25 })).toMatchObject({ contacts: [], total: 0 });
});

test('a page without a list is an error, never an empty page', async () => {
  const { sandbox, api } = await openWorld();
  sandbox.fault({ times: 3, action: { status: 200, body: { message: 'welcome' } } });
  const error = await failureOf(api.call(listContacts, { page: 1, limit: 25 }));
  expect(error.message).toContain('not with a list of contacts');
});

const failed = { status: 'error', error: { code: 'INTERNAL', message: 'no database' } };
test.each([
  failed,
  { ...failed, data: null },
  { ...failed, items: null, total: 0 },
  { ...failed, items: [], total: 0 },
  { success: false, data: [] },
  { error: 'no database', data: null },
  { errors: [{ message: 'no database' }], data: null },
])('an error that is sent as the success %j is no empty list (promise 18)', async (body) => {
  const { sandbox, api } = await openWorld();
  sandbox.fault({ times: 3, action: { status: 200, body } });
  const error = await failureOf(api.call(listContacts, { page: 1, limit: 25 }));
  expect([error.kind, error.message]).toEqual(['garbled', expect.stringContaining('not with a list of')]);
});

test('an error that is sent as the success of an import leaves open what was created (promise 3)', async () => {
  const { sandbox, api } = await openWorld();
  sandbox.fault({ action: { status: 200, body: failed } });
  const { facts } = await failureOf(api.call(importContacts, { csv: 'phone_number,name\n' }));
  expect(facts).toMatchObject({ kind: 'garbled', applied: 'maybe' });
});

const STRANGE = ['a/b', '%2e', '%', 'a?b=c', 'a#b', 'ä b', '../contacts', '1+1'];

test.each(STRANGE)('the id %j reaches the service as it is', async (id) => {
  const { sandbox, api } = await openWorld();
  sandbox.account.replaceAll([{ id }, { id: 'c2', name: 'Person 2' }]);
  expect((await api.call(getContact, { id })).id).toBe(id);
  await api.call(updateContact, { id, fields: { name: 'Changed' } });
  expect(sandbox.account.get(id).name).toBe('Changed');
  expect(sandbox.account.get('c2').name).toBe('Person 2');
  for (const { path } of sandbox.requests)
    expect(path).toMatch(/^\/api\/v1\/messaging\/contacts\/(?!\.\.?$)[^/]+$/);
});

test.each(['uuid', 'short', 'number'] as const)(
  'ids of the style %s are used as they come',
  async (idStyle) => {
    const { sandbox, api } = await openWorld({ contacts: 3, dialect: { idStyle } });
    const { contacts } = await api.call(listContacts, { page: 1, limit: 25 });
    expect(contacts.map(({ id }) => id).sort()).toEqual([...sandbox.account.contacts.keys()].sort());
    for (const { id } of contacts) expect((await api.call(getContact, { id })).id).toBe(id);
  },
);

test('an id written as a number is read as text', async () => {
  const { sandbox, api } = await openWorld();
  sandbox.fault({ action: { status: 200, body: { id: 42, phone_number: '+915550000001', name: 'A' } } });
  expect((await api.call(getContact, { id: '42' })).id).toBe('42');
});

test('ids and phone numbers written as numbers keep all their digits', async () => {
  const { sandbox, api } = await openWorld();
  const [id, phone_number] = [JSON.rawJSON('12345678901234567890'), JSON.rawJSON('919876543210')];
  const body = { items: [{ id, phone_number, name: 'A' }], total: JSON.rawJSON('1.0') };
  sandbox.fault({ action: { status: 200, body } });
  const { contacts, total } = await api.call(listContacts, { page: 1, limit: 25 });
  expect(contacts).toMatchObject([{ id: '12345678901234567890', phone_number: '919876543210' }]);
  expect(contacts[0]).not.toHaveProperty('unreadable');
  expect(total).toBe(1);
});

test('a refusal repeats a number with all its digits, and a wait may be a number or a text', async () => {
  const { sandbox, api } = await openWorld();
  const errors = [{ field: 'n', message: 'too large', value: JSON.rawJSON('12345678901234567890') }];
  sandbox.fault({ action: { status: 422, body: { error: { details: { errors } } } } });
  const refused = await failureOf(api.call(getContact, { id: 'c1' }));
  expect(refused.message).toContain('12345678901234567890');
  const details = { limitType: 'daily', retryAfter: JSON.rawJSON('3.6e3') };
  sandbox.fault({ action: { status: 429, body: { error: { details } } } });
  expect((await failureOf(api.call(getContact, { id: 'c1' }))).facts.waitMs).toBe(3_600_000);
});

describe('a search by number', () => {
  test('sends its + as %2B', async () => {
    const { sandbox, api } = await openWorld();
    fill(sandbox, { phone_number: '+915550000001' });
    expect((await findByNumber({ api, country: undefined }, '+915550000001', {}))?.id).toBe('c1');
    const searched = sandbox.requests.map(({ query }) => query['search']);
    expect(searched).toEqual(['+915550000001', '915550000001', '0001']);
  });

  test.each([
    { searchPlus: 'kept' },
    { searchPlus: 'ignored' },
    { searchPlus: 'breaks' },
    { search: 'prefix' },
    { search: 'prefix', searchPlus: 'ignored' },
    { search: 'word' },
    { search: 'word', searchPlus: 'ignored' },
  ] as const)('finds the contact where the service searches by %o', async (dialect) => {
    const { sandbox, api } = await speaking({ ...dialect, searchCase: 'exact' });
    fill(sandbox, {}, { phone_number: '+915550000077' }, { name: 'called +915550000077' });
    expect((await findByNumber({ api, country: undefined }, '+915550000077', {}))?.id).toBe('c2');
  });
  test('finds a number that many longer numbers begin with', async () => {
    const { sandbox, api } = await openWorld();
    const extensions = Array.from({ length: 40 }, (_, n) => ({ phone_number: `+49302312${n + 50}` }));
    fill(sandbox, { phone_number: '+49302312' }, ...extensions);
    expect((await findByNumber({ api, country: undefined }, '+49302312', {}))?.id).toBe('c1');
  });
});

test.each(['/api/v1/messaging', '/v1/messaging', '/x'])(
  'the base path %s is configurable',
  async (basePath) => {
    const { sandbox, api } = await openWorld({ contacts: 1, dialect: { basePath } });
    expect((await api.call(listContacts, { page: 1, limit: 1 })).total).toBe(1);
    expect(sandbox.requests[0]?.path).toBe(`${basePath}/contacts`);
  },
);

test('a slash at the end of the base address does not double', async () => {
  const { sandbox } = await openWorld({ contacts: 1 });
  const { api } = contextFor(`${sandbox.url}/`, keys(sandbox));
  expect((await api.call(listContacts, { page: 1, limit: 1 })).total).toBe(1);
});

test('the query holds only the parameters that were given', async () => {
  const { sandbox, api } = await openWorld();
  await api.call(listContacts, { page: 2, limit: 7, tag: 'a b&c=d+e' });
  expect(sandbox.requests[0]?.query).toEqual({ page: '2', limit: '7', tag: 'a b&c=d+e' });
});
