import { MINUTE, SECOND } from '../lib/time.ts';

interface Refusal {
  /** When the first request that was turned away had started. */
  at: number;
  pauseMs: number;
  /** Requests turned away, those under way at the time included. */
  refused: number;
}

/** Requests served in the last `ms` before a refusal. */
interface Stretch {
  ms: number;
  served: number;
}

const MOST_STARTS = 2000;
/** Timers and the network shift each start by some ms, which is much of a shorter stretch than these. */
const SHORTEST_BURST = 10;
const SHORTEST_RUN = 300;
const SLOWEST = 0.5;
/** Going on exactly at the limit would meet it with the first shift of a start. */
const BELOW = 0.98;
/** Seconds of requests until the rate has doubled, where the limit is only guessed and where it was measured. */
const GUESSED = 2;
const MEASURED = 100;
/** Limits change: what was learned is forgotten after so long without a refusal. */
const KNOWN_FOR = 5 * MINUTE;

/**
 * How fast an account takes requests, learned from refusals. The service is taken to have a bucket: so many requests at once,
 * and so many more each second. A refusal finds it empty, and a pause fills it.
 */
export class Allowance {
  readonly #most: number;
  /** The rate right after the last refusal; from there it grows with the requests sent, slowly at first. */
  #bottom: number;
  #doublesIn = GUESSED;
  #sent = 0;
  /** When the latest of them started. */
  #starts: number[] = [];
  #refusal: Refusal | undefined;
  #second = 0;
  #inSecond = 0;
  #mostInSecond = 0;
  /** The shortest stretch that emptied a full bucket. */
  #burst: Stretch | undefined;

  /** `most` is what a person stated; `Infinity` when nobody did. */
  constructor(most: number) {
    this.#most = most;
    this.#bottom = most;
  }

  /** Requests per second at the most, at present. */
  get rate(): number {
    const seconds = this.#sent / this.#bottom;
    return Math.min(this.#most, this.#bottom * (1 + (seconds / this.#doublesIn) ** 2));
  }

  /** Requests that started in the busiest second so far. */
  get busiest(): number {
    return this.#mostInSecond;
  }

  started(at: number): void {
    this.#count(Math.floor(at / SECOND));
    if (this.#refusal) this.#learn(this.#refusal);
    if (at - (this.#starts[0] ?? at) > KNOWN_FOR) this.#forget();
    this.#sent += 1;
    this.#starts.push(at);
    if (this.#starts.length > MOST_STARTS) this.#starts.shift();
  }

  /**
   * A request that started at `at` was turned away, and all pause. What that says is worked out when they go on: by then
   * those under way have come back, too.
   */
  refused(at: number, pauseMs: number): void {
    this.#refusal ??= { at, pauseMs, refused: 0 };
    this.#refusal.refused += 1;
  }

  #count(second: number): void {
    if (second !== this.#second) this.#inSecond = 0;
    this.#second = second;
    this.#inSecond += 1;
    this.#mostInSecond = Math.max(this.#mostInSecond, this.#inSecond);
  }

  #learn({ at, pauseMs, refused }: Refusal): void {
    // Those turned away are taken to be the last.
    const served = this.#starts.slice(0, -refused);
    const stretches = served.map((start, before) => ({
      ms: Math.max(SHORTEST_BURST, at - start),
      served: served.length - before,
    }));
    // Who serves nobody at all is down, or busy: that says nothing of a rate.
    if (served.length > 0) this.#estimate(stretches, pauseMs);
    this.#refusal = undefined;
    this.#starts = [];
    this.#sent = 0;
  }

  /**
   * Two estimates that are not too high: what came into the bucket if the pause filled it, and what was served beyond a full
   * one. Before that is known the search begins in the middle between the first and what was sent.
   */
  #estimate(stretches: readonly Stretch[], pauseMs: number): void {
    const burst = this.#burst;
    const least = Math.max(...stretches.map((stretch) => perSecond(stretch, pauseMs)));
    const most = Math.min(this.rate, Math.max(...stretches.map((stretch) => perSecond(stretch))));
    const beyond = stretches.flatMap((stretch) => perSecondBeyond(burst, stretch));
    const measured = beyond.length > 0;
    const rate = measured ? BELOW * Math.min(most, Math.max(least, ...beyond)) : Math.sqrt(least * most);
    this.#doublesIn = measured ? MEASURED : GUESSED;
    this.#bottom = Math.max(SLOWEST, rate);
    const fullest = largest(stretches, ({ ms, served }) => served - (rate * ms) / SECOND);
    if (!burst || fullest.ms < burst.ms) this.#burst = fullest;
  }

  #forget(): void {
    this.#bottom = this.#most;
    this.#burst = undefined;
  }
}

function perSecond({ ms, served }: Stretch, moreMs = 0): number {
  return (served * SECOND) / (ms + moreMs);
}

function perSecondBeyond(burst: Stretch | undefined, { ms, served }: Stretch): number[] {
  if (!burst || ms < burst.ms + SHORTEST_RUN) return [];
  return [perSecond({ ms: ms - burst.ms, served: served - burst.served })];
}

function largest<T>(all: readonly T[], size: (one: T) => number): T {
  return all.reduce((a, b) => (size(b) > size(a) ? b : a));
}
