import { expect, test } from 'vitest';
import { csvForm, fill, ids, start } from './client.ts';

const rahul = { phone_number: '+919876543210', name: 'Rahul Sharma', tags: ['vip'] };

test('lists contacts newest first, 25 to a page, with total and has_more', async () => {
  const { call } = await start({ contacts: 30 });
  const first = await call('GET', '/contacts');
  expect(first.json).toMatchObject({ total: 30, page: 1, limit: 25, has_more: true });
  const second = await call('GET', '/contacts?page=2');
  expect(second.json).toMatchObject({ total: 30, page: 2, has_more: false });
  expect(new Set([...ids(first), ...ids(second)]).size).toBe(30);
  const dates = JSON.parse(first.text).items.map((contact: { created_at: string }) => contact.created_at);
  expect(dates).toEqual(dates.toSorted().reverse());
});

test('answers a page beyond the end with no contacts', async () => {
  const { call } = await start({ contacts: 3 });
  expect((await call('GET', '/contacts?page=9')).json).toMatchObject({
    items: [],
    total: 3,
    has_more: false,
  });
});

test('joins search and tag by AND', async () => {
  const { sandbox, call } = await start();
  fill(sandbox, { name: 'Rahul A', tags: ['vip'] }, { name: 'Rahul B' }, { name: 'Priya', tags: ['vip'] });
  expect(ids(await call('GET', '/contacts?search=Rahul&tag=vip'))).toEqual(['c1']);
});

test('gets one contact with the documented fields', async () => {
  const { sandbox, call } = await start();
  const active = { last_active_at: '2026-03-17T14:22:00Z', custom_attributes: { company: 'Acme' } };
  const contact = fill(sandbox, active, {});
  expect((await call('GET', '/contacts/c1')).json).toEqual({
    ...contact,
    account_id: 'MA_SANDBOX',
    ...active,
    tags: [],
  });
});

test('leaves last_active_at out when a contact was never active', async () => {
  const { sandbox, call } = await start();
  fill(sandbox, {});
  expect(Object.keys((await call('GET', '/contacts/c1')).json)).not.toContain('last_active_at');
});

test('answers 404 for a missing contact, on every method', async () => {
  const { call } = await start();
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const got = await call(method, '/contacts/nobody', method === 'PUT' ? { name: 'x' } : undefined);
    expect([got.status, got.json['error']?.['code']]).toEqual([404, 'CONTACT_NOT_FOUND']);
  }
});

test('creates a contact and answers 201 with it', async () => {
  const { sandbox, call } = await start({ now: () => Date.parse('2026-11-23T10:00:00.500Z') });
  const got = await call('POST', '/contacts', { ...rahul, custom_attributes: { company: 'Acme' } });
  expect(got.status).toBe(201);
  expect(got.json).toMatchObject({ ...rahul, created_at: '2026-11-23T10:00:00Z' });
  expect(sandbox.account.byNumber(rahul.phone_number)).toEqual(got.json);
});

test('refuses a create with all mistakes in its fields', async () => {
  const { sandbox, call } = await start();
  const got = await call('POST', '/contacts', { phone_number: '98765', tags: 'vip' });
  expect(got.status).toBe(422);
  expect(got.json['error']?.['details']?.['errors']).toEqual([
    { field: 'name', message: 'name is required', code: 'REQUIRED', value: null },
    {
      field: 'phone_number',
      message: 'invalid phone_number: must be E.164 format',
      code: 'INVALID_FORMAT',
      value: '98765',
    },
    { field: 'tags', message: 'tags must be a list of texts', code: 'INVALID_TYPE', value: 'vip' },
  ]);
  expect(sandbox.account.contacts.size).toBe(0);
});

test('refuses bodies that are no JSON object, and other content types', async () => {
  const { call } = await start();
  const json = { 'Content-Type': 'application/json' };
  expect((await call('POST', '/contacts')).status).toBe(400);
  expect((await call('POST', '/contacts', '{"name":', json)).status).toBe(400);
  expect((await call('POST', '/contacts', ['x'])).status).toBe(400);
  expect((await call('POST', '/contacts', 'name=x')).status).toBe(415);
  expect((await call('PATCH', '/contacts', {})).status).toBe(405);
});

test('updates the sent fields only, replaces tags and sets updated_at', async () => {
  const { sandbox, call } = await start({ now: () => Date.parse('2026-11-23T10:00:00Z') });
  const before = fill(sandbox, { tags: ['a', 'b'], custom_attributes: { city: 'Pune' } });
  const got = await call('PUT', '/contacts/c1', { tags: ['b', 'c'] });
  const after = { ...before, tags: ['b', 'c'], updated_at: '2026-11-23T10:00:00Z' };
  expect([got.status, got.json]).toEqual([200, after]);
  expect(sandbox.account.get('c1')).toEqual(after);
});

test('deletes a contact and answers 204 without a body', async () => {
  const { sandbox, call } = await start();
  fill(sandbox, {}, {});
  const got = await call('DELETE', '/contacts/c1');
  expect([got.status, got.text]).toEqual([204, '']);
  expect([...sandbox.account.contacts.keys()]).toEqual(['c2']);
  expect(ids(await call('GET', '/contacts'))).toEqual(['c2']);
});

test('imports rows, updates numbers that exist and reports rows that fail', async () => {
  const { sandbox, call } = await start();
  fill(sandbox, { phone_number: '+919876543210', tags: ['old'] });
  const csv = `phone_number,name,tags\n+919876543210,Rahul,"vip, enterprise"\n+919123456789,Priya Nair,new\n98765,X,\n+919123456780,,`;
  const got = await call('POST', '/contacts/import', csvForm(csv));
  expect([got.status, got.json]).toEqual([
    200,
    {
      total: 4,
      created: 1,
      updated: 1,
      failed: 2,
      errors: [
        { row: 3, phone_number: '98765', reason: 'invalid phone_number: must be E.164 format' },
        { row: 4, phone_number: '+919123456780', reason: 'name is required' },
      ],
    },
  ]);
  expect(sandbox.account.get('c1')).toMatchObject({ name: 'Rahul', tags: ['old', 'vip', 'enterprise'] });
  expect(sandbox.account.byNumber('+919123456789')).toMatchObject({ name: 'Priya Nair', tags: ['new'] });
});

test('keeps tags on import when the file has no tags column', async () => {
  const { sandbox, call } = await start({ dialect: { importTags: 'overwrite' } });
  fill(sandbox, { phone_number: '+919876543210', tags: ['old'] });
  await call('POST', '/contacts/import', csvForm('\uFEFFname,phone_number\r\nRahul,+919876543210\r\n'));
  expect(sandbox.account.get('c1')).toMatchObject({ name: 'Rahul', tags: ['old'] });
});

test('refuses imports without a form, a file, the columns or proper quotes', async () => {
  const { call } = await start();
  const withoutFile = new FormData();
  withoutFile.set('other', 'x');
  const broken = { 'Content-Type': 'multipart/form-data' };
  expect((await call('POST', '/contacts/import', { a: 1 })).status).toBe(415);
  expect((await call('POST', '/contacts/import', 'x', broken)).status).toBe(400);
  expect((await call('POST', '/contacts/import', withoutFile)).status).toBe(400);
  expect((await call('POST', '/contacts/import', csvForm('phone,name\n1,2'))).status).toBe(422);
  expect((await call('POST', '/contacts/import', csvForm('phone_number,name\n"1,2'))).status).toBe(422);
});

test('accepts an auth id with its token, or a bearer token, and nothing else', async () => {
  const { sandbox, call } = await start();
  const none = { 'X-Auth-ID': '', 'X-Auth-Token': '' };
  const statusWith = async (headers: Record<string, string>) =>
    (await call('GET', '/contacts', undefined, { ...none, ...headers })).status;
  expect(await statusWith({ Authorization: 'Bearer sandbox.jwt.token' })).toBe(200);
  expect(await statusWith({ 'X-Auth-ID': 'MA_SANDBOX', 'X-Auth-Token': 'sandbox-token' })).toBe(200);
  expect(await statusWith({ 'X-Auth-ID': 'MA_SANDBOX', 'X-Auth-Token': 'wrong' })).toBe(401);
  expect(await statusWith({ Authorization: 'Bearer wrong' })).toBe(401);
  const refused = await call('GET', '/contacts', undefined, none);
  expect([refused.status, refused.json['error']?.['code']]).toEqual([401, 'INVALID_CREDENTIALS']);
  sandbox.credentials.authToken = 'rotated';
  expect((await call('GET', '/contacts')).status).toBe(401);
});

test('logs every request with its outcome', async () => {
  const { sandbox, call } = await start();
  const created = await call('POST', '/contacts', rahul);
  await call('POST', '/contacts', rahul);
  await call('GET', '/contacts?search=%2B91&limit=5');
  const [first, second, third] = sandbox.requests;
  const path = '/api/v1/messaging/contacts';
  expect(first).toMatchObject({ n: 1, method: 'POST', path, body: rahul, status: 201, applied: true });
  expect(first?.contactId).toBe(created.json['id']);
  expect(first?.requestId).toBe(created.headers.get('x-request-id'));
  expect(second).toMatchObject({ status: 409, applied: false });
  expect(third).toMatchObject({ query: { search: '+91', limit: '5' }, body: undefined, status: 200 });
  expect(sandbox.writes().map((entry) => entry.n)).toEqual([1, 2]);
  sandbox.reset();
  expect(sandbox.requests).toEqual([]);
});

test('waits the latency before it looks at the account', async () => {
  const { sandbox, call } = await start({ latencyMs: 60 });
  const answer = call('GET', '/contacts');
  await new Promise((resolve) => setTimeout(resolve, 20));
  fill(sandbox, {});
  expect((await answer).json['total']).toBe(1);
});
