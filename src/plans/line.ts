import { SECOND, sleep } from '../lib/time.ts';

/** How long a call waits at most for earlier writes to its contact. */
const PATIENCE = 8 * SECOND;
/** How long a call waits before it looks again whether another process, or a plan, still writes to its contact. */
const LOOK_AGAIN = SECOND / 20;

/** The calls of this process that write to one contact: each waits until the calls before it have left. */
export class Line {
  readonly #ends = new Map<string, Promise<void>>();

  /** The last place in the line with this key. */
  join(key: string): Place {
    const ahead = this.#ends.get(key);
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    // A call that leaves early does not let the next one pass those ahead of both.
    const end = Promise.all([ahead, left]).then(() => {
      if (this.#ends.get(key) === end) this.#ends.delete(key);
    });
    this.#ends.set(key, end);
    return new Place(ahead, leave);
  }
}

export class Place {
  /** Lets the next call go; a second time does nothing. */
  readonly leave: () => void;
  readonly #ahead: Promise<void> | undefined;
  /** When the patience of this call ends, by `performance.now()`; it begins with the first wait. */
  #until: number | undefined;

  constructor(ahead: Promise<void> | undefined, leave: () => void) {
    this.#ahead = ahead;
    this.leave = leave;
  }

  /** Whether nobody was in the line when this call joined it. */
  get isFirst(): boolean {
    return this.#ahead === undefined;
  }

  /** Resolves when the calls ahead have left, or when this one has waited long enough. Rejects when it was cancelled. */
  async turn(signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const late = sleep(this.#patience(), AbortSignal.any([signal, ended.signal])).catch(() => undefined);
    await Promise.race([this.#ahead, late]);
    ended.abort();
    signal.throwIfAborted();
  }

  /** Waits a moment for a writer that is not in this line; false when this call has waited long enough. */
  async moment(signal: AbortSignal): Promise<boolean> {
    if (this.#patience() <= 0) return false;
    // Of uneven length, so that two calls take turns.
    await sleep(LOOK_AGAIN * (1 + Math.random()), signal);
    return true;
  }

  #patience(): number {
    this.#until ??= performance.now() + PATIENCE;
    return this.#until - performance.now();
  }
}
