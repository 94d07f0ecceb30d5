import { MINUTE, sleep } from './time.ts';

/** After that a result that was not fetched is out of date. */
const KEPT = 5 * MINUTE;

interface Job<Result> {
  work: Promise<Result>;
  /** Its progress in words. */
  far(): string;
}

/** Work that outlives the call that began it: a later call with the same key waits for the same work. */
export class Background<Result> {
  readonly #jobs = new Map<string, Job<Result>>();

  /** The result, which is handed out once; or the progress of the work, when it takes longer than `ms`. */
  async wait(
    key: string,
    ms: number,
    begin: (tell: (far: string) => void) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<{ result: Result } | { far: string }> {
    const job = this.#jobs.get(key) ?? this.#begin(key, begin);
    const timeout = new AbortController();
    const late = sleep(ms, AbortSignal.any([signal, timeout.signal])).then(
      () => undefined,
      () => undefined,
    );
    try {
      const done = await Promise.race([job.work.then((result) => ({ result })), late]);
      if (done) this.#jobs.delete(key);
      return done ?? { far: job.far() };
    } catch (error) {
      this.#jobs.delete(key);
      throw error;
    } finally {
      timeout.abort();
    }
  }

  #begin(key: string, begin: (tell: (far: string) => void) => Promise<Result>): Job<Result> {
    let far = '';
    const work = begin((now) => {
      far = now;
    });
    const job = { work, far: () => far };
    const drop = () => {
      if (this.#jobs.get(key) === job) this.#jobs.delete(key);
    };
    // The next call gets a failure, too.
    const keep = () => setTimeout(drop, KEPT).unref();
    work.then(keep, keep);
    this.#jobs.set(key, job);
    return job;
  }
}
