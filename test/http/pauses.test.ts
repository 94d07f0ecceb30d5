import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { getContact } from '../../src/api/endpoints.ts';
import { DAY, HOUR, SECOND } from '../../src/lib/time.ts';
import { openWorld, type World } from '../api/world.ts';
import { type Harness, start } from '../harness.ts';
import { fill } from '../sandbox/client.ts';

const YEAR = 365 * DAY;
const SHORTEST = SECOND / 10;
/** A reply is read, and a timer fires, some ms apart. */
const NEARLY = 0.9;

/** Told in all the ways there are, and no time that could be meant. */
const NO_PAUSE: readonly (readonly [string, Record<string, string>, unknown])[] = [
  ['a thousandth of a second', { 'retry-after': '0.001' }, {}],
  ['none', { 'retry-after': '0' }, {}],
  ['less than none', { 'retry-after': '-5' }, {}],
  ['no number', { 'retry-after': 'NaN' }, {}],
  ['a moment that is past', { 'retry-after': 'Mon, 05 Jan 2026 10:00:00 GMT' }, {}],
  ['a reset that is past', { 'x-ratelimit-reset': '1700000000' }, {}],
  ['a reset that is now', { 'x-ratelimit-reset': '0' }, {}],
  ['less than none in the body', {}, { error: { details: { retryAfter: -1 } } }],
  ['a thousandth of a second in the body', {}, { retry_after: 0.001 }],
  ['31 years', { 'retry-after': '1000000000' }, {}],
  ['two days', { 'retry-after': '172800' }, {}],
  ['a moment in 2999', { 'retry-after': 'Mon, 05 Jan 2999 10:00:00 GMT' }, {}],
  ['a reset in 2999', { 'x-ratelimit-reset': '32472144000' }, {}],
  ['31 years in the body', {}, { error: { details: { retryAfter: 1e9 } } }],
  ['nothing', {}, {}],
];

async function refusing(headers: Record<string, string>, body: unknown, times: number): Promise<World> {
  const world = await openWorld();
  fill(world.sandbox, {});
  world.sandbox.fault({ times, action: { status: 429, headers, body } });
  return world;
}

const read = ({ api }: World) => api.call(getContact, { id: 'c1' });
const moments = ({ sandbox }: Pick<World, 'sandbox'>) => sandbox.requests.map(({ at }) => at);
const gaps = (at: readonly number[]) => at.slice(1).map((time, index) => time - (at[index] ?? 0));

test.each(NO_PAUSE)(
  'a refusal that asks to wait for %s is waited out for a tenth of a second at least (promise 17)',
  async (_what, headers, body) => {
    const world = await refusing(headers, body, 2);
    await read(world);
    const waited = gaps(moments(world));
    expect(waited).toHaveLength(2);
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(NEARLY * SHORTEST);
  },
);

test('a service that refuses everybody is asked one at a time, whatever it asks for, until one is served (promise 17)', async () => {
  const seen = await Promise.all(
    NO_PAUSE.map(async ([what, headers, body]) => {
      const world = await refusing(headers, body, 10_000);
      const stop = new AbortController();
      const bulk = { priority: 'bulk', signal: stop.signal } as const;
      const calls = Array.from({ length: 40 }, () => world.api.call(getContact, { id: 'c1' }, bulk));
      const ended = Promise.allSettled(calls);
      await wait(1.5 * SECOND);
      stop.abort();
      await ended;
      return { what, at: moments(world) };
    }),
  );
  for (const { what, at } of seen) {
    // Eight at first and eight when the first pause is over, then one in each tenth of a second.
    expect([what, at.length <= 8 + 8 + 15]).toEqual([what, true]);
    expect([what, Math.min(SECOND, ...gaps(at.slice(16))) >= NEARLY * SHORTEST]).toEqual([what, true]);
  }
});

test('once one is served after many refusals, requests go out side by side again', async () => {
  const world = await refusing({ 'retry-after': '0.001' }, {}, 20);
  const calls = Array.from({ length: 40 }, () =>
    world.api.call(getContact, { id: 'c1' }, { priority: 'bulk' }),
  );
  await Promise.all(calls);
  const served = world.sandbox.requests.filter(({ status }) => status === 200).map(({ at }) => at);
  expect(served).toHaveLength(40);
  expect(Math.max(...served) - Math.min(...served)).toBeLessThan(SECOND);
});

/** The clock of this computer, which somebody sets. */
function clock(): { shift: number } {
  const real = Date.now.bind(Date);
  const set = { shift: 0 };
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => real() + set.shift);
  onTestFinished(() => spy.mockRestore());
  return set;
}

async function account(): Promise<Harness> {
  const world = await start({ sandbox: { contacts: 0 } });
  fill(world.sandbox, {}, {});
  // The store is where processes leave word for each other.
  await world.context.journal();
  return world;
}

async function another(beside: Harness): Promise<Harness> {
  const world = await start({ beside });
  await world.context.journal();
  return world;
}

const get = (world: Harness) => world.call('get_contact', { contact: 'c1' });
const told = (seconds: string) => ({ status: 429, headers: { 'retry-after': seconds } });

async function timed(work: () => Promise<{ isError: boolean; text: string }>): Promise<number> {
  const began = performance.now();
  const { isError, text } = await work();
  expect([isError, text]).toEqual([false, expect.any(String)]);
  return performance.now() - began;
}

describe('a pause that was told while the clock was a year ahead', () => {
  test('holds nobody up once the clock is right, and the next one holds (promises 16, 17)', async () => {
    const set = clock();
    const one = await account();
    set.shift = YEAR;
    one.sandbox.fault({ action: told('1') });
    await get(one);
    set.shift = 0;
    const other = await another(one);
    expect(await timed(() => get(other))).toBeLessThan(SECOND / 2);
    await wait(300);
    expect(await timed(() => get(one))).toBeLessThan(SECOND / 2);
    one.sandbox.fault({ action: told('1') });
    const limited = timed(() => get(one));
    await wait(400);
    const later = await another(one);
    expect(await timed(() => get(later))).toBeGreaterThan(300);
    expect(await limited).toBeGreaterThan(NEARLY * SECOND);
    const store = await one.context.journal();
    const until = await store.store.pausedUntil(one.context.rules.account);
    expect(Math.abs(until - Date.now())).toBeLessThan(5 * SECOND);
  });
});

describe.each([
  ['put forward by a year', YEAR],
  ['put back by an hour', -HOUR],
  ['put back by a year', -YEAR],
])('while a pause lasts the clock is %s', (_what, shift) => {
  test('and neither this process nor another is held up for longer (promises 16, 17)', async () => {
    const set = clock();
    const one = await account();
    const other = await another(one);
    one.sandbox.fault({ action: told('1') });
    const limited = timed(() => get(one));
    await expect.poll(() => one.sandbox.requests.length).toBe(1);
    await wait(300);
    set.shift = shift;
    for (const world of [one, other]) expect(await timed(() => get(world))).toBeLessThan(1.5 * SECOND);
    expect(await limited).toBeLessThan(2 * SECOND);
    set.shift = 0;
    for (const world of [one, other, await another(one)])
      expect(await timed(() => get(world))).toBeLessThan(1.5 * SECOND);
  });

  test('and a request under way that is refused then slows nobody down (promise 17)', async () => {
    const set = clock();
    const one = await account();
    for (let n = 0; n < 20; n += 1) await get(one);
    one.sandbox.fault({ action: { ...told('0.2'), body: {} } });
    one.sandbox.fault({ action: { delay: 200 } });
    const limited = timed(() => get(one));
    await wait(100);
    set.shift = shift;
    expect(await limited).toBeLessThan(SECOND);
    const began = performance.now();
    for (let n = 0; n < 20; n += 1) await get(one);
    expect(performance.now() - began).toBeLessThan(SECOND);
  });
});

describe.each([
  ['a year ahead', YEAR],
  ['a year behind', -YEAR],
])('where the clock is %s', (_what, shift) => {
  test.each([
    ['Retry-After', (at: Date) => ({ 'retry-after': at.toUTCString() })],
    ['a reset in seconds', (at: Date) => ({ 'x-ratelimit-reset': String(Math.ceil(at.getTime() / SECOND)) })],
    ['a reset in milliseconds', (at: Date) => ({ 'x-ratelimit-reset': String(at.getTime()) })],
  ])('a moment told by %s is meant as of the clock of the service (promise 17)', async (_how, headers) => {
    const set = clock();
    const one = await account();
    const soon = new Date(Date.now() + 2 * SECOND);
    set.shift = shift;
    one.sandbox.fault({ action: { status: 429, headers: headers(soon), body: {} } });
    const took = await timed(() => get(one));
    expect(took).toBeGreaterThan(0.5 * SECOND);
    expect(took).toBeLessThan(4 * SECOND);
  });
});
