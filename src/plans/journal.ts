import { loggable } from '../api/error.ts';
import type { Pauses } from '../api/pauses.ts';
import { DAY, HOUR } from '../lib/time.ts';
import type { OpenedStore } from '../store/store.ts';
import { Runner } from './run/runner.ts';
import type { RunnerWorld } from './run/world.ts';

/** The store and the runner, opened with the first plan or selection, so that starting stays fast. */
export interface Journal {
  store: OpenedStore;
  runner: Runner;
}

/** The journal of a process, before and after it is opened. */
export interface JournalAccess {
  journal(): Promise<Journal>;
  /** Waits, at most `graceMs`, until the work under way has ended and is journaled. */
  settle(graceMs: number): Promise<void>;
  closeStore(): Promise<void>;
}

interface JournalParts {
  dataDir: string;
  keepDays: number;
  world: Omit<RunnerWorld, 'store'>;
  pauses: Pauses;
  /** Sentences that every result repeats. */
  notes: string[];
  logError(facts: object, message: string): void;
}

/** Opens the store with its first use. A failed opening is tried again with the next use. */
export function openJournal({
  dataDir,
  keepDays,
  world,
  pauses,
  notes,
  logError,
}: JournalParts): JournalAccess {
  let opened: Promise<Journal> | undefined;
  let pruning: NodeJS.Timeout | undefined;
  const open = async (): Promise<Journal> => {
    const { openStore } = await import('../store/open.ts');
    const store = await openStore(dataDir);
    noteDamage(store, notes, logError);
    pauses.connect(store);
    pruning = await pruneHourly(store, keepDays, world);
    return { store, runner: new Runner({ ...world, store }) };
  };
  const journal = () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const ending = () => opened?.catch(() => undefined);
  return {
    journal,
    settle: async (graceMs) => (await ending())?.runner.close(graceMs),
    closeStore: async () => {
      clearInterval(pruning);
      await (await ending())?.store.close();
    },
  };
}

/** Has every result name a store that was set aside, or a damaged log, until somebody deletes the file kept of it. */
function noteDamage(
  { setAside, damagedLog }: OpenedStore,
  notes: string[],
  logError: JournalParts['logError'],
): void {
  if (setAside !== undefined) {
    notes.push(
      `[Store: it was unreadable once, so plans from before are not known here; they are kept in ${setAside}. Delete that file when you do not need it any more.]`,
    );
    logError({ file: setAside }, 'an unreadable store was set aside');
  }
  if (damagedLog !== undefined) {
    notes.push(
      `[Store: its log was damaged once, so the last entries before that are not known here; the log is kept in ${damagedLog}. Delete that file when you do not need it any more.]`,
    );
    logError({ file: damagedLog }, 'the log of the store was damaged');
  }
}

/** Deletes old rows now, and every hour from then on: a server may run for weeks. */
async function pruneHourly(
  store: OpenedStore,
  keepDays: number,
  { now, warn }: Pick<RunnerWorld, 'now' | 'warn'>,
): Promise<NodeJS.Timeout> {
  const prune = () => {
    const at = now();
    return store.prune({ at, plansBefore: at - keepDays * DAY, draftsBefore: at - DAY });
  };
  await prune();
  const complain = (error: unknown) => warn(loggable(error), 'what is too old could not be deleted');
  return setInterval(() => prune().catch(complain), HOUR).unref();
}
