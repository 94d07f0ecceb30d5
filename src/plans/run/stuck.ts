import { explain } from '../../errors.ts';
import { type Clock, SECOND, sleep, span } from '../../lib/time.ts';
import { PLAN, PlanState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import type { RunnerSign, Store } from '../../store/contract.ts';
import { StoreError } from '../../store/failure.ts';
import type { OpenedStore } from '../../store/store.ts';
import type { Journal } from '../journal.ts';
import { HANGS_AFTER } from './runner.ts';

/** Why the plans of an account do not go on, and what to do. */
export interface Stuck {
  /** Overrides the stored state, which cannot be written; without it the stored state holds. */
  state?: typeof PlanState.blocked;
  reason: string;
  next: string;
}

/** A process that has just got the right to run plans has given its first sign of life by then. */
const LOOK_AGAIN = SECOND / 2;

/**
 * Why no plan goes on, although the store may have one as queued or running. The process that is asked finds it out itself:
 * on a full disk the reason cannot be stored, and a frozen process stores none.
 */
export async function whyStuck(
  { store, runner }: Journal,
  account: string,
  now: Clock,
): Promise<Stuck | undefined> {
  const failure = await failureOf(store);
  if (failure && failure.kind !== 'busy') return cannotWrite(failure, store, account);
  // A process that was frozen in the middle of a write keeps the store busy.
  const hanging = await findHanging(store, account, now);
  if (hanging) return isHanging(hanging, now());
  if (failure) return cannotWrite(failure, store, account);
  const { trouble } = runner;
  if (trouble instanceof StoreError) return cannotWrite(trouble, store, account);
  return trouble === undefined ? undefined : { reason: explain(trouble), next: NOT_HERE };
}

/** Why this plan does not go on; undefined where it does. A single edit is run by the call that made it, not by the runner. */
export function heldUp(plan: PlanRecord, stuck: Stuck | undefined): Stuck | undefined {
  const isCall = plan.kind === 'single' && plan.state === PlanState.running;
  return isUnderWay(plan) && (stuck?.state !== undefined || !isCall) ? stuck : undefined;
}

export async function whyPlanStuck(
  journal: Journal,
  plan: PlanRecord,
  now: Clock,
): Promise<Stuck | undefined> {
  return isUnderWay(plan) ? heldUp(plan, await whyStuck(journal, plan.account, now)) : undefined;
}

export function isUnderWay({ state }: PlanRecord): boolean {
  return PLAN[state].underWay === true;
}

export const NOT_HERE =
  'This server goes on with it when that is mended; another server may go on with it before.';

async function failureOf(store: OpenedStore): Promise<StoreError | undefined> {
  try {
    await store.tryWriting();
    return undefined;
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
}

async function cannotWrite(
  { kind, message, next }: StoreError,
  store: OpenedStore,
  account: string,
): Promise<Stuck> {
  if (kind === 'moved') return { state: PlanState.blocked, reason: message, next };
  // The other process may be done in a moment.
  if (kind === 'busy') return { reason: message, next };
  if (kind !== 'newer')
    return { state: PlanState.blocked, reason: message, next: `${next} The plan goes on by itself then.` };
  const goesOn = await store.isRunnerLocked(account);
  return {
    ...(!goesOn && { state: PlanState.blocked }),
    reason: message,
    next: `${next} ${goesOn ? 'A newer server goes on with the plan.' : 'The plan goes on in a newer server.'}`,
  };
}

/** The last sign of life of the process that has the right to run the account's plans, where it hangs. */
export async function findHanging(
  store: Pick<OpenedStore, 'findRunner' | 'isRunnerLocked'>,
  account: string,
  now: Clock,
): Promise<RunnerSign | undefined> {
  if (!(await isSilent(store, account, now)) || !(await store.isRunnerLocked(account))) return undefined;
  await sleep(LOOK_AGAIN);
  return isSilent(store, account, now);
}

async function isSilent(
  store: Pick<Store, 'findRunner'>,
  account: string,
  now: Clock,
): Promise<RunnerSign | undefined> {
  const sign = await store.findRunner(account);
  // This process is alive, however long it stood still before.
  if (!sign || sign.pid === process.pid) return undefined;
  return now() - sign.seen_at >= HANGS_AFTER ? sign : undefined;
}

export function hangingReason({ pid, seen_at }: RunnerSign, at: number): string {
  const since = new Date(seen_at).toISOString();
  return `process ${pid} on this computer is to run it and has given no sign of life for ${span(at - seen_at)}, since ${since}`;
}

function isHanging(sign: RunnerSign, at: number): Stuck {
  return { reason: hangingReason(sign, at), next: `End process ${sign.pid}; another server goes on then.` };
}
