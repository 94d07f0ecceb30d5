import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o077;

/**
 * Creates a folder, and those above it, that only its owner can enter; what is there already is left as it is.
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

/** What is created meanwhile is for its owner alone from the first moment on; nothing here may be awaited. */
export function withOwnUmask<T>(work: () => T): T {
  const usual = process.umask(OWNER_ONLY);
  try {
    return work();
  } finally {
    process.umask(usual);
  }
}
