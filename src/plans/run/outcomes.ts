import { type Clock, SECOND } from '../../lib/time.ts';
import type { ItemRecord, Settlement, Task } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Store } from '../../store/contract.ts';

/** How often outcomes are written, all together, and progress is reported. */
const WRITE_EVERY = SECOND / 2;
/** Once so many items have ended, a plan halts when more than `MOST_FAILED` of them failed. */
const ENOUGH_TO_JUDGE = 20;
const MOST_FAILED = 0.05;

/** The outcomes of one run: gathered, written to the journal a few times a second, and judged. */
export class Outcomes {
  readonly #store: Store;
  readonly #now: Clock;
  readonly #onWritten: () => void;
  readonly #gathered: Settlement[] = [];
  #ended = 0;
  #failed = 0;
  #writtenAt = 0;
  #unreported = false;
  #broken: { error: unknown } | undefined;

  constructor(store: Store, now: Clock, onWritten: () => void) {
    this.#store = store;
    this.#now = now;
    this.#onWritten = onWritten;
  }

  /** `shared`: the outcome comes from a request that many items share. */
  add(settlement: Settlement, { shared } = { shared: false }): void {
    this.#gathered.push(settlement);
    const { state } = settlement;
    // An item that cannot be settled counts as failed: a service that fails at every write would be asked for each contact.
    // One lost request for many contacts says less.
    const failed = state === ItemState.failed || (state === ItemState.unknown && !shared);
    if (failed) this.#failed += 1;
    if (failed || state === ItemState.done) this.#ended += 1;
  }

  /** Does the work, and meanwhile writes the outcomes that it adds. */
  async during(work: () => Promise<void>): Promise<void> {
    const writing = setInterval(() => {
      // The error is thrown again by the next write or take.
      this.#keepUp().catch(() => undefined);
    }, WRITE_EVERY);
    try {
      await work();
    } finally {
      clearInterval(writing);
      await this.write();
      this.#report();
    }
  }

  async write(): Promise<void> {
    await this.#written((items, at) => this.#store.settleItems(items, at));
  }

  /** Takes the next items, and writes the outcomes added so far. */
  take(planId: string, limit: number, only?: readonly Task['do'][]): Promise<ItemRecord[]> {
    return this.#written((items, at) =>
      this.#store.takeItems(planId, limit, { settled: { items, at }, ...(only && { only }) }),
    );
  }

  /** Lets nothing begin any more after an error that is no outcome of an item; gives the first such error. */
  breakOff(error: unknown): unknown {
    this.#broken ??= { error };
    return this.#broken.error;
  }

  /** Whether outcomes could not be written: nothing may begin until the next run of the plan has found out what was done. */
  get broken(): boolean {
    return this.#broken !== undefined;
  }

  refuseBroken(): void {
    if (this.#broken) throw this.#broken.error;
  }

  async #written<T>(write: (items: Settlement[], at: number) => Promise<T>): Promise<T> {
    this.refuseBroken();
    const items = this.#gathered.splice(0);
    this.#unreported ||= items.length > 0;
    this.#writtenAt = this.#now();
    try {
      return await write(items, this.#writtenAt);
    } catch (error) {
      throw this.breakOff(error);
    }
  }

  async #keepUp(): Promise<void> {
    if (this.#now() - this.#writtenAt >= WRITE_EVERY) await this.write();
    this.#report();
  }

  #report(): void {
    if (this.#unreported) this.#onWritten();
    this.#unreported = false;
  }

  /** Why the plan should not go on; failures before this run do not count, since somebody decided to go on. */
  get tooManyFailed(): string | undefined {
    const few = this.#ended < ENOUGH_TO_JUDGE || this.#failed <= this.#ended * MOST_FAILED;
    return few ? undefined : `${this.#failed} of ${this.#ended} items failed, or may have failed`;
  }
}
