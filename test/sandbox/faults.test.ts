import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Action } from '../../src/sandbox/faults.ts';
import { fill, start } from './client.ts';

const change = { name: 'New' };

/** A sandbox with one contact whose PUT meets the action; `name` is the stored name. */
async function withFault(action: Action, dialect = {}) {
  const started = await start({ dialect });
  fill(started.sandbox, { name: 'Old' });
  started.sandbox.fault({ method: 'PUT', action });
  const name = () => started.sandbox.account.get('c1').name;
  const put = () => started.call('PUT', '/contacts/c1', change);
  return { ...started, put, name };
}

test('answers a status without processing', async () => {
  const { sandbox, put, name } = await withFault({ status: 503, headers: { 'Retry-After': '2' } });
  const got = await put();
  expect([got.status, got.json['error']?.['code']]).toEqual([503, 'SERVICE_UNAVAILABLE']);
  expect([got.headers.get('retry-after'), name()]).toEqual(['2', 'Old']);
  expect(sandbox.requests[0]).toMatchObject({ status: 503, applied: false });
});

test('answers a given code, JSON body or text', async () => {
  const coded = await withFault({ status: 403, code: 'ACCOUNT_INACTIVE' });
  expect((await coded.put()).json['error']?.['code']).toBe('ACCOUNT_INACTIVE');
  const json = await withFault({ status: 500, body: { oops: true } });
  expect((await json.put()).json).toEqual({ oops: true });
  const text = await withFault({ status: 500, body: 'oops' });
  expect((await text.put()).text).toBe('oops');
});

test('answers a status after processing', async () => {
  const { sandbox, put, name } = await withFault({ status: 500, applied: true });
  expect([(await put()).status, name()]).toEqual([500, 'New']);
  expect(sandbox.requests[0]).toMatchObject({ status: 500, applied: true });
});

test('drops the connection before processing', async () => {
  const { sandbox, put, name } = await withFault({ drop: 'before' });
  await expect(put()).rejects.toThrow();
  await pause(20);
  expect(name()).toBe('Old');
  expect(sandbox.requests[0]).toMatchObject({ status: 'dropped', applied: false });
});

test('drops the connection after processing', async () => {
  const { sandbox, put, name } = await withFault({ drop: 'after' });
  await expect(put()).rejects.toThrow();
  expect(name()).toBe('New');
  expect(sandbox.requests[0]).toMatchObject({ status: 'dropped', applied: true });
});

test('applies a dropped request late when configured so', async () => {
  const { sandbox, put, name } = await withFault({ drop: 'after', late: true }, { lateMs: 60 });
  await expect(put()).rejects.toThrow();
  expect([name(), sandbox.requests[0]?.applied]).toEqual(['Old', false]);
  await expect.poll(name).toBe('New');
  expect(sandbox.requests[0]).toMatchObject({ status: 'dropped', applied: true });
});

test('processes at once and answers late', async () => {
  const { put, name } = await withFault({ delay: 80 });
  const answer = put();
  await pause(40);
  expect(name()).toBe('New');
  const started = performance.now();
  expect((await answer).status).toBe(200);
  expect(performance.now() - started).toBeGreaterThan(20);
});

test('draws the delay of each request from a function', async () => {
  const { sandbox, call } = await start();
  const delays = [0, 80];
  sandbox.fault({ times: 2, action: { delay: () => delays.shift() ?? 0 } });
  await call('GET', '/contacts');
  const started = performance.now();
  await call('GET', '/contacts');
  expect(performance.now() - started).toBeGreaterThan(60);
  expect(delays).toEqual([]);
});

test('applies a delayed request late, even when the client has gone', async () => {
  const { sandbox, name } = await withFault({ delay: 10, late: true }, { lateMs: 80 });
  const headers = { 'X-Auth-ID': 'MA_SANDBOX', 'X-Auth-Token': 'sandbox-token' };
  const request = fetch(`${sandbox.url}/contacts/c1`, {
    method: 'PUT',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(change),
    signal: AbortSignal.timeout(30),
  });
  await expect(request).rejects.toThrow();
  expect(name()).toBe('Old');
  await expect.poll(name).toBe('New');
});

test('truncates the body after processing', async () => {
  const { put, name } = await withFault({ truncate: true });
  await expect(put()).rejects.toThrow('terminated');
  expect(name()).toBe('New');
});

test('answers a page of a proxy without processing', async () => {
  const { put, name } = await withFault({ html: 502 });
  const got = await put();
  expect([got.status, got.headers.get('content-type'), name()]).toEqual([502, 'text/html', 'Old']);
});

test('lets the body trickle', async () => {
  const { put } = await withFault({ slow: 100 });
  const started = performance.now();
  expect((await put()).json['name']).toBe('New');
  expect(performance.now() - started).toBeGreaterThan(80);
});

test('redirects without processing', async () => {
  const { put, name } = await withFault({ redirect: 'http://127.0.0.1:9/elsewhere' });
  const got = await put();
  expect([got.status, got.headers.get('location')]).toEqual([307, 'http://127.0.0.1:9/elsewhere']);
  expect(name()).toBe('Old');
});

test('floods the client, and survives its hanging up', async () => {
  const { sandbox, call } = await start();
  sandbox.fault({ action: { flood: 300_000 } });
  expect((await call('GET', '/contacts')).text.length).toBe(300_000);
  sandbox.fault({ action: { flood: 500_000_000 } });
  const response = await fetch(`${sandbox.url}/contacts`);
  await response.body?.cancel();
  expect((await call('GET', '/contacts')).status).toBe(200);
});

test('answers 200 with garbage after processing', async () => {
  const { put, name } = await withFault({ garbage: true });
  const got = await put();
  expect([got.status, got.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(() => JSON.parse(got.text)).toThrow();
  expect(name()).toBe('New');
});

test('runs an edit of somebody else just before the request, together with another fault', async () => {
  const { sandbox, put } = await withFault({ status: 500, applied: true });
  sandbox.fault({
    method: 'PUT',
    action: { edit: (account, request) => account.edit(request.path.slice(-2), { tags: ['theirs'] }) },
  });
  expect((await put()).status).toBe(500);
  expect(sandbox.account.get('c1')).toMatchObject({ name: 'New', tags: ['theirs'] });
});

test('meets the nth matching request, so many times', async () => {
  const { sandbox, call } = await start({ contacts: 10 });
  sandbox.fault({ method: 'GET', path: 'page=2', nth: 2, times: 2, action: { status: 500 } });
  const statuses: number[] = [];
  for (const page of [2, 1, 2, 1, 2, 2]) statuses.push((await call('GET', `/contacts?page=${page}`)).status);
  expect(statuses).toEqual([200, 200, 500, 200, 500, 200]);
});

test('meets a pattern for as long as it is armed', async () => {
  const { sandbox, call } = await start({ contacts: 1 });
  const takeOff = sandbox.fault({ path: /\/contacts$/g, times: Infinity, action: { status: 500 } });
  expect((await call('GET', '/contacts')).status).toBe(500);
  expect((await call('GET', '/contacts')).status).toBe(500);
  expect((await call('GET', '/contacts?page=1')).status).toBe(200);
  takeOff();
  expect((await call('GET', '/contacts')).status).toBe(200);
  sandbox.fault({ action: { status: 500 } });
  sandbox.reset();
  expect((await call('GET', '/contacts')).status).toBe(200);
});

test('storms at a rate, the same way for the same seed', async () => {
  const storm = async (seed: number) => {
    const { sandbox, call } = await start({ contacts: 1, seed });
    sandbox.fault({ rate: 0.3, times: Infinity, action: { status: 503 } });
    const statuses: number[] = [];
    for (let n = 0; n < 60; n += 1) statuses.push((await call('GET', '/contacts')).status);
    return statuses;
  };
  const seen = await storm(1);
  const failed = seen.filter((status) => status === 503).length;
  expect(failed).toBeGreaterThan(8);
  expect(failed).toBeLessThan(30);
  expect(await storm(1)).toEqual(seen);
  expect(await storm(2)).not.toEqual(seen);
});
