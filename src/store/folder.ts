import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o077;

/**
 * Creates a folder that only its owner can enter, and those above it; existing ones are left as they are.
 * One by one: Node's own recursive way never returns below /proc.
 */
export function ownFolder(folder: string): void {
  if (existsSync(folder)) return;
  ownFolder(dirname(folder));
  try {
    withOwnUmask(() => mkdirSync(folder, 0o700));
  } catch (error) {
    // Another process was faster.
    if (!existsSync(folder)) throw error;
  }
}

/** Files and folders that the work creates are for their owner alone from the first moment on. It must not await anything. */
export function withOwnUmask<T>(work: () => T): T {
  const usual = process.umask(OWNER_ONLY);
  try {
    return work();
  } finally {
    process.umask(usual);
  }
}
