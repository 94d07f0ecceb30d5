import { expect, test } from 'vitest';
import type { Limit } from '../../src/sandbox/dialect.ts';
import { type Call, start } from './client.ts';

const hour = 3_600_000;

async function limited(limit: Limit) {
  const clock = { now: Date.parse('2026-11-23T10:00:00Z') };
  const started = await start({ dialect: { limit }, now: () => clock.now });
  return { ...started, clock };
}

async function statuses(call: Call, count: number, method = 'GET') {
  const got: number[] = [];
  for (let n = 0; n < count; n += 1) got.push((await call(method, '/contacts/nobody')).status);
  return got;
}

test('lets so many requests a second through, and more when time has passed', async () => {
  const { call, clock } = await limited({ perSecond: 2 });
  expect(await statuses(call, 4)).toEqual([404, 404, 429, 429]);
  clock.now += 500;
  expect(await statuses(call, 2)).toEqual([404, 429]);
});

test('lets a burst through after a pause', async () => {
  const { call } = await limited({ perSecond: 1, burst: 3 });
  expect(await statuses(call, 4)).toEqual([404, 404, 404, 429]);
});

test('limits writes apart from reads', async () => {
  const { call } = await limited({ writesPerSecond: 1 });
  expect(await statuses(call, 2, 'DELETE')).toEqual([404, 429]);
  expect(await statuses(call, 3)).toEqual([404, 404, 404]);
});

test('limits how many requests are under way', async () => {
  const { sandbox, call } = await start({ dialect: { limit: { concurrent: 2 } }, latencyMs: 50 });
  const answers = await Promise.all([1, 2, 3].map(() => call('GET', '/contacts')));
  expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 200, 429]);
  expect((await call('GET', '/contacts')).status).toBe(200);
  expect(sandbox.requests.filter((entry) => entry.applied).length).toBe(3);
});

test('writes the documented details', async () => {
  const { call } = await limited({ perSecond: 0.25 });
  await call('GET', '/contacts');
  const got = await call('GET', '/contacts');
  expect(got.json['error']).toMatchObject({
    code: 'RATE_LIMIT_EXCEEDED',
    details: { limitType: 'per_second', limit: 0.25, current: 0.25, retryAfter: 4 },
  });
  expect(got.headers.get('retry-after')).toBeNull();
});

test('counts a day and asks to wait for hours', async () => {
  const { call, clock } = await limited({ daily: 2 });
  expect(await statuses(call, 2)).toEqual([404, 404]);
  clock.now += 3 * hour;
  const details = { limitType: 'daily', limit: 2, current: 2, retryAfter: 21 * 3600 };
  expect((await call('GET', '/contacts')).json['error']).toMatchObject({ details });
  clock.now += 21 * hour;
  expect(await statuses(call, 1)).toEqual([404]);
});

test.each([503, 403] as const)('throttles with %i when configured so', async (status) => {
  const { call } = await limited({ perSecond: 1, status });
  expect(await statuses(call, 2)).toEqual([404, status]);
});

test.each([
  ['retry-after', { 'retry-after': '1' }],
  ['retry-date', { 'retry-after': 'Mon, 23 Nov 2026 10:00:01 GMT' }],
  [
    'reset',
    {
      'x-ratelimit-limit': '1',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Date.parse('2026-11-23T10:00:01Z') / 1000),
    },
  ],
  ['nothing', {}],
] as const)('tells the waiting time by %s and nowhere else', async (tell, headers) => {
  const { call } = await limited({ perSecond: 1, tell });
  await call('GET', '/contacts');
  const got = await call('GET', '/contacts');
  expect(Object.fromEntries(got.headers)).toMatchObject(headers);
  expect(got.headers.has('retry-after')).toBe('retry-after' in headers);
  expect(got.text).not.toContain('retryAfter');
});

test('never processes a refused request', async () => {
  const { sandbox, call } = await limited({ perSecond: 1 });
  await call('GET', '/contacts');
  const refused = await call('POST', '/contacts', { phone_number: '+919876543210', name: 'R' });
  expect(refused.status).toBe(429);
  expect(sandbox.writes()).toMatchObject([{ status: 429, applied: false }]);
  expect(sandbox.account.contacts.size).toBe(0);
});
