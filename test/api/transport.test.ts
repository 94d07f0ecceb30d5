import { createServer, type IncomingHttpHeaders } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Api } from '../../src/api/client.ts';
import {
  createContact,
  deleteContact,
  getContact,
  importContacts,
  listContacts,
  updateContact,
} from '../../src/api/endpoints.ts';
import { fill } from '../sandbox/client.ts';
import { contextFor, failureOf, openWorld, traffic } from './world.ts';

const someone = { phone_number: '+915550000009', name: 'A', tags: [], custom_attributes: {} };
const WRITES: Record<string, (api: Api) => Promise<unknown>> = {
  PUT: (api) => api.call(updateContact, { id: 'c1', fields: { name: 'B' } }),
  DELETE: (api) => api.call(deleteContact, { id: 'c1' }),
  POST: (api) => api.call(createContact, someone),
  import: (api) => api.call(importContacts, { csv: 'phone_number,name\n+915550000008,C\n' }),
};

/** A server that must not get the credentials: every request to it is a leak. */
async function stranger(): Promise<{ url: string; received: IncomingHttpHeaders[] }> {
  const received: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, received };
}

/** A sandbox with one contact, and its client. */
async function one(timing = {}) {
  const world = await openWorld({ timing });
  fill(world.sandbox, {});
  return world;
}

describe('a redirect', () => {
  test('is not followed, and the other host receives nothing (promise 12)', async () => {
    const { sandbox, api } = await one();
    const other = await stranger();
    sandbox.fault({ times: 99, action: { redirect: `${other.url}/contacts` } });
    const calls = [api.call(getContact, { id: 'c1' }), ...Object.values(WRITES).map((write) => write(api))];
    for (const call of calls) {
      const error = await failureOf(call);
      expect([error.kind, error.facts.status]).toEqual(['redirect', 307]);
      expect(error.next).toContain('Redirects are not followed');
    }
    expect(other.received).toEqual([]);
    expect(sandbox.requests).toHaveLength(calls.length);
  });

  test('within the same host is not followed either', async () => {
    const { sandbox, api } = await one();
    sandbox.fault({ action: { redirect: `${sandbox.url}/contacts/c1` } });
    expect((await failureOf(api.call(getContact, { id: 'c1' }))).kind).toBe('redirect');
    expect(sandbox.requests).toHaveLength(1);
  });
});

test('the credentials are in the headers that the service documents', async () => {
  const other = await stranger();
  const byToken = contextFor(other.url, { VOBIZ_AUTH_ID: 'MA_1', VOBIZ_AUTH_TOKEN: 't0ken' });
  const byJwt = contextFor(other.url, { VOBIZ_JWT: 'a.b.c' });
  for (const { api } of [byToken, byJwt]) await api.call(deleteContact, { id: 'x' });
  expect(other.received[0]).toMatchObject({ 'x-auth-id': 'MA_1', 'x-auth-token': 't0ken' });
  expect(other.received[0]).not.toHaveProperty('authorization');
  expect(other.received[1]).toMatchObject({ authorization: 'Bearer a.b.c' });
  expect(other.received[1]).not.toHaveProperty('x-auth-token');
});

describe('a GET', () => {
  test.each([
    { status: 500 },
    { html: 502 },
    { drop: 'before' },
    { drop: 'after' },
    { truncate: true },
    { garbage: true },
  ] as const)('is tried three times after %o', async (action) => {
    const { sandbox, api } = await one();
    sandbox.fault({ times: 2, action });
    expect((await api.call(getContact, { id: 'c1' })).id).toBe('c1');
    expect(sandbox.requests).toHaveLength(3);
    sandbox.fault({ times: 99, action });
    await failureOf(api.call(getContact, { id: 'c1' }));
    expect(sandbox.requests).toHaveLength(6);
  });

  test.each([400, 401, 402, 403, 404, 409, 413, 422])('is not repeated after %i', async (status) => {
    const { sandbox, api } = await one();
    sandbox.fault({ action: { status } });
    await failureOf(api.call(getContact, { id: 'c1' }));
    expect(sandbox.requests).toHaveLength(1);
  });

  test('whose reply breaks off fails with that reason', async () => {
    const { sandbox, api } = await one();
    sandbox.fault({ times: 3, action: { truncate: true } });
    const error = await failureOf(api.call(getContact, { id: 'c1' }));
    expect([error.kind, error.facts.applied]).toEqual(['dropped', 'no']);
    expect(error.message).toContain('broke before the reply was complete (GET /contacts/c1');
  });

  test('gives up a reply larger than the limit, without reading it again', async () => {
    const { sandbox, api } = await one();
    sandbox.fault({ action: { flood: 40_000_000 } });
    expect((await failureOf(api.call(getContact, { id: 'c1' }))).kind).toBe('too-large');
    expect(sandbox.requests).toHaveLength(1);
    expect((await api.call(listContacts, { page: 1, limit: 1 })).total).toBe(1);
  });
  test('whose reply is too large advises to ask for less, not to send less', async () => {
    const { sandbox, api } = await one();
    sandbox.fault({ action: { flood: 40_000_000 } });
    expect((await failureOf(api.call(getContact, { id: 'c1' }))).next).not.toContain('Send fewer');
  });

  test('whose reply trickles ends at the deadline (promise 16)', async () => {
    const { sandbox, api } = await one({ timeoutMs: 200 });
    sandbox.fault({ times: 3, action: { slow: 20_000 } });
    const started = performance.now();
    const error = await failureOf(api.call(getContact, { id: 'c1' }));
    expect(error.kind).toBe('timeout');
    expect(performance.now() - started).toBeLessThan(5000);
    expect(sandbox.requests).toHaveLength(3);
  });

  test('that is cancelled ends at once and is not sent again', async () => {
    const { sandbox, api } = await one({ timeoutMs: 9000 });
    sandbox.fault({ action: { delay: 8000 } });
    const cancel = new AbortController();
    const call = failureOf(api.call(getContact, { id: 'c1' }, { signal: cancel.signal }));
    await expect.poll(() => sandbox.requests.length).toBe(1);
    cancel.abort();
    expect((await call).kind).toBe('cancelled');
    expect(sandbox.requests).toHaveLength(1);
  });
});

describe.each(Object.entries(WRITES))('a %s', (method, write) => {
  test.each([
    { status: 500 },
    { status: 500, applied: true },
    { html: 502 },
    { drop: 'before' },
    { drop: 'after' },
    { redirect: 'http://127.0.0.1:9/' },
  ] as const)('is not repeated blindly after %o (promise 3)', async (action) => {
    const { sandbox, api } = await one();
    sandbox.fault({ times: 99, action });
    expect((await failureOf(write(api))).facts.applied).toBe('maybe');
    expect(sandbox.requests).toHaveLength(1);
  });

  test('is not repeated blindly when its reply breaks off, is late or no JSON (promise 3)', async () => {
    const { sandbox, api } = await one({ timeoutMs: 200 });
    // A DELETE has no body that could break off.
    const spoilt = method === 'DELETE' ? [] : ([{ truncate: true }, { garbage: true }] as const);
    for (const action of [...spoilt, { delay: 1000 }] as const) {
      sandbox.reset();
      sandbox.fault({ times: 99, action });
      const outcome = await failureOf(write(api)).catch((error: unknown) => error);
      expect(outcome).toMatchObject({ facts: { applied: 'maybe' } });
      expect(sandbox.requests).toHaveLength(1);
      sandbox.account.replaceAll([{ id: 'c1', phone_number: '+915550000001', name: 'A' }]);
    }
  });

  test('is sent again after 429, which was not processed', async () => {
    const { sandbox, api } = await one();
    sandbox.fault({ action: { status: 429 } });
    await write(api);
    expect(traffic(sandbox)).toHaveLength(2);
    expect(sandbox.requests.map(({ applied }) => applied)).toEqual([false, true]);
  });

  test('that the service refused counts as not carried out', async () => {
    const { sandbox, api } = await one();
    sandbox.fault({ action: { status: 402 } });
    expect((await failureOf(write(api))).facts.applied).toBe('no');
    expect(sandbox.requests).toHaveLength(1);
  });

  test('that reached no server counts as not sent', async () => {
    const { sandbox, api } = await one();
    await sandbox.close();
    const error = await failureOf(write(api));
    expect([error.kind, error.facts.applied]).toEqual(['unreachable', 'no']);
    expect(error.next).toContain('Nothing was sent');
  });
});

test('a cancellation does not cut off a write under way: its reply shows whether it was carried out', async () => {
  const { sandbox, api } = await one();
  sandbox.fault({ action: { delay: 300 } });
  const cancel = new AbortController();
  const fields = { name: 'Changed' };
  const call = api.call(updateContact, { id: 'c1', fields }, { signal: cancel.signal });
  await expect.poll(() => sandbox.requests.length).toBe(1);
  cancel.abort();
  expect((await call)?.name).toBe('Changed');
});
