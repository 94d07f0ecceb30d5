import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { FINISHED, transition } from '../model/lifecycle.ts';
import { approvePlan, findApproval, overAny } from './approvals.ts';
import type { Store } from './contract.ts';
import { dialectOf } from './dialect.ts';
import { inWords } from './failure.ts';
import { openFile, STORE_FILE } from './file.ts';
import { forget } from './forget.ts';
import { formStore } from './forms.ts';
import { giveUp } from './givingUp.ts';
import { checkGuard, type Guard } from './guard.ts';
import {
  deletedContacts,
  deletedNumbers,
  lastDone,
  plansAhead,
  settledSince,
  successors,
  writtenSince,
} from './history.ts';
import {
  contactsOf,
  countItems,
  countPeople,
  listItems,
  noteBefore,
  retryUnknown,
  settleItems,
  takeItems,
} from './items.ts';
import { holdLock, lockNameOf } from './lock.ts';
import {
  accounts,
  contactsUndone,
  findPlan,
  finishPlans,
  latestPlan,
  listPlans,
  movePlan,
  nextPlan,
  savePlan,
  unblockPlans,
  undoneBy,
  undosOf,
} from './plans.ts';
import { prune } from './prune.ts';
import { replacePlan } from './replace.ts';
import type { Tables } from './schema.ts';
import { addSelection, findSelection } from './selections.ts';
import { beginSingle, giveUpSending, leftSending, takeOver } from './sending.ts';
import { findRunner, pauseAccount, pausedUntil, showRunner } from './signs.ts';
import { countUntaken, listUntaken } from './untaken.ts';
import { EMPTY_LOG } from './wal.ts';

export type OpenedStore = Store & {
  /** A damaged store that this process or an earlier one set aside: the person must know of it. */
  setAside?: string;
  /** A copy of a damaged log, likewise. */
  damagedLog?: string;
  /** Throws an `AppError` when too little can be written. It really writes, since only that shows a full disk, and takes it back. */
  tryWriting(): Promise<void>;
  /** Throws an `AppError` when this process may not write any more, which is asked before each request. */
  refuseLost(): void;
  /** Whether a process holds the right to run the account's plans. */
  isRunnerLocked(account: string): Promise<boolean>;
};

export async function openStoreFile(dataDir: string, how: { mend: boolean }): Promise<OpenedStore> {
  const opened = await openFile(dataDir, how);
  const { database, guard, setAside, damagedLog } = opened;
  const file = join(dataDir, STORE_FILE);
  const db = new Kysely<Tables>({ dialect: dialectOf(database, file, guard) });
  const { releaseAll, ...locks } = runnerLocks(dataDir, guard);
  return {
    ...(setAside !== undefined && { setAside }),
    ...(damagedLog !== undefined && { damagedLog }),
    tryWriting: () => tryWriting(db),
    refuseLost: () => checkGuard(guard),
    ...emptyingLog(db),
    findPlan: (account, planId) => findPlan(db, account, planId),
    latestPlan: (account) => latestPlan(db, account),
    accounts: () => accounts(db),
    listPlans: (account, filter) => listPlans(db, account, filter),
    approvePlan: (approval, budgets) => approvePlan(db, approval, budgets),
    findApproval: (planId) => findApproval(db, planId),
    giveUp: (planId, rest, facts) => giveUp(db, planId, rest, facts),
    ...itemStore(db),
    ...formStore(db),
    nextPlan: (account, query) => nextPlan(db, account, query),
    unblockPlans: (account, except) => unblockPlans(db, account, except),
    ...historyStore(db),
    overBudget: (account, needs, budget) => overAny(db, account, needs, [budget]),
    addSelection: (selection) => addSelection(db, selection),
    findSelection: (account, selectionId) => findSelection(db, account, selectionId),
    undoneBy: (planId) => undoneBy(db, planId),
    contactsUndone: (planId) => contactsUndone(db, planId),
    undosOf: (planId) => undosOf(db, planId),
    prune: (limits) => prune(db, limits),
    forget: (number, how) => worded(file, () => forget(db, dataDir, number, how)),
    ...locks,
    showRunner: (sign) => showRunner(db, sign),
    findRunner: (account) => findRunner(db, account),
    pauseAccount: (account, until, latest) => pauseAccount(db, account, until, latest),
    pausedUntil: (account) => pausedUntil(db, account),
    close: async () => {
      releaseAll();
      await db.destroy();
      // Kysely leaves a database open that was never asked anything.
      opened.close();
    },
  };
}

/** What was done to contacts, and what is still to be. */
function historyStore(
  db: Kysely<Tables>,
): Pick<
  Store,
  | 'successors'
  | 'plansAhead'
  | 'lastDone'
  | 'deletedContacts'
  | 'deletedNumbers'
  | 'settledSince'
  | 'writtenSince'
> {
  return {
    successors: (account, ids) => successors(db, account, ids),
    plansAhead: (account, contactIds) => plansAhead(db, account, contactIds),
    lastDone: (account, query) => lastDone(db, account, query),
    deletedContacts: (account, ids) => deletedContacts(db, account, ids),
    deletedNumbers: (account, numbers) => deletedNumbers(db, account, numbers),
    settledSince: (plan, query) => settledSince(db, plan, query),
    writtenSince: (account, since) => writtenSince(db, account, since),
  };
}

/** The functions about single items, and the rows beside them. */
function itemStore(
  db: Kysely<Tables>,
): Pick<
  Store,
  | 'countItems'
  | 'countPeople'
  | 'listUntaken'
  | 'countUntaken'
  | 'listItems'
  | 'contactsOf'
  | 'takeItems'
  | 'noteBefore'
  | 'retryUnknown'
  | 'takeOver'
  | 'leftSending'
  | 'giveUpSending'
  | 'settleItems'
  | 'beginSingle'
> {
  return {
    countItems: (planId) => countItems(db, planId),
    countPeople: (planId) => countPeople(db, planId),
    listUntaken: (planId, query) => listUntaken(db, planId, query),
    countUntaken: (planId) => countUntaken(db, planId),
    listItems: (planId, query) => listItems(db, planId, query),
    contactsOf: (planId, states) => contactsOf(db, planId, states),
    takeItems: (planId, limit, options) => takeItems(db, planId, limit, options),
    noteBefore: (item, before) => noteBefore(db, item, before),
    retryUnknown: (planId) => retryUnknown(db, planId),
    takeOver: (account, current) => takeOver(db, account, current),
    leftSending: (account) => leftSending(db, account),
    giveUpSending: (account, reason, at) => giveUpSending(db, account, reason, at),
    settleItems: (settlements, at) => settleItems(db, settlements, at),
    beginSingle: (plan, item, budgets) => beginSingle(db, plan, item, budgets),
  };
}

/** Bytes that a run may write at once: where they do not fit, plans do not go on. */
const RUN_BYTES = 256 * 1024;

/** Deleting writes, too: the freed pages are wiped. */
async function tryWriting(db: Kysely<Tables>): Promise<void> {
  const filler = { selection_id: '', account: '', filter: {}, ids: [' '.repeat(RUN_BYTES)] };
  await db.transaction().execute(async (trx) => {
    await addSelection(trx, { ...filler, complete: false, created_at: 0 });
    await trx.deleteFrom('selection').where('selection_id', '=', filler.selection_id).execute();
  });
}

/** When a plan is saved, and when it ends, the log is emptied: the file alone then holds it, should it be copied or the log lost. */
function emptyingLog(
  db: Kysely<Tables>,
): Pick<Store, 'savePlan' | 'replacePlan' | 'movePlan' | 'finishPlans'> {
  const thenEmptyLog = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work;
    // The row is safe in the log. A fault that keeps the log from being emptied shows at the next write.
    const emptied = sql.raw(EMPTY_LOG).execute(db);
    await emptied.catch(() => undefined);
    return done;
  };
  return {
    savePlan: (plan, items, untaken) => thenEmptyLog(savePlan(db, plan, items, untaken)),
    replacePlan: (old, plan, items, untaken) => thenEmptyLog(replacePlan(db, old, plan, items, untaken)),
    movePlan: (planId, event, facts) => {
      const moved = movePlan(db, planId, event, facts);
      return FINISHED.includes(transition(event).to) ? thenEmptyLog(moved) : moved;
    },
    finishPlans: (account) => thenEmptyLog(finishPlans(db, account)),
  };
}

async function worded<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw inWords(error, file);
  }
}

function runnerLocks(
  dataDir: string,
  guard: Guard,
): Pick<OpenedStore, 'lockRunner' | 'isRunnerLocked'> & { releaseAll(): void } {
  const releases = new Set<() => void>();
  const hold = (account: string) => holdLock(dataDir, lockNameOf(account));
  return {
    lockRunner: (account) =>
      worded(join(dataDir, STORE_FILE), async () => {
        // Nothing is begun in a store that this process may not write.
        checkGuard(guard);
        const release = await hold(account);
        if (!release) return undefined;
        releases.add(release);
        return async () => {
          releases.delete(release);
          release();
        };
      }),
    isRunnerLocked: (account) =>
      worded(join(dataDir, STORE_FILE), async () => {
        const release = await hold(account);
        release?.();
        return release === undefined;
      }),
    releaseAll: () => {
      for (const release of releases) release();
      releases.clear();
    },
  };
}
