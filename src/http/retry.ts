import { HOUR, MINUTE, SECOND } from '../lib/time.ts';

/** Clocks that agree as well as this are taken to be right. */
const CLOCKS_DIFFER = 5 * SECOND;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** A wait longer than this is a used-up quota, not a busy moment: nobody should hang on it. */
export const LONGEST_PAUSE = 2 * MINUTE;
/** A quota for a day renews within it, wherever its midnight is: a wait that is told as longer is no answer to how long. */
const LONGEST_QUOTA = 26 * HOUR;
/** Whoever asks for less cannot mean it: asked again at once, a service that refuses everybody would be flooded. */
const SHORTEST_PAUSE = SECOND / 10;

/** A pause within sense. */
export function withinSense(ms: number): number {
  return Math.min(Math.max(ms, SHORTEST_PAUSE), LONGEST_PAUSE);
}

/**
 * How long the service asks us to wait, in ms: `Retry-After` in seconds or as a date, or one of the reset headers
 * (seconds from now, or an epoch in seconds or milliseconds). None when it does not say.
 */
export function askedDelay(headers: Headers, now: number): number | undefined {
  const sentAt = toldNow(headers, now);
  return (
    believable(retryAfter(first(headers['retry-after']), sentAt)) ?? believable(resetAt(headers, sentAt))
  );
}

/** The wait, unless nobody can mean it. */
export function believable(ms: number | undefined): number | undefined {
  return ms !== undefined && ms <= LONGEST_QUOTA ? ms : undefined;
}

/** The service means its moments as of its own clock. It tells whole seconds only: ours is finer, where it is right. */
function toldNow({ date }: Headers, now: number): number {
  const told = Date.parse(first(date) ?? '');
  return Math.abs(told - now) > CLOCKS_DIFFER ? told : now;
}

function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * SECOND);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function resetAt(headers: Headers, now: number): number | undefined {
  const value = first(
    headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'] ?? headers['x-rate-limit-reset'],
  );
  const reset = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(reset)) return undefined;
  // Small numbers are seconds from now; large ones an epoch, in seconds or in milliseconds.
  if (reset <= (24 * HOUR) / SECOND) return Math.max(0, reset * SECOND);
  return Math.max(0, (reset > 1e11 ? reset : reset * SECOND) - now);
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** 1, 2, 4 times the base (the vendor's advice, in seconds), a fifth of it random so that processes part ways. */
export function backoff(attempt: number, baseMs: number): number {
  return baseMs * 2 ** Math.min(attempt - 1, 5) * (0.9 + Math.random() * 0.2);
}
