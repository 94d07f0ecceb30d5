import { expect, test } from 'vitest';
import { fill, ids, start } from './client.ts';

test('writes lists in the older shape when configured so', async () => {
  const { sandbox, call } = await start({ dialect: { listShape: 'data', basePath: '/v1/messaging' } });
  fill(sandbox, {}, {});
  expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/messaging$/);
  const got = await call('GET', '/contacts?limit=1');
  expect(got.json).toEqual({
    data: [sandbox.account.get('c2')],
    meta: { total: 2, page: 1, limit: 1 },
  });
});

test.each([100, 50])('clamps the limit to %i and says so', async (maxLimit) => {
  const { call } = await start({ contacts: 120, dialect: { maxLimit } });
  const got = await call('GET', '/contacts?limit=500');
  expect([got.json['limit'], ids(got).length]).toEqual([maxLimit, maxLimit]);
});

test('refuses a page or limit that is no positive integer, or takes the default', async () => {
  const { sandbox, call } = await start({ contacts: 30 });
  for (const query of ['page=0', 'page=x', 'limit=-1', 'limit=', 'limit=1.5'])
    expect((await call('GET', `/contacts?${query}`)).status).toBe(400);
  sandbox.dialect.badPage = 'ignored';
  expect((await call('GET', '/contacts?page=x&limit=0')).json).toMatchObject({ page: 1, limit: 25 });
});

test('orders by creation or by change', async () => {
  const { sandbox, call } = await start();
  fill(sandbox, {}, {}, {});
  const listed = async () => ids(await call('GET', '/contacts'));
  expect(await listed()).toEqual(['c3', 'c2', 'c1']);
  sandbox.dialect.order = 'oldest';
  expect(await listed()).toEqual(['c1', 'c2', 'c3']);
  sandbox.dialect.order = 'updated';
  expect(await listed()).toEqual(['c3', 'c2', 'c1']);
  await call('PUT', '/contacts/c1', { name: 'Touched' });
  expect(await listed()).toEqual(['c1', 'c3', 'c2']);
  sandbox.dialect.order = 'created';
  expect(await listed()).toEqual(['c3', 'c2', 'c1']);
});

test('follows creates, deletes and new numbers in every order', async () => {
  const { sandbox, call } = await start();
  fill(sandbox, {}, {}, {});
  await call('GET', '/contacts');
  const { json } = await call('POST', '/contacts', { phone_number: '+919876543210', name: 'New' });
  sandbox.account.remove('c2');
  sandbox.account.edit('c1', { phone_number: '+919876543211' });
  expect(ids(await call('GET', '/contacts'))).toEqual([json['id'], 'c3', 'c1']);
  sandbox.dialect.order = 'updated';
  expect(ids(await call('GET', '/contacts'))).toEqual(['c1', json['id'], 'c3']);
  expect(sandbox.account.byNumber('+915550000001')).toBeUndefined();
  expect(sandbox.account.byNumber('+919876543211')?.id).toBe('c1');
});

test('overlaps and misses between pages when shuffled, the same way in every run', async () => {
  const walk = async () => {
    const { call } = await start({ contacts: 90, dialect: { order: 'shuffled' } });
    const pages = [];
    for (const page of [1, 2, 3]) pages.push(...ids(await call('GET', `/contacts?limit=30&page=${page}`)));
    return pages;
  };
  const seen = await walk();
  expect(seen.length).toBe(90);
  expect(new Set(seen).size).toBeLessThan(90);
  expect(await walk()).toEqual(seen);
});

test('gives every contact once on a shuffled page that holds them all', async () => {
  const { call } = await start({ contacts: 90, dialect: { order: 'shuffled' } });
  expect(new Set(ids(await call('GET', '/contacts?limit=100'))).size).toBe(90);
});

const searches: [object, string, string[]][] = [
  [{}, 'ahul', ['c1']],
  [{}, '98765', ['c1']],
  [{}, '%2B9198765', ['c1']],
  [{}, '+9198765', []],
  [{ searchCase: 'exact' }, 'rahul', []],
  [{ searchCase: 'exact' }, 'Rahul', ['c1']],
  [{ search: 'prefix' }, 'ahul', []],
  [{ search: 'prefix' }, 'rahul s', ['c1']],
  [{ search: 'prefix' }, '98765', []],
  [{ search: 'prefix' }, '%2B9198765', ['c1']],
  [{ search: 'prefix', searchPlus: 'ignored' }, '9198765', ['c1']],
  [{ search: 'word' }, 'sharma', ['c1']],
  [{ search: 'word' }, 'shar', []],
  [{ search: 'word' }, '%2B919876543210', ['c1']],
  [{ searchPlus: 'ignored' }, '%2B98765', ['c1']],
  [{ searchPlus: 'kept' }, '%2B98765', []],
  [{ searchPlus: 'breaks' }, '%2B919876543210', []],
  [{ searchPlus: 'breaks' }, '919876543210', ['c1']],
];

test.each(searches)('searches under %j for %s', async (dialect, search, found) => {
  const { sandbox, call } = await start({ dialect });
  fill(sandbox, { name: 'Rahul Sharma', phone_number: '+919876543210' }, { name: 'Priya' });
  expect(ids(await call('GET', `/contacts?search=${search}`))).toEqual(found);
});

test('matches a tag whole, with or without case', async () => {
  const { sandbox, call } = await start();
  fill(sandbox, { tags: ['vip'] }, { tags: ['VIP'] }, { tags: ['vips'] });
  expect(ids(await call('GET', '/contacts?tag=vip'))).toEqual(['c1']);
  sandbox.dialect.tagMatch = 'blind';
  expect(ids(await call('GET', '/contacts?tag=vip'))).toEqual(['c2', 'c1']);
});

test('finds contacts by tags that changed since the last search', async () => {
  const { sandbox, call } = await start();
  fill(sandbox, { tags: ['vip'] }, {});
  await call('GET', '/contacts?tag=vip');
  await call('PUT', '/contacts/c2', { tags: ['vip'] });
  expect(ids(await call('GET', '/contacts?tag=vip'))).toEqual(['c2', 'c1']);
});

test('writes empty tags and attributes as null when configured so', async () => {
  const { sandbox, call } = await start();
  fill(sandbox, {}, { tags: ['a'], custom_attributes: { x: 1 } });
  expect((await call('GET', '/contacts/c1')).json).toMatchObject({ tags: [], custom_attributes: {} });
  sandbox.dialect.nullFields = true;
  expect((await call('GET', '/contacts/c1')).json).toMatchObject({ tags: null, custom_attributes: null });
  expect((await call('GET', '/contacts/c2')).json).toMatchObject({
    tags: ['a'],
    custom_attributes: { x: 1 },
  });
});

test.each([
  ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/],
  ['short', /^cnt_[0-9a-f]{24}$/],
  ['number', /^\d{20}$/],
] as const)('makes ids in the %s style', async (idStyle, shape) => {
  const { call } = await start({ contacts: 5, dialect: { idStyle } });
  for (const id of ids(await call('GET', '/contacts'))) expect(id).toMatch(shape);
});

test('answers an unknown path with 404, or 401 when configured so', async () => {
  const { sandbox, call } = await start();
  expect((await call('GET', '/contacts/a/b')).status).toBe(404);
  expect((await call('GET', '/campaigns')).status).toBe(404);
  sandbox.dialect.basePath = '/v1/messaging';
  sandbox.dialect.unknownPath = 'unauthorized';
  const old = sandbox.url.replace('/v1/messaging', '/api/v1/messaging');
  expect((await call('GET', `${old}/contacts`)).status).toBe(401);
});
