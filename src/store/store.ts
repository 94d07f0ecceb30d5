import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { dialectOf } from './dialect.ts';
import { inWords } from './failure.ts';
import { openFile, refuseNewer, STORE_FILE } from './file.ts';
import { forget } from './forget.ts';
import {
  beginSingle,
  contactsOf,
  countItems,
  giveUpSending,
  leftSending,
  listItems,
  listRows,
  noteBefore,
  putBackSending,
  retryUnknown,
  settleItems,
  takeItems,
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
import type { Tables } from './schema.ts';
import { addSelection, findSelection } from './selections.ts';
import { findRunner, pauseAccount, pausedUntil, showRunner } from './signs.ts';
import { deletedContacts, lastDone, plansAhead, successors, writtenSince } from './written.ts';

/** A store that has been opened; `setAside` names the damaged file that it had to start anew for: the person must be told. */
export type OpenedStore = Store & { setAside?: string };

/** Opens the file and puts the named functions over it together. */
export async function openWhole(dataDir: string): Promise<OpenedStore> {
  const { database, setAside } = await openFile(dataDir);
  const db = new Kysely<Tables>({ dialect: dialectOf(database, join(dataDir, STORE_FILE)) });
  const { lockRunner, releaseAll } = runnerLocks(dataDir, database);
  return {
    ...(setAside !== undefined && { setAside }),
    savePlan: (plan, items) => savePlan(db, plan, items),
    findPlan: (account, planId) => findPlan(db, account, planId),
    latestPlan: (account) => latestPlan(db, account),
    listPlans: (account, filter) => listPlans(db, account, filter),
    countItems: (planId) => countItems(db, planId),
    listItems: (planId, query) => listItems(db, planId, query),
    listRows: (planId, query) => listRows(db, planId, query),
    contactsOf: (planId, states) => contactsOf(db, planId, states),
    movePlan: (planId, from, to, facts) => movePlan(db, planId, from, to, facts),
    approvePlan: (approval, budget) => approvePlan(db, approval, budget),
    findApproval: (planId) => findApproval(db, planId),
    nextPlan: (account, query) => nextPlan(db, account, query),
    unblockPlans: (account, except) => unblockPlans(db, account, except),
    takeItems: (planId, limit, options) => takeItems(db, planId, limit, options),
    noteBefore: (item, before) => noteBefore(db, item, before),
    successors: (account, ids) => successors(db, account, ids),
    retryUnknown: (planId) => retryUnknown(db, planId),
    putBackSending: (account, current) => putBackSending(db, account, current),
    leftSending: (account) => leftSending(db, account),
    giveUpSending: (account, reason, at) => giveUpSending(db, account, reason, at),
    settleItems: (settlements, at) => settleItems(db, settlements, at),
    beginSingle: (plan, item, budget) => beginSingle(db, plan, item, budget),
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
    forget: (number) => forget(db, dataDir, number),
    lockRunner,
    showRunner: (sign) => showRunner(db, sign),
    findRunner: (account) => findRunner(db, account),
    pauseAccount: (account, until) => pauseAccount(db, account, until),
    pausedUntil: (account) => pausedUntil(db, account),
    close: async () => {
      releaseAll();
      await db.destroy();
      // Kysely leaves a database open that it has never been asked anything of.
      if (database.isOpen) database.close();
    },
  };
}

function runnerLocks(
  dataDir: string,
  database: DatabaseSync,
): Pick<Store, 'lockRunner'> & { releaseAll(): void } {
  const releases = new Set<() => void>();
  return {
    lockRunner: async (account) => {
      // Another process may have brought the store to a newer version meanwhile.
      refuseNewer(database, join(dataDir, STORE_FILE));
      const release = await hold(dataDir, lockNameOf(account));
      if (!release) return undefined;
      releases.add(release);
      return async () => {
        releases.delete(release);
        release();
      };
    },
    releaseAll: () => {
      for (const release of releases) release();
      releases.clear();
    },
  };
}

async function hold(dataDir: string, name: string): Promise<(() => void) | undefined> {
  try {
    return await holdLock(dataDir, name);
  } catch (error) {
    throw inWords(error, join(dataDir, STORE_FILE));
  }
}
