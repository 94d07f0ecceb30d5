import { chmodSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';
import { sleep } from '../lib/time.ts';
import { ENGINE_PATIENCE_MS, inWords, patiently } from './failure.ts';
import { ownFolder, withOwnUmask } from './folder.ts';
import { holdLock } from './lock.ts';
import { STORE_VERSION, upgrade, versionOf } from './schema.ts';
import { CODE, isBroken, loadSqlite } from './sqlite.ts';

export const STORE_FILE = 'store.db';
/** What SQLite keeps beside a file: changes not yet in it, and their index. */
const COMPANIONS = ['-wal', '-shm'];
/** Checking a whole file takes about 1 ms a megabyte: a small one is checked at every start. */
const LOCK_PAUSE_MS = 10;
const CHECKED_UP_TO_BYTES = 16 * 1024 * 1024;

export interface OpenFile {
  database: DatabaseSync;
  /** Where a damaged file was moved to. */
  setAside?: string;
}

/**
 * Opens the file, made or upgraded as needed; a damaged one is set aside for a new one.
 * Throws an `AppError` for a newer store, and when the folder cannot be used.
 */
export async function openFile(dataDir: string): Promise<OpenFile> {
  const sqlite = await loadSqlite();
  const file = join(dataDir, STORE_FILE);
  try {
    ownFolder(dataDir);
    return { database: await patiently(() => openSound(sqlite, file)) };
  } catch (error) {
    if (!isBroken(error)) throw inWords(error, file);
  }
  try {
    return await replaceBroken(sqlite, dataDir, file);
  } catch (error) {
    throw inWords(error, file);
  }
}

function openSound(sqlite: typeof Sqlite, file: string): DatabaseSync {
  const database = withOwnUmask(() => new sqlite.DatabaseSync(file, { timeout: ENGINE_PATIENCE_MS }));
  try {
    // A file of a newer program must not be touched, so this comes before any setting that writes.
    refuseNewer(database, file);
    chmodSync(file, 0o600);
    checkWhenCheap(database, file);
    withOwnUmask(() => database.exec('PRAGMA journal_mode = WAL'));
    database.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON');
    // Sorting and VACUUM would otherwise leave contacts in files of the system's temporary folder.
    database.exec('PRAGMA temp_store = MEMORY');
    upgrade(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Throws when a newer program has made or upgraded the store: its rows may mean what this one does not know. */
export function refuseNewer(database: DatabaseSync, file: string): void {
  const version = versionOf(database);
  if (version <= STORE_VERSION) return;
  throw new AppError(
    `The store ${file} has version ${version}, made by a newer vobiz-contacts-mcp; this one knows up to version ${STORE_VERSION}. Nothing was changed.`,
    'Update vobiz-contacts-mcp here, or name another folder in VOBIZ_DATA_DIR.',
  );
}

function checkWhenCheap(database: DatabaseSync, file: string): void {
  if (statSync(file).size > CHECKED_UP_TO_BYTES) return;
  const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (found !== 'ok') throw Object.assign(new Error(String(found)), { errcode: CODE.corrupt });
}

/** Of several processes that find the file damaged one sets it aside; the others then find a sound one. */
async function replaceBroken(sqlite: typeof Sqlite, dataDir: string, file: string): Promise<OpenFile> {
  const release = await waitForLock(dataDir);
  try {
    return { database: await patiently(() => openSound(sqlite, file)) };
  } catch (error) {
    if (!isBroken(error)) throw error;
    const setAside = moveAside(file);
    return { database: await patiently(() => openSound(sqlite, file)), setAside };
  } finally {
    release();
  }
}

async function waitForLock(dataDir: string): Promise<() => void> {
  for (;;) {
    const release = await holdLock(dataDir, STORE_FILE);
    if (release) return release;
    await sleep(LOCK_PAUSE_MS);
  }
}

function moveAside(file: string): string {
  const target = `${file}.broken-${new Date().toISOString().replaceAll(/[:.]/g, '')}`;
  renameSync(file, target);
  for (const companion of COMPANIONS) {
    if (statSync(file + companion, { throwIfNoEntry: false }))
      renameSync(file + companion, target + companion);
  }
  return target;
}
