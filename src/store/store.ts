import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { dialectOf } from './dialect.ts';
import { inWords, patiently } from './failure.ts';
import { type OpenFile, openFile, refuseForeign, STORE_FILE } from './file.ts';
import { forget } from './forget.ts';
import {
  beginSingle,
  contactsOf,
  countItems,
  giveUpSending,
  leftSending,
  listItems,
  noteBefore,
  retryUnknown,
  settleItems,
  takeItems,
  takeOver,
} from './items.ts';
import { holdLock, lockNameOf } from './lock.ts';
import {
  approvePlan,
  contactsUndone,
  countUnapproved,
  findApproval,
  findPlan,
  latestPlan,
  listPlans,
  movePlan,
  nextPlan,
  savePlan,
  unblockPlans,
  undoneBy,
} from './plans.ts';
import { prune } from './prune.ts';
import type { Store } from './records.ts';
import { type Tables, tryWriting } from './schema.ts';
import { addSelection, findSelection } from './selections.ts';
import { findRunner, pauseAccount, pausedUntil, showRunner } from './signs.ts';
import { deletedContacts, lastDone, plansAhead, successors, writtenSince } from './written.ts';

export type OpenedStore = Store & {
  /** A damaged file that is kept beside it, by this process or one before: the person must be told. */
  setAside?: string;
  /** Throws an `AppError` when nothing can be written. */
  tryWriting(): Promise<void>;
};

/** Opens the file and puts the named functions over it together. */
export async function openWhole(dataDir: string, how: { mend: boolean }): Promise<OpenedStore> {
  const opened = await openFile(dataDir, how);
  const { database, setAside } = opened;
  const file = join(dataDir, STORE_FILE);
  const db = new Kysely<Tables>({ dialect: dialectOf(database, file) });
  const inPlace = placeCheck(opened, file);
  const { lockRunner, releaseAll } = runnerLocks(dataDir, database, inPlace);
  return {
    ...(setAside !== undefined && { setAside }),
    tryWriting: () => worded(file, () => patiently(() => tryWriting(database))),
    savePlan: (plan, items) => inPlace(() => savePlan(db, plan, items)),
    findPlan: (account, planId) => findPlan(db, account, planId),
    latestPlan: (account) => latestPlan(db, account),
    listPlans: (account, filter) => listPlans(db, account, filter),
    countItems: (planId) => countItems(db, planId),
    listItems: (planId, query) => listItems(db, planId, query),
    contactsOf: (planId, states) => contactsOf(db, planId, states),
    movePlan: (planId, from, to, facts) => movePlan(db, planId, from, to, facts),
    approvePlan: (approval, budget) => inPlace(() => approvePlan(db, approval, budget)),
    findApproval: (planId) => findApproval(db, planId),
    nextPlan: (account, query) => nextPlan(db, account, query),
    unblockPlans: (account, except) => unblockPlans(db, account, except),
    takeItems: (planId, limit, options) => takeItems(db, planId, limit, options),
    noteBefore: (item, before) => noteBefore(db, item, before),
    successors: (account, ids) => successors(db, account, ids),
    retryUnknown: (planId) => retryUnknown(db, planId),
    takeOver: (account, current) => takeOver(db, account, current),
    leftSending: (account) => leftSending(db, account),
    giveUpSending: (account, reason, at) => giveUpSending(db, account, reason, at),
    settleItems: (settlements, at) => settleItems(db, settlements, at),
    beginSingle: (plan, item, budget) => inPlace(() => beginSingle(db, plan, item, budget)),
    countUnapproved: (account, since) => countUnapproved(db, account, since),
    plansAhead: (account, contactIds) => plansAhead(db, account, contactIds),
    lastDone: (account, query) => lastDone(db, account, query),
    deletedContacts: (account, ids) => deletedContacts(db, account, ids),
    writtenSince: (account, since) => writtenSince(db, account, since),
    addSelection: (selection) => addSelection(db, selection),
    findSelection: (account, selectionId) => findSelection(db, account, selectionId),
    undoneBy: (planId) => undoneBy(db, planId),
    contactsUndone: (planId) => contactsUndone(db, planId),
    prune: (limits) => prune(db, limits),
    forget: (number) => worded(file, () => forget(db, dataDir, number)),
    lockRunner,
    showRunner: (sign) => showRunner(db, sign),
    findRunner: (account) => findRunner(db, account),
    pauseAccount: (account, until) => pauseAccount(db, account, until),
    pausedUntil: (account) => pausedUntil(db, account),
    close: async () => {
      releaseAll();
      await db.destroy();
      // Kysely leaves a database open that it has never been asked anything of.
      opened.close();
    },
  };
}

type Guard = <T>(work: () => Promise<T>) => Promise<T>;

/** Where a plan begins: in a file that was moved or deleted it would run unknown to everybody else. */
function placeCheck({ refuseMoved }: OpenFile, file: string): Guard {
  return (work) =>
    worded(file, async () => {
      refuseMoved();
      return work();
    });
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
  database: DatabaseSync,
  inPlace: Guard,
): Pick<Store, 'lockRunner'> & { releaseAll(): void } {
  const releases = new Set<() => void>();
  return {
    lockRunner: (account) =>
      inPlace(async () => {
        // Another process may have brought the store to a newer version meanwhile.
        refuseForeign(database, join(dataDir, STORE_FILE));
        const release = await holdLock(dataDir, lockNameOf(account));
        if (!release) return undefined;
        releases.add(release);
        return async () => {
          releases.delete(release);
          release();
        };
      }),
    releaseAll: () => {
      for (const release of releases) release();
      releases.clear();
    },
  };
}
