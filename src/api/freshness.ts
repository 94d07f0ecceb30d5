import { ageOf, type Moment, SECOND } from '../lib/time.ts';

/** What was read longer ago than this, in ms, may have changed: nothing is written upon it (promise 1). */
const FRESH_FOR = 2 * SECOND;
/** Where the account takes few requests a second, the write has to wait for its turn: so many intervals for each request of the reading. */
const INTERVALS = 1.5;

/** The reading that a write is based on. */
export interface Basis {
  /** Just before its first request was handed over: what the service says may be as old as that. */
  readAt: Moment;
  /** How long the service took to answer, in ms: of several requests, the slowest. Not while this process stood still. */
  tookMs: number;
  /** How many requests it took. */
  requests: number;
}

/** Something that was read, and what a write upon it is based on. */
export interface Reading<T> {
  value: T;
  basis: Basis;
}

/** How long, in ms, what was read may be written upon; `intervalMs` lies between two requests of the account. */
export function freshFor({ requests }: Pick<Basis, 'requests'>, intervalMs: number): number {
  return Math.max(FRESH_FOR, INTERVALS * requests * intervalMs);
}

/** Milliseconds that are left to write upon it; negative once it is too late. */
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
