/** Milliseconds since 1970; injected, so that tests can move it. */
export type Clock = () => number;

/** A clock that never goes back: when `clock` is put back, it goes on from its last time. */
export function steady(clock: Clock): Clock {
  let last = Number.NEGATIVE_INFINITY;
  let shift = 0;
  return () => {
    const now = clock();
    if (now + shift < last) shift = last - now;
    last = now + shift;
    return last;
  };
}

/**
 * A moment on both clocks of this computer. The wall clock goes on while the computer sleeps, but may be set; the monotonic
 * clock is never set, but may stand still then.
 */
export interface Moment {
  wall: number;
  monotonic: number;
}

export function thisMoment(): Moment {
  return { wall: Date.now(), monotonic: performance.now() };
}

/** Milliseconds since the moment, by the clock that counted more; `Infinity`, for unknown, when the wall clock was put back since. */
export function ageOf({ wall, monotonic }: Moment): number {
  const now = thisMoment();
  if (now.wall < wall) return Number.POSITIVE_INFINITY;
  return Math.max(now.wall - wall, now.monotonic - monotonic);
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const UNITS: readonly (readonly [number, string])[] = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
  [SECOND, 's'],
];

/** A span in the largest unit that fits: `3 days`, `1 hour`, `40 s`. */
export function span(ms: number): string {
  const [size, unit] = UNITS.find(([unitSize]) => ms >= unitSize) ?? [SECOND, 's'];
  const count = Math.max(1, Math.round(ms / size));
  if (unit === 's') return `${count} s`;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Resolves after `ms`, or rejects with the reason of the signal as soon as it aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
