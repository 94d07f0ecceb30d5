import { expect, test } from 'vitest';
import { newDialect, parseDialect } from '../../src/sandbox/dialect.ts';
import { start } from './client.ts';

const gone = 'contact not found';

test.each([
  ['message', { message: gone }],
  ['text-error', { error: gone }],
  ['code-object', { error: { code: 'contact_not_found', message: gone } }],
  ['list', { errors: [{ message: gone }] }],
  ['detail-list', { errors: [{ detail: gone }] }],
  ['api-id', { api_id: 'req_00000001', error: gone }],
  ['status-message', { status: 404, message: gone }],
] as const)('writes errors in the %s style', async (errorStyle, body) => {
  const { call } = await start({ dialect: { errorStyle } });
  const got = await call('GET', '/contacts/nobody');
  expect([got.status, got.json]).toEqual([404, body]);
});

test('writes the documented envelope with the request id of the header', async () => {
  const { call } = await start({ now: () => Date.parse('2026-11-23T10:00:00Z') });
  const got = await call('GET', '/contacts/nobody');
  expect(got.headers.get('x-request-id')).toBe('req_00000001');
  expect(got.json).toEqual({
    status: 'error',
    error: { code: 'CONTACT_NOT_FOUND', message: gone },
    timestamp: '2026-11-23T10:00:00Z',
    requestId: 'req_00000001',
  });
});

test('writes errors as plain text, as a page, or not at all', async () => {
  const { sandbox, call } = await start({ dialect: { errorStyle: 'plain' } });
  const plain = await call('GET', '/contacts/nobody');
  expect([plain.status, plain.text]).toEqual([404, gone]);
  sandbox.dialect.errorStyle = 'html';
  const html = await call('GET', '/contacts/nobody');
  expect([html.status, html.headers.get('content-type')]).toEqual([404, 'text/html']);
  expect(html.text).toContain('<h1>404 NOT FOUND</h1>');
  sandbox.dialect.errorStyle = 'empty';
  const empty = await call('GET', '/contacts/nobody');
  expect([empty.status, empty.text]).toEqual([404, '']);
});

test('sends a request id with every reply', async () => {
  const { call } = await start();
  expect((await call('GET', '/contacts')).headers.get('x-request-id')).toBe('req_00000001');
});

test('lets credentials expire, until they are changed', async () => {
  let now = Date.parse('2026-11-23T10:00:00Z');
  const { sandbox, call } = await start({ dialect: { tokenLife: 60_000 }, now: () => now });
  expect((await call('GET', '/contacts')).status).toBe(200);
  now += 60_000;
  const expired = await call('GET', '/contacts');
  expect([expired.status, expired.json['error']?.['code']]).toEqual([401, 'TOKEN_EXPIRED']);
  sandbox.credentials.jwt = 'fresh';
  const fresh = { Authorization: 'Bearer fresh' };
  expect((await call('GET', '/contacts', undefined, fresh)).status).toBe(200);
});

test('reads switches from texts and refuses wrong ones by name', () => {
  const texts = ['order=oldest', 'maxLimit=50', 'ignores=["tags"]', 'limit={"perSecond":5}'];
  expect(parseDialect(texts)).toEqual({
    order: 'oldest',
    maxLimit: 50,
    ignores: ['tags'],
    limit: { perSecond: 5 },
  });
  expect(() => parseDialect(['ordre=oldest'])).toThrow('unknown dialect switch ordre');
  expect(() => parseDialect(['order=sideways'])).toThrow('dialect switch order cannot be "sideways"');
  expect(() => newDialect({ maxLimit: 0 })).toThrow('maxLimit');
  expect(() => newDialect({ basePath: 'v1/' })).toThrow('basePath');
});
