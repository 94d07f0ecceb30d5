import { access, constants, lstat, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf } from '../errors.ts';

/** What cannot be read exists all the same, and so does a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  const failure = await failureOf(() => lstat(path));
  return failure !== 'ENOENT' && failure !== 'ENOTDIR';
}

/** Why a folder cannot be made or written, as words for a report, which makes none; undefined where nothing is in the way. */
export async function obstacleTo(folder: string): Promise<string | undefined> {
  let above = folder;
  while (!(await isThere(above))) above = dirname(above);
  const found = await stat(above).catch(() => undefined);
  if (found && !found.isDirectory()) return `${above} is not a folder`;
  const failure = await failureOf(() => access(above, constants.W_OK | constants.X_OK));
  return failure && `${above} cannot be written (${failure})`;
}

/** Why the work fails, by its code where it has one; undefined where it does not. */
export async function failureOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : messageOf(error);
  }
}
