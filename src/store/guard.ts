import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from './failure.ts';
import { STORE_VERSION, stampOf } from './schema.ts';
import { isBusy } from './sqlite.ts';

/** How the names end of the files that SQLite keeps beside a database: its changes not yet in it, and their index. */
export const COMPANIONS = ['-wal', '-shm'] as const;

/** Throws a `StoreError` as soon as nothing may be written any more. */
export type Guard = () => void;

/**
 * Guards a store that is open. A write to a file that is no longer the one in the folder would be known to nobody else, and
 * in a file that a newer program has upgraded the rows may mean something that this one does not know.
 */
export function guardOf(database: DatabaseSync, file: string): Guard {
  const version = database.prepare('PRAGMA user_version');
  // SQLite makes the companions with the first reading.
  version.get();
  const place = placeOf(file);
  return () => {
    if (placeOf(file) !== place) throw moved(file);
    refuseNewer(Number(version.get()?.['user_version']), file);
  };
}

/** Asks the guard between writes: where the store is busy, the guard is asked again before the next write. */
export function checkGuard(guard: Guard): void {
  try {
    guard();
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}

/** The files that the paths of a store lead to. */
function placeOf(file: string): string {
  return ['', ...COMPANIONS].map((end) => fileAt(file + end)).join();
}

function fileAt(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.dev} ${found.ino}` : 'none';
}

function moved(file: string): StoreError {
  return new StoreError(
    'moved',
    `The store in ${dirname(file)} was moved or deleted while this server ran, so this server starts nothing more.`,
    'Restart this server.',
  );
}

/** Throws when another program has made the store, or a newer version of this one has upgraded it. */
export function refuseForeign(database: DatabaseSync, file: string): void {
  const { version, tables } = stampOf(database);
  if (version < 0 || (version === 0 && tables > 0))
    throw new StoreError(
      'foreign',
      `${file} is not a store of vobiz-contacts-mcp: another program made it. Nothing was changed.`,
      'Rename store.db there, or name another folder in VOBIZ_DATA_DIR.',
    );
  refuseNewer(version, file);
}

function refuseNewer(version: number, file: string): void {
  if (version <= STORE_VERSION) return;
  throw new StoreError(
    'newer',
    `The store ${file} has version ${version}, made by a newer vobiz-contacts-mcp; this one knows up to version ${STORE_VERSION} and writes nothing there.`,
    'Update vobiz-contacts-mcp here, or name another folder in VOBIZ_DATA_DIR.',
  );
}
