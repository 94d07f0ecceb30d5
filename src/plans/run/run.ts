import type { Api, Call } from '../../api/client.ts';
import { ApiError, loggable } from '../../api/error.ts';
import { messageOf } from '../../errors.ts';
import { SECOND, sleep } from '../../lib/time.ts';
import type { ItemRecord, Settlement } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { StoreError } from '../../store/failure.ts';
import { Importer } from '../tasks/import.ts';
import { execute, kindOf, SHARED } from '../tasks/index.ts';
import { guardFor } from '../tasks/planned.ts';
import { backToPending, settlementOf, untried, updateReader } from '../tasks/settle.ts';
import { comesAfterUndone, putBack, toLookAt } from './again.ts';
import { Audiences } from './audiences.ts';
import { Outcomes } from './outcomes.ts';
import { type End, Trouble } from './trouble.ts';
import type { RunnerWorld } from './world.ts';

/**
 * Items marked `sending` at once, before any request. A crash leaves them to be looked at, and single edits must wait for
 * them. More where the account is fast, so that the disk is waited for less often.
 */
const TAKEN_AT_ONCE = { least: 16, most: 64 };
const QUICK = SECOND / 2;
const SLOW = 2 * SECOND;

/** Items worked on beyond the requests at once: while one is judged or written, the request of another is out. */
const AHEAD = 2;

/** A plan that is stopped begins nothing more after so long, in ms. */
const ASK_EVERY = SECOND / 10;
const ASK_AGAIN = SECOND / 2;

interface RunHooks {
  onProgress(): void;
  /** Whether this plan is still the one to run: it may have been stopped, or a small one may go before it. */
  isNext(): Promise<boolean>;
}

/** One run of one plan: items taken in batches, worked on side by side, their outcomes written in small batches. */
export class Run {
  readonly #world: RunnerWorld;
  readonly #plan: PlanRecord;
  readonly #closing: AbortSignal;
  readonly #hooks: RunHooks;
  readonly #call: Call;
  readonly #queue: ItemRecord[] = [];
  readonly #outcomes: Outcomes;
  readonly #audiences: Audiences;
  #taking: Promise<void> | undefined;
  #takenAt = 0;
  #size = TAKEN_AT_ONCE.least;
  /** Whether nothing more can be taken, in this round. */
  #drained = false;
  #end: End | undefined;
  #trouble = new Trouble(false);
  #askedAt = 0;
  #isNext = true;

  constructor(world: RunnerWorld, plan: PlanRecord, closing: AbortSignal, hooks: RunHooks) {
    this.#world = world;
    this.#plan = plan;
    this.#closing = closing;
    this.#hooks = hooks;
    this.#call = { priority: 'bulk', signal: closing, mayWrite: () => this.#mayWrite() };
    this.#outcomes = new Outcomes(world.store, world.now, () => hooks.onProgress());
    this.#audiences = new Audiences(world.api, world.store, plan.plan_id, world.now);
  }

  /** How the plan ended; none when it was stopped, or when this process is closing and another goes on. */
  async toEnd(): Promise<End | undefined> {
    const { store, width } = this.#world;
    const { done } = await store.countItems(this.#plan.plan_id);
    this.#trouble = new Trouble(done > 0);
    // Items that a process left `sending` when it died. They may have been done, so they count as tried before.
    const sending = await store.listItems(this.#plan.plan_id, { states: [ItemState.sending], limit: 10_000 });
    const left = sending.map((item) => ({ ...item, attempts: item.attempts + 1 }));
    this.#queue.push(...left.filter(({ task }) => !kindOf(task).shared));
    await this.#import(left.filter(({ task }) => kindOf(task).shared));
    do {
      this.#drained = false;
      await this.#outcomes.during(async () => {
        const workers = await Promise.allSettled(Array.from({ length: width + AHEAD }, () => this.#work()));
        for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
      });
      if (this.#end) return (await this.#isOver()) ? { event: 'finish' } : this.#end;
      if (!(await this.#goesOn())) return undefined;
    } while (await this.#lookAgain());
    return { event: 'finish' };
  }

  /** Too many items may have failed at the very last: then no item is left to go on with. */
  async #isOver(): Promise<boolean> {
    const { pending, sending } = await this.#world.store.countItems(this.#plan.plan_id);
    return this.#end?.event === 'halt' && pending + sending === 0;
  }

  /** Runs the items that share requests, many at once, beginning with those that a process left when it died. */
  async #import(left: readonly ItemRecord[]): Promise<void> {
    const { store, reader, width, now } = this.#world;
    const importer = new Importer(this.#world, width, this.#call);
    let items = left;
    while (!this.#end && (await this.#goesOn())) {
      if (items.length > 0) {
        const batch = items;
        const settled = await importer.run(batch).catch(async (error: unknown) => {
          if (error instanceof StoreError) throw error;
          if (this.#isCut(error))
            return batch.map((item) => (importer.maySent(item) ? backToPending(item) : untried(item)));
          await this.#pause(error);
          return batch.map((item) => {
            const settled = this.#failed(item, error);
            return settled.untried && importer.maySent(item) ? backToPending(item) : settled;
          });
        });
        for (const { after } of settled) if (after) reader.wrote(after.id, after);
        for (const one of settled) this.#outcomes.add(one, { shared: true });
      }
      this.#end ??= this.#tooManyFailed();
      items = await this.#outcomes.take(this.#plan.plan_id, importer.size, SHARED);
      this.#hooks.onProgress();
      if (items.length === 0) return;
    }
    await store.settleItems(items.map(untried), now());
  }

  /** Asked before each item, so the store is not asked each time. */
  async #goesOn(): Promise<boolean> {
    if (this.#closing.aborted || this.#outcomes.broken) return false;
    const now = this.#world.now();
    if (Math.abs(now - this.#askedAt) < ASK_EVERY) return this.#isNext;
    this.#askedAt = now;
    this.#isNext = await this.#hooks.isNext();
    return this.#isNext;
  }

  /** Throws when the outcome could not be written: nobody would know of the change. */
  #mayWrite(): void {
    this.#outcomes.refuseBroken();
    this.#world.store.refuseLost();
  }

  async #work(): Promise<void> {
    try {
      for (let item = await this.#next(); item; item = await this.#next())
        this.#outcomes.add(await this.#workOn(item));
    } catch (error) {
      throw this.#outcomes.breakOff(error);
    }
  }

  async #next(): Promise<ItemRecord | undefined> {
    // More items are taken while every worker still has one.
    if (this.#queue.length <= this.#world.width) {
      this.#taking ??= this.#take().finally(() => {
        this.#taking = undefined;
      });
      if (this.#queue.length === 0) await this.#taking;
      else this.#taking.catch(() => undefined);
    }
    return this.#queue.shift();
  }

  async #take(): Promise<void> {
    // In the store, items whose outcome is not written yet are still `sending`.
    this.#end ??= this.#tooManyFailed();
    if (this.#end || this.#drained || !(await this.#goesOn())) return;
    const now = this.#world.now();
    if (now - this.#takenAt < QUICK) this.#size = Math.min(this.#size * 2, TAKEN_AT_ONCE.most);
    if (now - this.#takenAt > SLOW) this.#size = Math.max(this.#size / 2, TAKEN_AT_ONCE.least);
    this.#takenAt = now;
    const taken = await this.#outcomes.take(this.#plan.plan_id, this.#size);
    this.#drained = taken.length === 0;
    this.#queue.push(...taken);
  }

  /** Whether there is another round: for items passed over because of a single edit, or items that could not be settled. */
  async #lookAgain(): Promise<boolean> {
    const { store } = this.#world;
    const { pending } = await store.countItems(this.#plan.plan_id);
    if (pending > 0) {
      await sleep(SECOND / 10);
      return true;
    }
    const again = await toLookAt(store, this.#plan);
    if (again.length === 0) return false;
    await store.settleItems(again.map(backToPending), this.#world.now());
    return true;
  }

  async #workOn(item: ItemRecord): Promise<Settlement> {
    // No item is begun once the plan is stopped or blocked, or this process closes: it goes back.
    if (this.#end || !(await this.#goesOn())) return untried(item);
    if (await comesAfterUndone(this.#world.store, item))
      return { ...backToPending(item), state: ItemState.unchanged, reason: { say: 'keeps' } };
    const { api, store, reader, country } = this.#world;
    const protectedFolds = guardFor(this.#plan, item, this.#world.protectedFolds);
    let sent = false;
    const watched: Api = {
      ...api,
      call: (endpoint, params, how) => {
        sent ||= endpoint.method !== 'GET';
        return api.call(endpoint, params, how);
      },
    };
    try {
      const note = store.noteBefore.bind(store);
      const isOnlyOurs = (old: string, name: string) => this.#audiences.isOnlyOurs(old, name, this.#call);
      const how = { country, protectedFolds, call: this.#call, note, isOnlyOurs };
      const outcome = await execute({ api: watched, ...how }, item);
      this.#trouble.ended(outcome);
      updateReader(reader, outcome);
      return settlementOf(item, outcome);
    } catch (error) {
      // The next run of the plan finds out whether it was done, as for all other items under way.
      if (error instanceof StoreError) throw error;
      if (this.#isCut(error)) return sent ? backToPending(item) : untried(item);
      await this.#pause(error);
      return this.#failed(item, error);
    }
  }

  /** Whether the closing of this process cut the item off: then no reading is waited for, since the service may not answer. */
  #isCut(error: unknown): boolean {
    return this.#closing.aborted && (!(error instanceof ApiError) || error.kind === 'cancelled');
  }

  /** Waits when the service limits requests: the next one would be refused at once, too. */
  async #pause(error: unknown): Promise<void> {
    if (error instanceof ApiError && error.kind === 'limited')
      await sleep(ASK_AGAIN, this.#closing).catch(() => undefined);
  }

  #failed(item: ItemRecord, error: unknown): Settlement {
    const judged = this.#trouble.judge(item, error);
    if (typeof judged === 'object') this.#end ??= judged;
    if (judged !== 'fails') return putBack(item);
    if (!(error instanceof ApiError)) this.#world.warn(loggable(error), 'an item failed');
    // An earlier attempt may have been carried out, even if this one could not so much as look.
    const state = item.attempts > 1 ? ItemState.unknown : ItemState.failed;
    const say = state === ItemState.unknown ? 'unsettled' : 'error';
    const reason = { say, cause: messageOf(error) } as const;
    return { plan_id: item.plan_id, seq: item.seq, state, after: undefined, reason };
  }

  #tooManyFailed(): End | undefined {
    const reason = this.#outcomes.tooManyFailed;
    return reason === undefined ? undefined : { event: 'halt', reason };
  }
}
