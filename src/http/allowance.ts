import { MINUTE, SECOND } from '../lib/time.ts';

interface Refusal {
  /** When the first request that was turned away had started. */
  at: number;
  pauseMs: number;
  /** Requests turned away, those under way at the time included. */
  refused: number;
}

/** Requests that started in the last `ms` before a refusal. */
interface Stretch {
  ms: number;
  requests: number;
}

/** What was sent from the end of a pause to the next refusal. */
interface Run {
  ms: number;
  stretches: readonly Stretch[];
}

/** Starts kept to look back on. */
const MOST_STARTS = 2000;
/** The stretches looked at, in ms: from 5 to 10,000, each 8 % longer. */
const SPANS = Array.from({ length: 100 }, (_, step) => 5 * 1.08 ** step);
/** Timers and the network shift each start by some ms, which is much of a shorter stretch than these. */
const SHORTEST_BURST = 10;
const SHORTEST_RUN = 300;
const SLOWEST = 0.5;
/** Of the time of a run, spent at the pace: else what was served says little about what would have been. */
const MOSTLY = 0.7;
/** A limit that was measured is not given up for one refusal. */
const LEAST_LEFT = 0.75;
/** Going on exactly at the limit would meet it with the first shift of a start. */
const BELOW = 0.98;
/** Limits change: what was learned is forgotten after so long without a refusal. */
const KNOWN_FOR = 5 * MINUTE;
/** Seconds at the pace until the rate is back at what was measured. */
const CAREFUL_FOR = 20;

/**
 * How fast an account takes requests, learned from refusals. The service is taken to have a bucket: so many requests at once,
 * and so many more each second. A refusal finds it empty; what it holds when full shows only when runs are compared.
 */
export class Allowance {
  readonly #most: number;
  #rate: number;
  /** Where the rate began after the last refusal, and the limit as far as it is known: else it is searched for. */
  #bottom: number;
  #limit: number | undefined;
  /** Spent at the pace: while less is asked for, nothing is learned. */
  #paced = { requests: 0, ms: 0 };
  /** When the latest requests since the last pause started, and how many have in all. */
  #starts: number[] = [];
  #started = 0;
  /** The refusal that the pause is for, and when the one before it was. */
  #refusal: Refusal | undefined;
  #refusedAt: number | undefined;
  /** The most that was ever served in stretches before a refusal. */
  #bursts: readonly Stretch[] | undefined;

  /** `most` is what a person stated; `Infinity` when nobody did. */
  constructor(most: number) {
    this.#most = most;
    this.#rate = most;
    this.#bottom = most;
  }

  /** Requests per second at the most, at present. */
  get rate(): number {
    return this.#rate;
  }

  /** Starts missed in so many ms may be made up for at once: half a burst, and none while that is measured. */
  get slackMs(): number {
    if (this.#bursts === undefined) return Number.POSITIVE_INFINITY;
    if (this.#limit === undefined) return 0;
    const burst = Math.max(...this.#bursts.map(({ ms, requests }) => requests - (this.#rate * ms) / SECOND));
    return ((Math.max(0, burst - 1) / 2) * SECOND) / this.#rate;
  }

  /** A request starts; `paced` when it would have started earlier at a higher rate. */
  started(at: number, paced: boolean): void {
    if (this.#refusal) this.#learn(this.#refusal);
    else if (this.#refusedAt !== undefined && at - this.#refusedAt > KNOWN_FOR) this.#forget();
    this.#started += 1;
    this.#starts.push(at);
    if (this.#starts.length > MOST_STARTS) this.#starts.splice(0, MOST_STARTS / 2);
    if (!paced || this.#rate === this.#most) return;
    this.#paced.requests += 1;
    this.#paced.ms += SECOND / this.#rate;
    this.#grow();
  }

  /**
   * A request that started at `at` was turned away, and all pause. What that says is worked out when they go on: by then
   * those under way have come back, too.
   */
  refused(at: number, pauseMs: number): void {
    this.#refusal ??= { at, pauseMs, refused: 0 };
    this.#refusal.refused += 1;
  }

  #learn({ at, pauseMs, refused }: Refusal): void {
    // Those turned away are taken to be the last.
    const served = Math.max(0, this.#started - refused);
    const starts = this.#starts.slice(0, Math.max(0, this.#starts.length - refused));
    const run = { stretches: stretches(starts, at), ms: Math.max(0, at - (starts[0] ?? at)) };
    // Who serves nobody at all is down, or busy: that says nothing of a rate.
    if (served > 0 && this.#bursts && this.#refusedAt !== undefined)
      this.#measure(run, this.#bursts, (served * SECOND) / (at - this.#refusedAt));
    else if (served > 0) this.#guess(run.stretches, pauseMs);
    if (served > 0) this.#bursts = fuller(run.stretches, this.#bursts);
    this.#refusal = undefined;
    this.#refusedAt = at;
    this.#starts = [];
    this.#started = 0;
    this.#paced = { requests: 0, ms: 0 };
    this.#grow();
  }

  /**
   * If the pause fills the bucket again, this is what it takes each second; a smaller bucket takes more than that, but less
   * than was sent. The search begins in the middle.
   */
  #guess(stretches: readonly Stretch[], pauseMs: number): void {
    const fastest = (extraMs: number) =>
      Math.max(...stretches.map(({ ms, requests }) => (requests * SECOND) / (ms + extraMs)));
    const least = fastest(pauseMs);
    const sent = fastest(SHORTEST_BURST);
    this.#search(Math.sqrt(least * Math.min(sent, this.#most)));
  }

  /**
   * Two estimates that are not too high, so the higher one counts. What was served between two refusals came into the bucket
   * meanwhile. And so did what was served beyond a full bucket, in the time beyond the one that a full bucket lasts.
   */
  #measure(run: Run, bursts: readonly Stretch[], between: number): void {
    const beyond = slope(run, bursts);
    const estimate = Math.min(this.#rate, Math.max(between, beyond ?? 0));
    const paced = this.#paced.ms >= MOSTLY * run.ms;
    if (this.#limit !== undefined) {
      // It was measured before. Where less was sent than that, it was a stall rather than the limit.
      const least = Math.max(estimate, LEAST_LEFT * this.#rate);
      this.#limit = paced ? least : this.#rate;
      this.#bottom = BELOW * least;
    } else if (paced && beyond !== undefined) {
      this.#limit = estimate;
      this.#bottom = BELOW * estimate;
    } else {
      this.#search(Math.max(this.#rate / 2, Math.sqrt(between * this.#rate)));
    }
  }

  #search(from: number): void {
    this.#bottom = from;
    this.#limit = undefined;
  }

  #grow(): void {
    const { ms, requests } = this.#paced;
    const rate =
      this.#limit === undefined
        ? doubling(this.#bottom, ms / SECOND, requests)
        : probing(this.#bottom, this.#limit, ms / SECOND);
    this.#rate = Math.max(SLOWEST, Math.min(this.#most, rate));
  }

  #forget(): void {
    this.#rate = this.#most;
    this.#search(this.#most);
    this.#bursts = undefined;
    this.#refusedAt = undefined;
  }
}

/** The limit is somewhere above: twice the rate after each second, or after ten requests where they are rarer. */
function doubling(from: number, seconds: number, requests: number): number {
  return from * 2 ** Math.min(seconds, requests / 10);
}

/** Soon near the limit, there for long, and faster and faster beyond, in case it was lifted. */
function probing(from: number, limit: number, seconds: number): number {
  const beyond = (seconds / CAREFUL_FOR - 1) ** 3;
  return limit + beyond * (beyond < 0 ? limit - from : 0.1 * limit);
}

function stretches(starts: readonly number[], end: number): Stretch[] {
  return SPANS.map((ms) => ({ ms, requests: starts.filter((start) => start >= end - ms).length }));
}

function fuller(some: readonly Stretch[], others: readonly Stretch[] = some): Stretch[] {
  return some.map(({ ms, requests }, index) => ({
    ms,
    requests: Math.max(requests, others[index]?.requests ?? 0),
  }));
}

/**
 * How many more requests a second there were in a longer stretch than in a shorter one, when both began with a full bucket.
 * Which did is not known: of the run, the one that comes nearest, and of the bursts, the one that does.
 */
function slope({ stretches, ms: wholeMs }: Run, bursts: readonly Stretch[]): number | undefined {
  const whole = stretches.filter(({ ms }) => ms <= wholeMs);
  const slopes = bursts.flatMap((burst) => {
    const longer = whole.filter(({ ms }) => ms >= Math.max(burst.ms + SHORTEST_RUN, 2 * burst.ms));
    if (longer.length === 0) return [];
    const rates = longer.map(({ ms, requests }) => (requests - burst.requests) / (ms - burst.ms));
    return [Math.max(...rates) * SECOND];
  });
  return slopes.length > 0 ? Math.min(...slopes) : undefined;
}
