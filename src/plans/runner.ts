import { loggable } from '../api/error.ts';
import { MINUTE, SECOND, sleep } from '../lib/time.ts';
import type { PlanRecord } from '../store/records.ts';
import { Run, type RunnerWorld } from './run.ts';

/** How often a process looks whether the one that runs the account's plans has died. */
const TAKEOVER_CHECK = SECOND / 2;
/** No call lasts this long: a single edit that is still under way then was left by a process that died. */
const SINGLE_LASTS = 2 * MINUTE;

/** Runs the approved plans of one account, one after another; of all processes only one does at a time. */
export class Runner {
  readonly #world: RunnerWorld;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #changed = Promise.withResolvers<void>();

  constructor(world: RunnerWorld) {
    this.#world = world;
  }

  /** Starts working, or goes on, if there is anything to run; says nothing when there is not. */
  wake(): void {
    if (!this.#world.mayRun || this.#running || this.#stop.signal.aborted) return;
    this.#running = this.#run()
      .catch((error: unknown) => this.#world.warn(loggable(error), 'the runner stopped'))
      .finally(() => {
        this.#running = undefined;
        this.#tell();
      });
  }

  /** Resolves at the next sign of progress here, or after `ms`: another process may be the one that runs. */
  async progress(ms: number, signal?: AbortSignal): Promise<void> {
    await Promise.race([this.#changed.promise, sleep(ms, signal).catch(() => undefined)]);
  }

  /** Takes no further items; resolves when those under way are settled. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async #run(): Promise<void> {
    const { store, account } = this.#world;
    while (await this.#next()) {
      const release = await store.lockRunner(account);
      if (release === undefined) {
        await sleep(TAKEOVER_CHECK, this.#stop.signal).catch(() => undefined);
        continue;
      }
      try {
        for (let plan = await this.#next(); plan; plan = await this.#next()) await this.#runPlan(plan);
      } finally {
        await release();
      }
    }
  }

  /** The next plan that this process may run. */
  async #next(): Promise<PlanRecord | undefined> {
    if (this.#stop.signal.aborted) return undefined;
    const { store, account, now, mayDelete } = this.#world;
    return store.nextPlan(account, { singlesBefore: now() - SINGLE_LASTS, mayDelete });
  }

  async #runPlan(plan: PlanRecord): Promise<void> {
    const { store, now } = this.#world;
    await store.movePlan(plan.plan_id, ['queued'], 'running', { at: now() });
    const end = await new Run(this.#world, plan, this.#stop.signal, () => this.#tell()).toEnd();
    if (end) await store.movePlan(plan.plan_id, ['running'], end.state, { at: now(), reason: end.reason });
    this.#tell();
  }
}
