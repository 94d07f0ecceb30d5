import { listContacts } from '../../api/endpoints.ts';
import { ApiError, type ApiErrorKind, loggable } from '../../api/error.ts';
import { AppError, explain } from '../../errors.ts';
import { MINUTE, SECOND, sleep } from '../../lib/time.ts';
import { PlanState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { refusalOf } from './refusal.ts';
import { Run } from './run.ts';
import type { End } from './trouble.ts';
import type { RunnerWorld } from './world.ts';

/** How often a process looks whether the one that runs the account's plans has died, which takes a third of a millisecond. */
const TAKEOVER_CHECK = SECOND / 10;
/** How often, meanwhile, it asks the store whether there is still a plan that it may run. */
const ASK_STORE_EVERY = SECOND;
/** No call lasts this long (promise 16): a single edit that is still under way then was left by a process that died. */
const SINGLE_LASTS = 45 * SECOND;
/** How often the process that runs plans shows that it is alive; four times that without a sign, and it hangs. */
const SIGN_EVERY = 5 * SECOND;
export const HANGS_AFTER = 4 * SIGN_EVERY;
/** A fault that blocked a plan, or kept this process from running plans, may be mended by then. */
const TRY_AGAIN_AFTER = 10 * MINUTE;
const STORE_AGAIN_AFTER = 5 * SECOND;

const NOT_KNOWN: ReadonlySet<ApiErrorKind> = new Set(['unauthorised', 'forbidden']);

/** Runs the approved plans of one account, one after another; of all processes only one does at a time. */
export class Runner {
  readonly #world: RunnerWorld;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #changed = Promise.withResolvers<void>();
  #trouble: unknown;
  /** The trouble that is logged already, in words. */
  #logged: string | undefined;
  /** How the service refused the credentials of this process; it is not asked again for a while. */
  #refused: ApiError | undefined;
  /** Single edits under way. */
  readonly #singles = new Set<Promise<unknown>>();
  /** Plans that were blocked when this process ran them: it tries them again only after a while. */
  readonly #blocked = new Set<string>();
  #again: NodeJS.Timeout | undefined;
  /** Whether it was woken while it ran, perhaps after it had looked for a plan for the last time. */
  #wanted = false;

  constructor(world: RunnerWorld) {
    this.#world = world;
  }

  /** The error that keeps this process from running plans at the moment, such as a full disk. */
  get trouble(): unknown {
    return this.#trouble;
  }

  /** Runs the plans that there are to run; does nothing when there are none. */
  wake(): void {
    if (!this.#world.mayRun || this.#stop.signal.aborted) return;
    this.#wanted = this.#running !== undefined;
    if (this.#wanted) return;
    this.#trouble = undefined;
    this.#running = this.#run()
      .catch((error: unknown) => {
        this.#trouble = error;
        if (explain(error) !== this.#logged) this.#world.warn(loggable(error), 'the runner stopped');
        if (error !== this.#refused) this.#wakeIn(STORE_AGAIN_AFTER);
      })
      .finally(() => {
        this.#running = undefined;
        this.#logged = this.#trouble === undefined ? undefined : explain(this.#trouble);
        if (this.#wanted && this.#trouble === undefined) this.wake();
        this.#signalProgress();
      });
  }

  /** Resolves at the next progress of this runner, or after `ms`: another process may be running the plans. */
  async progress(ms: number, signal?: AbortSignal): Promise<void> {
    await Promise.race([this.#changed.promise, sleep(ms, signal).catch(() => undefined)]);
  }

  /** Runs a single edit: this process does not close before it is journaled. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#stop.signal.aborted)
      throw new AppError(
        'This server is shutting down, so nothing was sent.',
        'Call again when it runs again.',
      );
    const single = work();
    this.#singles.add(single);
    try {
      return await single;
    } finally {
      this.#singles.delete(single);
    }
  }

  /**
   * Takes no further items; resolves when those under way are settled, after `graceMs` at the latest: the service may pause
   * the account for minutes. The next run of the plan looks at items that are still open.
   */
  async close(graceMs: number): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#again);
    const settled = new AbortController();
    const late = sleep(graceMs, settled.signal).catch(() => undefined);
    await Promise.race([Promise.allSettled([this.#running, ...this.#singles]), late]);
    settled.abort();
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      this.#blocked.clear();
      this.#refused = undefined;
      this.wake();
    }, ms).unref();
  }

  #signalProgress(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async #run(): Promise<void> {
    if (!(await this.#mayBegin())) return;
    const { store, account } = this.#world;
    // The credentials of another process may have blocked them, and this one may have better ones.
    await store.unblockPlans(account, this.#blocked);
    while ((await this.#next()) || (await this.#anyLeftSending())) {
      const release = await this.#lock();
      if (release === undefined) continue;
      try {
        await store.giveUpSending(account, { say: 'program ended' }, this.#world.now());
        await store.finishPlans(account);
        for (let plan = await this.#next(); plan; plan = await this.#next()) {
          // Otherwise two plans of processes that died could wait for each other's contacts.
          await store.takeOver(account, plan.plan_id);
          await this.#runPlan(plan);
        }
      } finally {
        await release();
      }
    }
  }

  /** Takes the right to run plans as soon as the process that has it ends or dies; gives none after a second. */
  async #lock(): Promise<(() => Promise<void>) | undefined> {
    const { store, account } = this.#world;
    const until = performance.now() + ASK_STORE_EVERY;
    for (;;) {
      const release = await store.lockRunner(account);
      if (release || this.#stop.signal.aborted || performance.now() > until) return release;
      await sleep(TAKEOVER_CHECK, this.#stop.signal).catch(() => undefined);
    }
  }

  /**
   * Whether there is anything to run, and the service knows this process. Throws when it does not: with wrong credentials it
   * would take plans from those that could run them, and block them.
   */
  async #mayBegin(): Promise<boolean> {
    const { api } = this.#world;
    if (api.worked()) return true;
    if (!(await this.#next()) && !(await this.#anyLeftSending()) && !(await this.#isAnyBlocked()))
      return false;
    if (!this.#refused) await this.#askService();
    if (this.#refused) throw this.#refused;
    return !this.#stop.signal.aborted;
  }

  async #askService(): Promise<void> {
    const call = { priority: 'bulk', signal: this.#stop.signal } as const;
    await this.#world.api.call(listContacts, { page: 1, limit: 1 }, call).catch((error: unknown) => {
      // For all other errors the plan itself waits.
      if (!(error instanceof ApiError) || !NOT_KNOWN.has(error.kind)) return;
      this.#refused = error;
      this.#wakeIn(TRY_AGAIN_AFTER);
    });
  }

  async #isAnyBlocked(): Promise<boolean> {
    const { store, account } = this.#world;
    return (await store.listPlans(account, { page: 1, limit: 1, state: PlanState.blocked })).total > 0;
  }

  /** Whether items were left `sending` by a process that died, in plans that were stopped since. */
  async #anyLeftSending(): Promise<boolean> {
    const { store, account } = this.#world;
    return !this.#stop.signal.aborted && (await store.leftSending(account)) > 0;
  }

  /** The next plan that this process may run, which may be the `current` one. */
  async #next(current?: string): Promise<PlanRecord | undefined> {
    if (this.#stop.signal.aborted) return undefined;
    const { store, account, now, mayDelete } = this.#world;
    return store.nextPlan(account, { now: now(), singlesLast: SINGLE_LASTS, mayDelete, current });
  }

  async #runPlan(plan: PlanRecord): Promise<void> {
    const { store, now, account } = this.#world;
    const end = await this.#aliveDuring(plan, async () => {
      await store.movePlan(plan.plan_id, 'begin', { at: now() });
      return (await refusalOf(plan, this.#world)) ?? (await this.#toEnd(plan));
    });
    if (end) await store.movePlan(plan.plan_id, end.event, { at: now(), reason: end.reason });
    // The plan may have been stopped when it had no item left.
    await store.finishPlans(account);
    if (end?.event === 'block') {
      this.#blocked.add(plan.plan_id);
      this.#wakeIn(end.againAfter ?? TRY_AGAIN_AFTER);
    }
    this.#signalProgress();
  }

  #toEnd(plan: PlanRecord): Promise<End | undefined> {
    const isNext = async () => (await this.#next(plan.plan_id))?.plan_id === plan.plan_id;
    const hooks = { onProgress: () => this.#signalProgress(), isNext };
    return new Run(this.#world, plan, this.#stop.signal, hooks).toEnd();
  }

  /** Works on the plan, and gives signs of life from the beginning: the last one may be another process's. */
  async #aliveDuring<T>({ plan_id }: PlanRecord, work: () => Promise<T>): Promise<T> {
    const { store, account, now, warn } = this.#world;
    const show = () => store.showRunner({ account, pid: process.pid, plan_id, seen_at: now() });
    await show();
    const signs = setInterval(() => {
      show().catch((error: unknown) => warn(loggable(error), 'no sign of life could be written'));
    }, SIGN_EVERY);
    try {
      return await work();
    } finally {
      clearInterval(signs);
    }
  }
}
