import { expect, test } from 'vitest';
import { csvForm, fill, start } from './client.ts';

const number = '+919876543210';

test('replaces custom_attributes, or merges them', async () => {
  const { sandbox, call } = await start();
  fill(sandbox, { custom_attributes: { city: 'Pune', plan: 'pro' } });
  sandbox.dialect.attributes = 'merge';
  const merged = await call('PUT', '/contacts/c1', { custom_attributes: { plan: 'free' } });
  expect(merged.json['custom_attributes']).toEqual({ city: 'Pune', plan: 'free' });
  sandbox.dialect.attributes = 'replace';
  const replaced = await call('PUT', '/contacts/c1', { custom_attributes: { plan: 'free' } });
  expect(replaced.json['custom_attributes']).toEqual({ plan: 'free' });
});

test('takes an empty list of tags and an empty attributes object, or ignores them', async () => {
  const { sandbox, call } = await start({ dialect: { emptyTags: 'ignore', emptyAttributes: 'ignore' } });
  fill(sandbox, { tags: ['a'], custom_attributes: { x: 1 } });
  const nothing = { tags: [], custom_attributes: {} };
  const ignored = await call('PUT', '/contacts/c1', nothing);
  expect(ignored.json).toMatchObject({ tags: ['a'], custom_attributes: { x: 1 } });
  Object.assign(sandbox.dialect, { emptyTags: 'clear', emptyAttributes: 'clear' });
  expect((await call('PUT', '/contacts/c1', nothing)).json).toMatchObject(nothing);
});

test.each([
  ['asis', [' b ', 'A', 'A']],
  ['lower', [' b ', 'a']],
  ['trim', ['b', 'A']],
  ['sorted', [' b ', 'A']],
  ['lower-trim-sorted', ['a', 'b']],
] as const)('stores tags %s', async (tagStyle, tags) => {
  const { sandbox, call } = await start({ dialect: { tagStyle } });
  fill(sandbox, {});
  const sent = { phone_number: number, name: 'R', tags: [' b ', 'A', 'A'] };
  expect((await call('POST', '/contacts', sent)).json['tags']).toEqual(tags);
  expect((await call('PUT', '/contacts/c1', { tags: sent.tags })).json['tags']).toEqual(tags);
});

test('stores names as sent, or trimmed', async () => {
  const { sandbox, call } = await start();
  fill(sandbox, {});
  expect((await call('PUT', '/contacts/c1', { name: ' Rahul ' })).json['name']).toBe(' Rahul ');
  sandbox.dialect.nameStyle = 'trim';
  expect((await call('PUT', '/contacts/c1', { name: ' Rahul ' })).json['name']).toBe('Rahul');
});

test.each([
  ['conflict', 409, 'CONTACT_ALREADY_EXISTS'],
  ['invalid', 422, 'VALIDATION_ERROR'],
  ['bad-request', 400, 'BAD_REQUEST'],
] as const)('refuses a create of a number that exists as %s', async (existing, status, code) => {
  const { sandbox, call } = await start({ dialect: { existing } });
  const before = fill(sandbox, { phone_number: number });
  const got = await call('POST', '/contacts', { phone_number: number, name: 'Other' });
  expect([got.status, got.json['error']?.['code']]).toEqual([status, code]);
  expect(sandbox.account.get('c1')).toEqual(before);
});

test('overwrites a number that exists when create is an upsert', async () => {
  const { sandbox, call } = await start({ dialect: { existing: 'upsert' } });
  fill(sandbox, { phone_number: number, tags: ['old'], custom_attributes: { x: 1 } });
  const got = await call('POST', '/contacts', { phone_number: number, name: 'Other', tags: ['new'] });
  expect(got.status).toBe(200);
  expect(got.json).toMatchObject({ id: 'c1', name: 'Other', tags: ['new'], custom_attributes: { x: 1 } });
  expect(sandbox.requests[0]).toMatchObject({ applied: true, contactId: 'c1' });
});

test('overwrites the tags of a contact that exists on import when configured so', async () => {
  const { sandbox, call } = await start({ dialect: { importTags: 'overwrite' } });
  fill(sandbox, { phone_number: number, tags: ['old'] });
  await call('POST', '/contacts/import', csvForm(`phone_number,name,tags\n${number},R,"new"`));
  expect(sandbox.account.get('c1').tags).toEqual(['new']);
});

test('counts import rows from the header when configured so', async () => {
  const { sandbox, call } = await start({ dialect: { importRow: 'file' } });
  const got = await call('POST', '/contacts/import', csvForm('phone_number,name\n98765,R'));
  expect(got.json['errors']?.[0]?.['row']).toBe(2);
  sandbox.dialect.importRow = 'data';
  const again = await call('POST', '/contacts/import', csvForm('phone_number,name\n98765,R'));
  expect(again.json['errors']?.[0]?.['row']).toBe(1);
});

test('refuses an import of too many rows whole', async () => {
  const { sandbox, call } = await start({ dialect: { importMax: 1 } });
  const csv = `phone_number,name\n${number},R\n+919876543211,S`;
  expect((await call('POST', '/contacts/import', csvForm(csv))).status).toBe(413);
  expect(sandbox.account.contacts.size).toBe(0);
});

test('answers a PUT wrapped, with nothing, or with the contact as it was', async () => {
  const { sandbox, call } = await start({ dialect: { putReply: 'wrapped' } });
  fill(sandbox, { name: 'Zero' });
  const wrapped = await call('PUT', '/contacts/c1', { name: 'One' });
  expect(wrapped.json).toEqual({ data: sandbox.account.get('c1') });
  sandbox.dialect.putReply = 'empty';
  const empty = await call('PUT', '/contacts/c1', { name: 'Two' });
  expect([empty.status, empty.text, sandbox.account.get('c1').name]).toEqual([200, '', 'Two']);
  sandbox.dialect.putReply = 'stale';
  const stale = await call('PUT', '/contacts/c1', { name: 'Three' });
  expect([stale.json['name'], sandbox.account.get('c1').name]).toEqual(['Two', 'Three']);
});

test('leaves ignored fields as they are and answers 200', async () => {
  const { sandbox, call } = await start({ dialect: { ignores: ['tags', 'custom_attributes'] } });
  fill(sandbox, { tags: ['a'] });
  const got = await call('PUT', '/contacts/c1', { name: 'New', tags: ['b'], custom_attributes: { x: 1 } });
  expect([got.status, got.json]).toMatchObject([200, { name: 'New', tags: ['a'], custom_attributes: {} }]);
});

test('ignores a phone_number in PUT, or refuses it', async () => {
  const { sandbox, call } = await start();
  const { phone_number } = fill(sandbox, {});
  const got = await call('PUT', '/contacts/c1', { phone_number: number, name: 'New' });
  expect(got.json).toMatchObject({ phone_number, name: 'New' });
  sandbox.dialect.putNumber = 'refused';
  expect((await call('PUT', '/contacts/c1', { phone_number: number, name: 'Newer' })).status).toBe(422);
  expect(sandbox.account.get('c1').name).toBe('New');
});

test('refuses an empty name, tags that are no texts and attributes that are no object in PUT', async () => {
  const { sandbox, call } = await start();
  const before = fill(sandbox, {});
  for (const body of [{ name: ' ' }, { name: 5 }, { tags: [1] }, { custom_attributes: ['x'] }])
    expect((await call('PUT', '/contacts/c1', body)).status).toBe(422);
  expect((await call('PUT', '/contacts/c1', { name: null, tags: null })).status).toBe(200);
  expect(sandbox.account.get('c1')).toMatchObject({ name: before.name, tags: before.tags });
});

test('lets somebody else edit any field, whatever the dialect', async () => {
  const { sandbox, call } = await start({ dialect: { ignores: ['tags'], tagStyle: 'lower' } });
  fill(sandbox, {});
  sandbox.account.edit('c1', { tags: ['VIP'], last_active_at: '2026-11-01T00:00:00Z' });
  expect((await call('GET', '/contacts/c1')).json).toMatchObject({
    tags: ['VIP'],
    last_active_at: '2026-11-01T00:00:00Z',
  });
});

/** JavaScript writes each of these in another way, or with other digits. */
const ATTRIBUTES =
  '{"a":12345678901234567890,"b":[1e400,{"c":-0}],"d":1.0,"__proto__":1E5,"e":"12345678901234567890"}';
const exactly = { 'Content-Type': 'application/json' };

test('holds every number as it is written, through POST, PUT and its control', async () => {
  const { sandbox, call } = await start();
  const fields = `"phone_number":"+919876543210","name":"A","custom_attributes":${ATTRIBUTES}`;
  const created = await call('POST', '/contacts', `{${fields}}`, exactly);
  expect(created.text).toContain(`"custom_attributes":${ATTRIBUTES}`);
  const path = `/contacts/${created.json['id']}`;
  await call('PUT', path, `{"custom_attributes":{"n":7.50}}`, exactly);
  expect((await call('GET', path)).text).toContain('"custom_attributes":{"n":7.50}');
  await call('PUT', `${new URL(sandbox.url).origin}/_sandbox/contacts`, `[{"id":"c1",${fields}}]`, exactly);
  expect((await call('GET', '/contacts')).text).toContain(`"custom_attributes":${ATTRIBUTES}`);
});

test('refuses a number in every notation as an object', async () => {
  const { call } = await start();
  const body = '{"phone_number":"+919876543210","name":"A","custom_attributes":1.0}';
  expect((await call('POST', '/contacts', body, exactly)).status).toBe(422);
});

test('reads the numbers of faults and switches as plain numbers', async () => {
  const { sandbox, call } = await start();
  const control = `${new URL(sandbox.url).origin}/_sandbox`;
  await call('POST', `${control}/faults`, '{"times":1.0,"action":{"status":5.03e2}}', exactly);
  await call('PATCH', `${control}/dialect`, '{"maxLimit":1e1}', exactly);
  expect((await call('GET', '/contacts')).status).toBe(503);
  expect((await call('GET', '/contacts')).json).toMatchObject({ limit: 10 });
});
