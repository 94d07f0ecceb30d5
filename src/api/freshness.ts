import { ageOf, type Moment, SECOND } from '../lib/time.ts';

/** A contact read longer ago than this, in ms, may have changed: nothing is written upon it (promise 1). */
const FRESH_FOR = 2 * SECOND;
/** At a low rate the write has to wait for its turn: so many intervals are allowed for each request of the reading. */
const INTERVALS = 1.5;

/** The reading that a write is based on. */
export interface Basis {
  /** Just before the first request was handed over: the state in the reply may be as old as that. */
  readAt: Moment;
  /** How long the service took to answer, in ms; of several requests, the slowest. The time that this process stood still is left out. */
  tookMs: number;
  /** How many requests the reading took. */
  requests: number;
}

/** A value that was read, and the basis for a write upon it. */
export interface Reading<T> {
  value: T;
  basis: Basis;
}

/** How long after a reading, in ms, a write upon it is allowed; `intervalMs` lies between two requests of the account. */
export function freshFor({ requests }: Pick<Basis, 'requests'>, intervalMs: number): number {
  return Math.max(FRESH_FOR, INTERVALS * requests * intervalMs);
}

/** Milliseconds left for a write upon the reading; negative once it is too late. */
export function freshLeft(basis: Basis, intervalMs: number): number {
  return freshFor(basis, intervalMs) - ageOf(basis.readAt);
}

/** One basis for a write that is based on several readings: as old as the oldest of them. */
export function together(first: Basis, ...others: readonly Basis[]): Basis {
  const all = [first, ...others];
  const { readAt } = all.reduce((a, b) => (ageOf(b.readAt) > ageOf(a.readAt) ? b : a));
  return {
    readAt,
    tookMs: Math.max(...all.map(({ tookMs }) => tookMs)),
    requests: all.reduce((sum, { requests }) => sum + requests, 0),
  };
}
