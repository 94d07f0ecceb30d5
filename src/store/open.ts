import type { OpenedStore } from './store.ts';

/**
 * Opens the store of a folder, made or upgraded as needed; any number of processes may have it open.
 * A damaged one is set aside for a new one, unless `mend` says otherwise.
 * Throws an `AppError` when the store is another program's, damaged and in use, or when the folder cannot be used.
 */
export async function openStore(dataDir: string, { mend = true } = {}): Promise<OpenedStore> {
  // The query builder takes longer to load than any other package, and the first answers need no store.
  const { openStoreFile } = await import('./store.ts');
  return openStoreFile(dataDir, { mend });
}
