import { type Moment, SECOND, thisMoment } from './time.ts';

const BEAT = SECOND / 10;
/** Timers of a busy process fire late, too. */
const LATE = SECOND / 4;

/**
 * Measures how long this process stood still: because it was stopped, the computer slept, or one piece of work blocked all
 * others. A caller that waited for an answer knows by that whether the other side took long.
 */
export class Pulse {
  #beat: Moment = thisMoment();
  #stillMs = 0;
  #watchers = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Watches until the returned function is called, which returns for how many ms this process stood still meanwhile. */
  watch(): () => number {
    if (this.#watchers === 0) {
      this.#beat = thisMoment();
      this.#timer = setInterval(() => this.#check(), BEAT).unref();
    } else this.#check();
    this.#watchers += 1;
    const before = this.#stillMs;
    return () => {
      this.#check();
      this.#watchers -= 1;
      if (this.#watchers === 0) clearInterval(this.#timer);
      return this.#stillMs - before;
    };
  }

  #check(): void {
    const now = thisMoment();
    // One clock may have been set back; the other then has the greater gap.
    const gap = Math.max(now.wall - this.#beat.wall, now.monotonic - this.#beat.monotonic);
    if (gap > BEAT + LATE) this.#stillMs += gap;
    this.#beat = now;
  }
}
