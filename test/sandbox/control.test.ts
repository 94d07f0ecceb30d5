import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { fill, start } from './client.ts';

async function controlled() {
  const { sandbox, call } = await start();
  fill(sandbox, {});
  const origin = new URL(sandbox.url).origin;
  const send = async (method: string, path: string, value?: unknown) => {
    const init: RequestInit = { method };
    if (value !== undefined) {
      init.body = JSON.stringify(value);
      init.headers = { 'Content-Type': 'application/json' };
    }
    const response = await fetch(`${origin}/_sandbox/${path}`, init);
    return { status: response.status, json: await response.json() };
  };
  return { sandbox, call, send };
}

test('gives out the log, from a number on, and stays out of it', async () => {
  const { call, send } = await controlled();
  await call('GET', '/contacts');
  await call('DELETE', '/contacts/c1');
  const all = await send('GET', 'requests');
  expect(all.json).toMatchObject([{ n: 1 }, { n: 2, method: 'DELETE', status: 204, applied: true }]);
  expect((await send('GET', 'requests?since=1')).json).toMatchObject([{ n: 2 }]);
});

test('arms and clears faults', async () => {
  const { call, send } = await controlled();
  await send('POST', 'faults', { path: '/contacts', times: 5, action: { status: 500 } });
  expect((await call('GET', '/contacts')).status).toBe(500);
  await send('DELETE', 'faults');
  expect((await call('GET', '/contacts')).status).toBe(200);
  expect((await send('POST', 'faults', { action: { explode: true } })).status).toBe(400);
});

test('shows and changes the dialect', async () => {
  const { sandbox, send } = await controlled();
  await send('PATCH', 'dialect', { order: 'oldest', limit: { perSecond: 9 } });
  expect(sandbox.dialect).toMatchObject({ order: 'oldest', limit: { perSecond: 9 } });
  expect((await send('GET', 'dialect')).json).toEqual(sandbox.dialect);
  const wrong = await send('PATCH', 'dialect', { maxLimit: 7, order: 'sideways' });
  expect([wrong.status, sandbox.dialect.maxLimit]).toEqual([400, 100]);
});

test('shows, replaces and edits the contacts', async () => {
  const { sandbox, send } = await controlled();
  await send('PUT', 'contacts', [{ id: 'x', phone_number: '+919876543210', name: 'X' }]);
  expect((await send('PATCH', 'contacts/x', { tags: ['theirs'] })).json).toMatchObject({ tags: ['theirs'] });
  expect((await send('GET', 'contacts')).json).toEqual([...sandbox.account.contacts.values()]);
  expect(sandbox.account.contacts.size).toBe(1);
  expect((await send('PATCH', 'contacts/y', {})).status).toBe(404);
  expect((await send('PUT', 'contacts', {})).status).toBe(400);
  expect((await send('GET', 'nothing')).status).toBe(404);
});

test('is not served when switched off', async () => {
  const { sandbox, call } = await start({ control: false });
  const got = await call('GET', `${new URL(sandbox.url).origin}/_sandbox/requests`);
  expect([got.status, sandbox.requests.length]).toEqual([404, 1]);
});

test('refuses to start on a port that is taken', async () => {
  const { sandbox } = await start();
  const port = Number(new URL(sandbox.url).port);
  await expect(startSandbox({ port, contacts: 0 })).rejects.toThrow('EADDRINUSE');
});
