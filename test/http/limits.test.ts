import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { getContact, listContacts, updateContact } from '../../src/api/endpoints.ts';
import type { Limit } from '../../src/sandbox/dialect.ts';
import { failureOf, openWorld, type World } from '../api/world.ts';
import { fill } from '../sandbox/client.ts';

const SLOW_ENOUGH = { timeout: 15_000 };

async function limited(limit: Limit, options = {}): Promise<World> {
  const world = await openWorld({ dialect: { limit }, ...options });
  fill(world.sandbox, {});
  return world;
}

const read = ({ api }: World) => api.call(getContact, { id: 'c1' });
const refusals = ({ sandbox }: World) => sandbox.requests.filter(({ status }) => status !== 200).length;

describe('being turned away', () => {
  test.each<Record<string, string>>([
    {},
    { 'retry-after': '0' },
    { 'retry-after': 'Mon, 05 Jan 2026 10:00:00 GMT' },
  ])('with %j, which tells no time to come, is waited out by doubling pauses', async (headers) => {
    const world = await limited({}, { timing: { backoffMs: 50 } });
    world.sandbox.fault({ times: 2, action: { status: 429, headers } });
    await read(world);
    const at = world.sandbox.requests.map((request) => request.at);
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(gaps).toHaveLength(2);
    expect(gaps[0]).toBeGreaterThanOrEqual(40);
    expect(gaps[1]).toBeGreaterThanOrEqual(80);
  });

  test('503 without a word about limits is a failure of the service, not a limit', async () => {
    const world = await limited({});
    world.sandbox.fault({ times: 3, action: { status: 503, body: 'gone fishing' } });
    expect((await failureOf(read(world))).kind).toBe('server');
  });
});

describe('many calls at once under a limit', () => {
  test('a limit on requests at once is kept by asking again', async () => {
    const world = await limited({ concurrent: 3, tell: 'nothing' }, { latencyMs: 5 });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => read(world)));
    expect(outcomes).toHaveLength(10);
  });
});

describe('a used-up quota', () => {
  test('is said at once, and nobody waits for it (promise 17)', async () => {
    const world = await limited({ daily: 2 });
    await read(world);
    await read(world);
    const started = performance.now();
    const error = await failureOf(read(world));
    expect(performance.now() - started).toBeLessThan(1000);
    expect([error.kind, error.facts.applied]).toEqual(['quota', 'no']);
    expect(error.message).toMatch(/quota of the account is used up for (1 day|24 hours)/);
    expect(world.sandbox.requests).toHaveLength(3);
  });

  test('is known by a wait of more than two minutes as well', async () => {
    const world = await limited({});
    world.sandbox.fault({ action: { status: 429, headers: { 'Retry-After': '3600' } } });
    const error = await failureOf(read(world));
    expect([error.kind, error.facts.waitMs]).toEqual(['quota', 3_600_000]);
    expect(error.message).toContain('for 1 hour');
  });
});

describe('a long wait', () => {
  test('is told to a single call rather than waited out, and the next one is not even sent (promise 17)', async () => {
    const world = await limited({});
    world.sandbox.fault({ action: { status: 429, headers: { 'Retry-After': '30' } } });
    const first = await failureOf(read(world));
    expect(first.message).toMatch(
      /^Vobiz takes no more requests of this account for (30|29) s: 429 \(GET \/contacts\/c1/,
    );
    const second = await failureOf(read(world));
    expect(second.message).toMatch(
      /^Vobiz takes no more requests of this account for (30|29) s \(GET \/contacts\/c1 was not sent\)/,
    );
    expect([second.kind, second.facts.applied]).toEqual(['limited', 'no']);
    expect(world.sandbox.requests).toHaveLength(1);
  });

  test('sends those away who stand in the queue already', async () => {
    const world = await limited({}, { env: { VOBIZ_CONCURRENCY: '1' } });
    const headers = { 'Retry-After': '60' };
    world.sandbox.fault({ times: 99, action: { status: 429, headers } });
    const errors = await Promise.all(Array.from({ length: 12 }, () => failureOf(read(world))));
    expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(['limited']));
    expect(world.sandbox.requests.length).toBeLessThanOrEqual(3);
  });
  test('behind a slow rate is told to a single call too (promise 17)', {
    timeout: 20_000,
  }, async () => {
    const world = await limited({}, { env: { VOBIZ_RATE: '0.05' } });
    await read(world);
    const call = failureOf(read(world));
    const error = await Promise.race([call, pause(1000, undefined)]);
    expect(error?.message).toMatch(
      /^VOBIZ_RATE allows the next request in (20|19) s \(GET .* was not sent\)/,
    );
  });
});

describe('single calls', () => {
  test('go before the bulk work that waits (promise 17)', async () => {
    const world = await limited({}, { latencyMs: 10, env: { VOBIZ_CONCURRENCY: '1' } });
    const page = (page: number) =>
      world.api.call(listContacts, { page, limit: 1 }, { priority: 'bulk' }).catch(() => undefined);
    const bulk = Array.from({ length: 20 }, (_, n) => page(n + 1));
    await read(world);
    const place = world.sandbox.requests.findIndex(({ path }) => path.endsWith('/c1'));
    expect(place).toBeGreaterThanOrEqual(0);
    expect(place).toBeLessThan(5);
    await Promise.all(bulk);
    expect(world.sandbox.requests).toHaveLength(21);
  });

  test('go before bulk work that queues for the same rate (promise 17)', async () => {
    const world = await limited({}, { env: { VOBIZ_RATE: '10' } });
    const page = (n: number) => world.api.call(listContacts, { page: n, limit: 1 }, { priority: 'bulk' });
    const bulk = Array.from({ length: 8 }, (_, n) => page(n + 1));
    await read(world);
    expect(world.sandbox.requests.findIndex(({ path }) => path.endsWith('/c1'))).toBeLessThan(5);
    await Promise.all(bulk);
  });

  test('have places of their own when bulk work fills all others', async () => {
    const world = await limited({}, { timing: { timeoutMs: 9000 }, env: { VOBIZ_CONCURRENCY: '2' } });
    world.sandbox.fault({ path: 'limit=', times: 99, action: { delay: 2000 } });
    const bulk = Array.from({ length: 4 }, (_, n) =>
      world.api.call(listContacts, { page: n + 1, limit: 1 }, { priority: 'bulk' }),
    );
    await expect.poll(() => world.sandbox.requests.length).toBe(2);
    const started = performance.now();
    await read(world);
    expect(performance.now() - started).toBeLessThan(1500);
    await world.sandbox.close();
    await Promise.allSettled(bulk);
  });
});

describe('the configured pace', () => {
  test('VOBIZ_CONCURRENCY bounds the requests at once', async () => {
    const world = await limited({ concurrent: 3 }, { latencyMs: 15, env: { VOBIZ_CONCURRENCY: '3' } });
    const page = (n: number) => world.api.call(listContacts, { page: n, limit: 1 }, { priority: 'bulk' });
    await Promise.all(Array.from({ length: 15 }, (_, n) => page(n + 1)));
    expect(refusals(world)).toBe(0);
  });
});

test('a call that is cancelled in the queue sends nothing', async () => {
  const world = await limited({}, { latencyMs: 100, env: { VOBIZ_CONCURRENCY: '1' } });
  const under = Array.from({ length: 3 }, () => read(world));
  await expect.poll(() => world.sandbox.requests.length).toBe(3);
  const cancel = new AbortController();
  const put = { id: 'c1', fields: { name: 'Never' } };
  const waiting = failureOf(world.api.call(updateContact, put, { signal: cancel.signal }));
  cancel.abort();
  const error = await waiting;
  expect([error.kind, error.facts.applied]).toEqual(['cancelled', 'no']);
  expect(error.message).toContain('before PUT /contacts/c1 was sent');
  await Promise.all(under);
  expect(world.sandbox.writes()).toEqual([]);
});

// Side by side, since they wait for seconds that pass in the sandbox.
describe.concurrent('what takes seconds', () => {
  test('is waited out wherever the time is told, as 429, 503 and 403 (promise 17)', async ({
    onTestFinished: finished,
  }) => {
    const tells = ['retry-after', 'retry-date', 'reset', 'body'] as const;
    const statuses = [429, 503, 403] as const;
    const limits = tells.flatMap((tell) =>
      statuses.map((status) => ({ perSecond: 1, burst: 1, tell, status })),
    );
    const worlds = await Promise.all(limits.map((limit) => limited(limit, { finished })));
    await Promise.all(worlds.map(read));
    await Promise.all(worlds.map(read));
    for (const world of worlds) {
      expect(refusals(world)).toBeGreaterThanOrEqual(1);
      expect(refusals(world)).toBeLessThanOrEqual(3);
    }
  });

  test('holds back everything else of the account meanwhile (promise 17)', async ({
    onTestFinished: finished,
  }) => {
    const world = await limited({}, { finished });
    world.sandbox.fault({ action: { status: 429, headers: { 'Retry-After': '1' } } });
    const first = read(world);
    await expect.poll(() => refusals(world)).toBe(1);
    // The sandbox knows of its refusal a moment before we do.
    await pause(100);
    const others = [read(world), world.api.call(listContacts, { page: 1, limit: 1 }, { priority: 'bulk' })];
    await Promise.all([first, ...others]);
    const [refused, ...later] = world.sandbox.requests.map(({ at }) => at);
    expect(Math.min(...later) - (refused ?? 0)).toBeGreaterThanOrEqual(950);
  });

  test(
    'all succeed in the end, with few refusals (promise 17)',
    SLOW_ENOUGH,
    async ({ onTestFinished: finished }) => {
      const tells = ['retry-after', 'body'] as const;
      const worlds = await Promise.all(tells.map((tell) => limited({ perSecond: 20, tell }, { finished })));
      await Promise.all(worlds.flatMap((world) => Array.from({ length: 50 }, () => read(world))));
      for (const world of worlds) {
        expect(world.sandbox.requests.filter(({ status }) => status === 200)).toHaveLength(50);
        expect(refusals(world)).toBeLessThanOrEqual(25);
      }
    },
  );

  test('writes at a tenth of the reads succeed too, each carried out once', async ({
    onTestFinished: finished,
  }) => {
    const world = await limited({ writesPerSecond: 10, tell: 'retry-after' }, { finished });
    const put = (n: number) => world.api.call(updateContact, { id: 'c1', fields: { name: `N${n}` } });
    await Promise.all(Array.from({ length: 15 }, (_, n) => put(n)));
    const applied = world.sandbox.writes().filter((request) => request.applied);
    expect(new Set(applied.map(({ body }) => JSON.stringify(body))).size).toBe(15);
    expect(applied).toHaveLength(15);
  });

  test('two refusals in a row do not bring the account to a crawl (promise 17)', {
    timeout: 15_000,
  }, async ({ onTestFinished: finished }) => {
    const world = await limited({}, { finished });
    for (let n = 0; n < 20; n += 1) await read(world);
    world.sandbox.fault({ times: 2, action: { status: 429 } });
    await read(world);
    const later = Promise.all([read(world), read(world), read(world)]).then(() => 'served');
    expect(await Promise.race([later, pause(1500, 'crawling')])).toBe('served');
  });

  test('once the limit is lifted the account is fast again within seconds', {
    timeout: 15_000,
  }, async ({ onTestFinished: finished }) => {
    const world = await limited({ perSecond: 20, tell: 'retry-after' }, { finished });
    await Promise.all(Array.from({ length: 30 }, () => read(world)));
    world.sandbox.dialect.limit = {};
    const before = refusals(world);
    const more = Promise.all(Array.from({ length: 20 }, () => read(world))).then(() => 'served');
    expect(await Promise.race([more, pause(6000, 'crawling')])).toBe('served');
    expect(refusals(world)).toBe(before);
  });

  test('VOBIZ_RATE bounds the requests of each second', async ({ onTestFinished: finished }) => {
    const world = await limited({}, { finished, env: { VOBIZ_RATE: '20' } });
    await Promise.all(Array.from({ length: 30 }, () => read(world)));
    const at = world.sandbox.requests.map((request) => request.at);
    for (const from of at) {
      const within = at.filter((time) => time >= from && time < from + 500);
      expect(within.length).toBeLessThanOrEqual(15);
    }
    expect(Math.max(...at) - Math.min(...at)).toBeGreaterThanOrEqual(1200);
  });
});
