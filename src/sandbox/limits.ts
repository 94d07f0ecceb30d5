import type { Dialect, Limit } from './dialect.ts';
import { Failure } from './failures.ts';

const day = 24 * 3_600_000;

interface Excess {
  limitType: string;
  limit: number;
  current: number;
  waitMs: number;
}

/** Tokens that come back with time, which models the documented limits of neighbours. */
class Bucket {
  #tokens = Number.POSITIVE_INFINITY;
  #at = 0;

  /** Milliseconds until a request may pass, 0 for at once. */
  wait(perSecond: number, burst: number, now: number): number {
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    return this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / perSecond) * 1000;
  }

  take(): void {
    this.#tokens -= 1;
  }
}

/** Counts requests against the dialect's `limit`. */
export class Limits {
  readonly #dialect: Dialect;
  readonly #now: () => number;
  readonly #all = new Bucket();
  readonly #writes = new Bucket();
  #open = 0;
  #dayStart = Number.NEGATIVE_INFINITY;
  #today = 0;

  constructor(dialect: Dialect, now: () => number) {
    this.#dialect = dialect;
    this.#now = now;
  }

  /** Counts a request in, or throws the refusal. The returned function counts it out. */
  enter(method: string): () => void {
    const { limit } = this.#dialect;
    const now = this.#now();
    if (now - this.#dayStart >= day) {
      this.#dayStart = now;
      this.#today = 0;
    }
    const isWrite = method !== 'GET';
    const excess = this.#quotaExcess(limit, now) ?? this.#rateExcess(limit, now, isWrite);
    if (excess) throw refusal(limit, excess, now);
    this.#all.take();
    if (isWrite) this.#writes.take();
    this.#today += 1;
    this.#open += 1;
    return () => {
      this.#open -= 1;
    };
  }

  #quotaExcess({ daily, concurrent }: Limit, now: number): Excess | undefined {
    if (daily !== undefined && this.#today >= daily)
      return { limitType: 'daily', limit: daily, current: this.#today, waitMs: this.#dayStart + day - now };
    if (concurrent !== undefined && this.#open >= concurrent)
      return { limitType: 'concurrent', limit: concurrent, current: this.#open, waitMs: 1000 };
    return undefined;
  }

  #rateExcess(limit: Limit, now: number, isWrite: boolean): Excess | undefined {
    const all = limit.perSecond ?? Number.POSITIVE_INFINITY;
    const writes = limit.writesPerSecond ?? Number.POSITIVE_INFINITY;
    const allWait = wait(this.#all, all, limit.burst, now);
    if (allWait > 0) return { limitType: 'per_second', limit: all, current: all, waitMs: allWait };
    const writesWait = isWrite ? wait(this.#writes, writes, undefined, now) : 0;
    if (writesWait > 0)
      return { limitType: 'writes_per_second', limit: writes, current: writes, waitMs: writesWait };
    return undefined;
  }
}

function wait(bucket: Bucket, perSecond: number, burst: number | undefined, now: number): number {
  return Number.isFinite(perSecond) ? bucket.wait(perSecond, burst ?? Math.max(1, perSecond), now) : 0;
}

function refusal({ status = 429, tell = 'body' }: Limit, excess: Excess, now: number): Failure {
  const seconds = Math.max(1, Math.ceil(excess.waitMs / 1000));
  const { limitType, limit, current } = excess;
  const headers: Record<string, string> = {};
  if (tell === 'retry-after') headers['retry-after'] = String(seconds);
  if (tell === 'retry-date') headers['retry-after'] = new Date(now + seconds * 1000).toUTCString();
  if (tell === 'reset') {
    headers['x-ratelimit-limit'] = String(limit);
    headers['x-ratelimit-remaining'] = '0';
    headers['x-ratelimit-reset'] = String(Math.floor(now / 1000) + seconds);
  }
  // The waiting time stands in one place only, so that a client proves that it reads that place.
  const counts = { limitType, limit, current, ...(tell === 'body' && { retryAfter: seconds }) };
  const extra = { headers, ...(tell !== 'nothing' && { details: counts }) };
  return new Failure(status, 'rate limit exceeded', 'RATE_LIMIT_EXCEEDED', extra);
}
