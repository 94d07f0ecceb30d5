import { type Clock, SECOND, steady } from '../lib/time.ts';
import { Allowance } from './allowance.ts';
import { backoff, LONGEST_PAUSE, withinSense } from './retry.ts';

/** Single calls go before bulk work, on two places kept for them, and do not wait long. */
export type Priority = 'single' | 'bulk';

interface PaceLimits {
  /** Requests at once. */
  concurrency: number;
  /** Requests per second at the most; `Infinity` when nobody set one. */
  rate: number;
  /** First pause in ms when the service turns a request away without saying for how long; doubled each time. */
  backoffMs: number;
  /** Told when the service pauses the account, so that other processes pause, too. */
  onPause?: ((until: number) => void) | undefined;
}

interface Turn {
  priority: Priority;
  /** The longest a call may stand in the queue, in ms, before it is refused with the wait to come. */
  patienceMs: number;
  signal?: AbortSignal | undefined;
  /** Goes before others of its priority: what it was read for goes out of date while it waits. */
  urgent?: boolean | undefined;
}

/** The account is being slowed down for longer than the caller is willing to wait. */
export class PaceError extends Error {
  override readonly name = 'PaceError';
  readonly waitMs: number;
  /** The service, by a pause or a rate learned from it; or the rate that a person stated. */
  readonly by: 'service' | 'rate';

  constructor(waitMs: number, by: PaceError['by']) {
    super('waiting for the next request that may start');
    this.waitMs = waitMs;
    this.by = by;
  }
}

interface Waiting {
  turn: Turn;
  start(): void;
  refuse(error: unknown): void;
}

const KEPT_FOR_SINGLE = 2;
/** Of a request, before the first one told; and the share that each of the latest has in what is expected. */
const USUALLY = 0.4 * SECOND;
const LATEST = 1 / 8;
/** What eight requests at once cost this process itself, each: measured with the runner, 5 ms and 20 ms away. */
const OVERHEAD = 5;
/** Timers fire late: starts missed in the last tenth of a second are made up for. */
const CATCH_UP = SECOND / 10;

/**
 * The one pace of everything this process sends to an account: so many at once, so many per second, and slower
 * when the service says so.
 */
export class Pace {
  readonly #limits: PaceLimits;
  readonly #clock: Clock;
  /** Of its own: a clock that is put back would hold everything up until it has caught up. */
  readonly #now: Clock;
  readonly #allowance: Allowance;
  #active = 0;
  #nextStart = 0;
  #pausedUntil = 0;
  /** Refusals since a request was last served. */
  #refusals = 0;
  /** Milliseconds from the start of a request to its reply. */
  #lasts: number | undefined;
  #queues: Record<Priority, Waiting[]> = { single: [], bulk: [] };
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: PaceLimits, now: Clock = Date.now) {
    this.#limits = limits;
    this.#clock = now;
    this.#now = steady(now);
    this.#allowance = new Allowance(limits.rate);
  }

  /** Waits for a place, runs the task in it, and gives the place back. The task is told when it began, by the clock of this pace. */
  async run<T>(turn: Turn, task: (begun: number) => Promise<T>): Promise<T> {
    if (!this.#startNow(turn)) await this.#place(turn);
    const begun = this.#now();
    try {
      const done = await task(begun);
      const lasted = this.#now() - begun;
      this.#lasts = lasted + (1 - LATEST) * ((this.#lasts ?? lasted) - lasted);
      return done;
    } finally {
      this.#active -= 1;
      // Who was served may have something urgent to say next, and goes before those that wait.
      if (this.#isQueued()) setImmediate(() => this.#dispatch());
    }
  }

  /** A request was served: the next refusal is the first again. */
  served(): void {
    this.#refusals = 0;
  }

  /** A request that began at `began` was turned away, for `askedMs` if the service said; nothing starts until then. */
  refused(askedMs: number | undefined, began: number): void {
    const now = this.#now();
    // Those already under way when the first was refused tell nothing new about the rate.
    if (began >= this.#pausedUntil) this.#refusals += 1;
    // Nothing, or a moment that is past, is no answer to how long.
    const told = askedMs !== undefined && askedMs > 0;
    const delayMs = withinSense(told ? askedMs : backoff(this.#refusals, this.#limits.backoffMs));
    this.#pausedUntil = Math.max(this.#pausedUntil, now + delayMs);
    this.#limits.onPause?.(this.#clock() + this.#pausedUntil - now);
    this.#allowance.refused(began, delayMs);
    this.#sendAwayImpatient();
  }

  /** Another process of the account was refused: nothing starts here before then, either. */
  pauseUntil(moment: number): void {
    const ms = moment - this.#clock();
    // It was told while that clock, or now this one, was wrong: no pause lasts so long.
    if (ms > LONGEST_PAUSE) return;
    const until = this.#now() + ms;
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#nextStart = Math.max(this.#nextStart, until);
    this.#sendAwayImpatient();
  }

  /** Milliseconds until a request may start again; 0 when one may now. */
  waitMs(): number {
    return Math.max(0, this.#pausedUntil - this.#now());
  }

  /** Milliseconds until a request may start again, where the service turned away all since it last served one. */
  refusedMs(): number | undefined {
    return this.#refusals === 0 && this.waitMs() === 0 ? undefined : this.waitMs();
  }

  /** Milliseconds from one request to the next, at the stated or learned rate. */
  intervalMs(): number {
    return SECOND / this.#allowance.rate;
  }

  /** Requests that this process started in its busiest second. */
  busiest(): number {
    return this.#allowance.busiest;
  }

  /** How long so many requests of bulk work take, in ms, as things are. */
  etaMs(requests: number): number {
    if (requests === 0) return 0;
    const each = ((this.#lasts ?? USUALLY) + OVERHEAD) / this.#limits.concurrency;
    return this.waitMs() + requests * Math.max(each, SECOND / this.#allowance.rate);
  }

  /** Most requests find a free place and no queue, and take it without waiting. */
  #startNow({ priority, signal }: Turn): boolean {
    const now = this.#now();
    if (
      this.#isQueued() ||
      signal?.aborted ||
      this.#active >= this.#places(priority) ||
      this.#waitForStart(now) > 0
    )
      return false;
    this.#take(now);
    return true;
  }

  #isQueued(): boolean {
    return this.#queues.single.length > 0 || this.#queues.bulk.length > 0;
  }

  #places(priority: Priority): number {
    // Nobody was served since the pause before: one asks whether that is over, rather than all at once.
    if (this.#refusals > 1) return 1;
    return this.#limits.concurrency + (priority === 'single' ? KEPT_FOR_SINGLE : 0);
  }

  #waitForStart(now: number): number {
    return Math.max(this.#pausedUntil, this.#nextStart) - now;
  }

  #take(now: number): void {
    this.#allowance.started(now);
    const due = this.#nextStart > now - CATCH_UP ? this.#nextStart : now;
    this.#nextStart = due + this.intervalMs();
    this.#active += 1;
  }

  #place(turn: Turn): Promise<void> {
    if (turn.signal?.aborted) return Promise.reject(turn.signal.reason);
    const wait = this.#expectedWait(turn.priority);
    if (wait > turn.patienceMs) return Promise.reject(new PaceError(wait, this.#slowedBy()));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { turn, start: resolve, refuse: reject };
    const leave = () => {
      this.#queues[turn.priority] = this.#queues[turn.priority].filter((other) => other !== waiting);
      reject(turn.signal?.reason);
    };
    turn.signal?.addEventListener('abort', leave, { once: true });
    const queue = this.#queues[turn.priority];
    const before = turn.urgent ? queue.findIndex((other) => !other.turn.urgent) : -1;
    queue.splice(before < 0 ? queue.length : before, 0, waiting);
    this.#dispatch();
    return promise.finally(() => turn.signal?.removeEventListener('abort', leave));
  }

  /** Until a request of this priority would start: the pause, or the queue before it at the present rate. */
  #expectedWait(priority: Priority): number {
    const ahead = this.#queues.single.length + (priority === 'bulk' ? this.#queues.bulk.length : 0);
    const turn = this.#nextStart + (ahead * SECOND) / this.#allowance.rate - this.#now();
    return Math.max(this.waitMs(), turn, 0);
  }

  #slowedBy(): PaceError['by'] {
    return this.waitMs() === 0 && this.#allowance.rate === this.#limits.rate ? 'rate' : 'service';
  }

  #dispatch(): void {
    for (const priority of ['single', 'bulk'] as const) {
      while (this.#active < this.#places(priority) && this.#queues[priority].length > 0) {
        const now = this.#now();
        const wait = this.#waitForStart(now);
        if (wait > 0) {
          this.#dispatchIn(wait);
          return;
        }
        this.#take(now);
        this.#queues[priority].shift()?.start();
      }
    }
  }

  #dispatchIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#dispatch(), ms);
  }

  #sendAwayImpatient(): void {
    const wait = this.waitMs();
    for (const priority of ['single', 'bulk'] as const) {
      for (const waiting of this.#queues[priority])
        if (waiting.turn.patienceMs < wait) waiting.refuse(new PaceError(wait, 'service'));
      this.#queues[priority] = this.#queues[priority].filter(({ turn }) => turn.patienceMs >= wait);
    }
  }
}
