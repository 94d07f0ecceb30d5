import { describe, expect, test } from 'vitest';
import { Allowance } from '../../src/http/allowance.ts';
import { MINUTE, SECOND } from '../../src/lib/time.ts';

const UNLIMITED = Number.POSITIVE_INFINITY;
const PAUSE = SECOND;
/** Between two requests, when nothing holds them back. */
const QUICKEST = 3;
const BENCH = 20 * SECOND;

type Service = (now: number) => boolean;

const down: Service = () => false;
const free: Service = () => true;

/** Takes so many requests at once, and so many more each second. */
function bucket(perSecond: number, atOnce: number): Service {
  let room = atOnce;
  let last = 0;
  return (now) => {
    room = Math.min(atOnce, room + ((now - last) * perSecond) / SECOND);
    last = now;
    const taken = room >= 1;
    if (taken) room -= 1;
    return taken;
  };
}

/** Sends as fast as allowed, and pauses after each refusal. */
function send(allowance: Allowance, service: Service, from: number, ms: number) {
  let served = 0;
  let refused = 0;
  let now = from;
  while (now < from + ms) {
    allowance.started(now);
    if (service(now)) {
      served += 1;
    } else {
      refused += 1;
      allowance.refused(now, PAUSE);
      now += PAUSE;
    }
    now += Math.max(QUICKEST, SECOND / allowance.rate);
  }
  return { perSecond: (served * SECOND) / ms, refused: refused / (served + refused) };
}

function learned(perSecond: number, atOnce: number): Allowance {
  const allowance = new Allowance(UNLIMITED);
  send(allowance, bucket(perSecond, atOnce), 0, BENCH);
  return allowance;
}

test.each([UNLIMITED, 5, 0.05])('without a refusal the rate is the stated one: %d', (stated) => {
  const allowance = new Allowance(stated);
  send(allowance, free, 0, BENCH);
  expect(allowance.rate).toBe(stated);
});

test.each([5, 0.05])('a stated rate of %d is not exceeded after refusals', (stated) => {
  const allowance = new Allowance(stated);
  for (let second = 0; second < 100; second += 1) {
    send(allowance, second % 10 === 5 ? down : free, second * SECOND, SECOND);
    expect(allowance.rate).toBeLessThanOrEqual(stated);
  }
});

test.each([
  [100, 100],
  [100, 30],
  [100, 10],
  [300, 30],
  [20, 20],
  [20, 2],
  [5, 5],
])(
  'of %d requests a second, %d at once, which nobody stated, 85 % are used and few are refused',
  (perSecond, atOnce) => {
    const used = send(new Allowance(UNLIMITED), bucket(perSecond, atOnce), 0, BENCH);
    expect(used.perSecond).toBeGreaterThanOrEqual(0.85 * perSecond);
    expect(used.refused).toBeLessThan(0.1);
  },
);

describe('a limit that was learned', () => {
  test('holds while nothing is sent', () => {
    const allowance = learned(100, 10);
    const { refused } = send(allowance, bucket(100, 10), BENCH + MINUTE, 5 * SECOND);
    expect([refused, allowance.rate < 110]).toEqual([0, true]);
  });

  test('is tried again with time, and soon left behind when it was lifted', () => {
    const allowance = learned(100, 10);
    send(allowance, free, BENCH, 2 * MINUTE);
    expect(allowance.rate).toBeGreaterThan(200);
  });

  test('is forgotten after five minutes without a refusal', () => {
    const allowance = learned(100, 10);
    allowance.started(BENCH);
    allowance.started(BENCH + 5 * MINUTE + 1);
    expect(allowance.rate).toBe(UNLIMITED);
  });

  test('is not changed by a service that serves nobody', () => {
    const allowance = learned(100, 10);
    const { rate } = allowance;
    send(allowance, down, BENCH, 10 * SECOND);
    allowance.started(BENCH + 10 * SECOND);
    expect(Math.abs(allowance.rate - rate)).toBeLessThan(0.05 * rate);
  });
});
