import { describe, expect, test } from 'vitest';
import { Pace } from '../../src/http/pace.ts';
import { HOUR, SECOND } from '../../src/lib/time.ts';

const LIMITS = { concurrency: 1, rate: Number.POSITIVE_INFINITY, backoffMs: 10 };
const TURN = { priority: 'bulk', patienceMs: SECOND } as const;

describe('a clock that is put back', () => {
  test('holds nothing up, neither the rate nor a pause', async () => {
    let shift = 0;
    const pace = new Pace({ ...LIMITS, rate: 1000 }, () => Date.now() - shift);
    await pace.run(TURN, async () => undefined);
    pace.refused(200, Date.now());
    shift = HOUR;
    expect(pace.waitMs()).toBeLessThanOrEqual(200);
    const started = performance.now();
    await pace.run(TURN, async () => undefined);
    expect(performance.now() - started).toBeLessThan(SECOND);
  });

  test('does not make a pause longer that another process tells of', () => {
    let shift = 0;
    const pace = new Pace(LIMITS, () => Date.now() - shift);
    shift = HOUR;
    pace.pauseUntil(Date.now() - shift + 50);
    expect(pace.waitMs()).toBeLessThanOrEqual(50);
  });
});

test.each([
  ['less than a tenth of a second', 1, SECOND / 10],
  ['longer than two minutes', HOUR, 120 * SECOND],
])('no pause is %s (promise 17)', (_what, asked, lasts) => {
  const pace = new Pace(LIMITS, () => 0);
  pace.refused(asked, 0);
  expect(pace.waitMs()).toBe(lasts);
});

test('a pause that another process tells of is none when it is further ahead than one can be (promise 17)', () => {
  const pace = new Pace(LIMITS, () => 0);
  pace.pauseUntil(120 * SECOND + 1);
  expect(pace.waitMs()).toBe(0);
  pace.pauseUntil(120 * SECOND);
  expect(pace.waitMs()).toBe(120 * SECOND);
});

describe('how long requests take is told', () => {
  const told = (limits: object) => new Pace({ ...LIMITS, ...limits }).etaMs(80) / SECOND;
  test.each([
    ['a usual service', {}, 32],
    ['eight at once', { concurrency: 8 }, 4],
    ['a stated rate', { concurrency: 8, rate: 2 }, 40],
  ])('before the first, of %s', (_what, limits, seconds) => {
    expect(Math.floor(told(limits))).toBe(seconds);
  });

  test('by how long the latest took, and by a pause', async () => {
    let now = 0;
    const pace = new Pace({ ...LIMITS, concurrency: 10 }, () => now);
    const lasting = (ms: number) =>
      pace.run(TURN, async () => {
        now += ms;
      });
    await lasting(95);
    expect([pace.etaMs(0), pace.etaMs(100)]).toEqual([0, 1000]);
    for (let n = 0; n < 40; n += 1) await lasting(995);
    expect(pace.etaMs(100)).toBeGreaterThan(9900);
    pace.refused(60 * SECOND, now);
    expect(pace.etaMs(100)).toBeGreaterThan(69_900);
  });
});

test('what goes out of date goes before what waits, in its own order, and single calls before both', async () => {
  const pace = new Pace({ ...LIMITS, concurrency: 1 });
  const order: string[] = [];
  const places = Promise.withResolvers<void>();
  const hold = (name: string, turn = {}) =>
    pace.run({ ...TURN, ...turn }, async () => {
      order.push(name);
      await places.promise;
    });
  const priority = 'single' as const;
  const all = [
    // One place for bulk work, and two more for single calls.
    ...['first', 'second', 'third'].map((name) => hold(name, { priority })),
    hold('read'),
    hold('write', { urgent: true }),
    hold('later write', { urgent: true }),
    hold('single', { priority }),
  ];
  places.resolve();
  await Promise.all(all);
  expect(order).toEqual(['first', 'second', 'third', 'single', 'write', 'later write', 'read']);
});
