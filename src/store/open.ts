import type { OpenedStore } from './store.ts';

/**
 * Opens the store of a folder, made or upgraded as needed; any number of processes may have it open.
 * Throws an `AppError` when the store is a newer program's, or when the folder cannot be used.
 */
export async function openStore(dataDir: string): Promise<OpenedStore> {
  // The query builder takes longest to load of all packages, and the first answers need no store.
  const { openWhole } = await import('./store.ts');
  return openWhole(dataDir);
}
