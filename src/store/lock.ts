import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { ownFolder, withOwnUmask } from './folder.ts';
import { isBusy, loadSqlite } from './sqlite.ts';

/** The folder of lock files. They stay empty, and must not be opened by other means: closing one would end its lock. */
const FOLDER = 'locks';

/** Locks that this process holds; without a reference the garbage collector would close, and so release, them. */
const held = new Set<DatabaseSync>();

/** The lock file of the process that runs an account's plans. */
export function lockNameOf(account: string): string {
  return createHash('sha256').update(account).digest('hex').slice(0, 16);
}

/**
 * A lock of the operating system: an exclusive transaction on a file of its own, which the kernel ends with the process.
 * Gives the function that releases it, or undefined when somebody else holds it. Throws errors of SQLite and of the file system.
 */
export function holdLock(dataDir: string, name: string): Promise<(() => void) | undefined> {
  return take(dataDir, name, 'BEGIN EXCLUSIVE');
}

/** The same lock, shared: any number of holders have it together, and nobody can hold it alone meanwhile. */
export function shareLock(dataDir: string, name: string): Promise<(() => void) | undefined> {
  // The transaction begins with the first reading.
  return take(dataDir, name, 'BEGIN; SELECT 1 FROM sqlite_schema');
}

async function take(dataDir: string, name: string, begin: string): Promise<(() => void) | undefined> {
  const { DatabaseSync } = await loadSqlite();
  const folder = join(dataDir, FOLDER);
  ownFolder(folder);
  return withOwnUmask(() => {
    const database = new DatabaseSync(join(folder, `${name}.lock`), { timeout: 0 });
    try {
      // Not in WAL mode, where an exclusive transaction keeps out writers only, and no shared lock.
      database.exec(`PRAGMA journal_mode = DELETE; ${begin}`);
    } catch (error) {
      database.close();
      if (isBusy(error)) return undefined;
      throw error;
    }
    held.add(database);
    return () => {
      if (held.delete(database)) database.close();
    };
  });
}
