import { chmodSync, existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { SECOND, sleep } from '../lib/time.ts';
import { ENGINE_PATIENCE_MS, inWords, patiently, StoreError } from './failure.ts';
import { ownFolder, withOwnUmask } from './folder.ts';
import { COMPANIONS, type Guard, guardOf, refuseForeign } from './guard.ts';
import { holdLock, shareLock } from './lock.ts';
import { upgrade } from './schema.ts';
import { CODE, isBroken, loadSqlite } from './sqlite.ts';
import { emptyLog, keepDamagedLog } from './wal.ts';

export const STORE_FILE = 'store.db';
/** How the names of damaged files begin that are kept beside it, and how those of damaged logs go on. */
export const BROKEN = `${STORE_FILE}.broken-`;
const LOG = 'log-';
/** The lock that all processes share which have the store open: a process that holds it alone knows that none has. */
const IN_USE = 'open';
/** Held while a process looks at the log, before it opens the store. */
const LOOKING = 'look';
/** Other processes that find the file damaged have it open for a moment, too; those that start at once look one after another. */
const OTHERS_LOOK = SECOND;
const LOCK_PAUSE_MS = 10;
/** Checking a whole file takes about 1 ms a megabyte: a small one is checked at every start. */
const CHECKED_UP_TO_BYTES = 16 * 1024 * 1024;

interface OpenFile {
  database: DatabaseSync;
  guard: Guard;
  /** The newest damaged file that is kept beside it, and the newest damaged log. */
  setAside: string | undefined;
  damagedLog: string | undefined;
  close(): void;
}

/**
 * Opens the file, made or upgraded as needed; a damaged one is set aside for a new one, if the caller wants that.
 * Throws an `AppError` for a newer store, a damaged one that is in use, and when the folder cannot be used.
 */
export async function openFile(dataDir: string, { mend }: { mend: boolean }): Promise<OpenFile> {
  const sqlite = await loadSqlite();
  const file = join(dataDir, STORE_FILE);
  let looked: (() => void) | undefined;
  try {
    ownFolder(dataDir);
    looked = await lookAtLog(dataDir);
    return await openShared(sqlite, dataDir);
  } catch (error) {
    if (!mend || !isBroken(error)) throw inWords(error, file);
  } finally {
    looked?.();
  }
  try {
    return await replaceBroken(sqlite, dataDir);
  } catch (error) {
    throw inWords(error, file);
  }
}

/**
 * Only while no process has the store open: one that has goes on from the log as it read it. Of two that try for the lock of
 * the open store at once neither may get it, so they look one after another. Whoever looked calls what this returns once it
 * has the store open itself, so that the next one need not look.
 */
async function lookAtLog(dataDir: string): Promise<(() => void) | undefined> {
  const file = join(dataDir, STORE_FILE);
  if (!existsSync(`${file}-wal`)) return undefined;
  const end = await holdSoon(dataDir, LOOKING);
  let isLookedAt = false;
  try {
    const release = await holdLock(dataDir, IN_USE);
    if (!release) return undefined;
    try {
      keepDamagedLog(file, brokenName(dataDir, LOG));
    } finally {
      release();
    }
    isLookedAt = true;
    return end;
  } finally {
    if (!isLookedAt) end?.();
  }
}

function brokenName(dataDir: string, kind: '' | typeof LOG): string {
  return join(dataDir, `${BROKEN}${kind}${new Date().toISOString().replaceAll(/[:.]/g, '')}`);
}

function keptAside(dataDir: string, kind: '' | typeof LOG): string | undefined {
  const names = readdirSync(dataDir).filter((name) => name.startsWith(BROKEN));
  const newest = names
    .filter((name) => name.startsWith(BROKEN + LOG) === (kind === LOG))
    .filter((name) => !COMPANIONS.some((end) => name.endsWith(end)))
    .sort()
    .at(-1);
  return newest && join(dataDir, newest);
}

async function openShared(sqlite: typeof Sqlite, dataDir: string): Promise<OpenFile> {
  const file = join(dataDir, STORE_FILE);
  const release = await waitFor(() => shareLock(dataDir, IN_USE));
  try {
    const database = await patiently(() => openSound(sqlite, file));
    const guard = await patiently(() => guardOf(database, file));
    return {
      database,
      guard,
      setAside: keptAside(dataDir, ''),
      damagedLog: keptAside(dataDir, LOG),
      close: () => {
        if (database.isOpen) database.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

function openSound(sqlite: typeof Sqlite, file: string): DatabaseSync {
  const database = withOwnUmask(() => new sqlite.DatabaseSync(file, { timeout: ENGINE_PATIENCE_MS }));
  try {
    // A file of another program, or a newer version, must not be touched: this comes before any setting that writes.
    refuseForeign(database, file);
    chmodSync(file, 0o600);
    checkWhenCheap(database, file);
    withOwnUmask(() => database.exec('PRAGMA journal_mode = WAL'));
    database.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON');
    // Sorting and VACUUM would otherwise leave contacts in files of the system's temporary folder.
    database.exec('PRAGMA temp_store = MEMORY');
    upgrade(database);
    emptyLog(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function checkWhenCheap(database: DatabaseSync, file: string): void {
  if (statSync(file).size > CHECKED_UP_TO_BYTES) return;
  const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (found !== 'ok') throw Object.assign(new Error(String(found)), { errcode: CODE.corrupt });
}

/** Of several processes that find the file damaged one sets it aside; the others then find a new one. */
async function replaceBroken(sqlite: typeof Sqlite, dataDir: string): Promise<OpenFile> {
  const release = await waitFor(() => holdLock(dataDir, STORE_FILE));
  try {
    return await openShared(sqlite, dataDir);
  } catch (error) {
    if (!isBroken(error)) throw error;
    await setAside(dataDir);
    return await openShared(sqlite, dataDir);
  } finally {
    release();
  }
}

/** Refused while a server that needs no damaged page has the file open: it would go on in a file that nobody else knows. */
async function setAside(dataDir: string): Promise<void> {
  const release = await holdSoon(dataDir, IN_USE);
  if (!release)
    throw new StoreError(
      'damaged',
      `The store in ${dataDir} is damaged. It was not set aside, because another process has it open.`,
      'End the other servers of this program, then call again: the damaged file is set aside then.',
    );
  try {
    moveAside(join(dataDir, STORE_FILE), brokenName(dataDir, ''));
  } finally {
    release();
  }
}

/** The lock, if nobody else holds it for long. */
async function holdSoon(dataDir: string, name: string): Promise<(() => void) | undefined> {
  const until = performance.now() + OTHERS_LOOK;
  let release = await holdLock(dataDir, name);
  while (!release && performance.now() < until) {
    await sleep(LOCK_PAUSE_MS);
    release = await holdLock(dataDir, name);
  }
  return release;
}

async function waitFor(lock: () => Promise<(() => void) | undefined>): Promise<() => void> {
  for (;;) {
    const release = await lock();
    if (release) return release;
    await sleep(LOCK_PAUSE_MS);
  }
}

function moveAside(file: string, target: string): void {
  renameSync(file, target);
  for (const companion of COMPANIONS) {
    if (statSync(file + companion, { throwIfNoEntry: false }))
      renameSync(file + companion, target + companion);
  }
}
