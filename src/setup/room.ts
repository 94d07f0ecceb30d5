import { access, constants, lstat, stat } from 'node:fs/promises';
import paths from 'node:path';
import { messageOf } from '../errors.ts';

/** What cannot be read exists all the same, and so does a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  const failure = await failureOf(() => lstat(path));
  return failure !== 'ENOENT' && failure !== 'ENOTDIR';
}

/** Why a folder cannot be made or written, as words for a report, which makes none; undefined where nothing is in the way. */
export async function obstacleTo(folder: string): Promise<string | undefined> {
  const above = await firstThat(upwards(folder), isThere);
  // On Windows a whole drive may be missing.
  if (above === undefined) return `${paths.parse(folder).root} is not there`;
  const found = await stat(above).catch(() => undefined);
  if (found && !found.isDirectory()) return `${above} is not a folder`;
  const failure = await failureOf(() => access(above, constants.W_OK | constants.X_OK));
  return failure && `${above} cannot be written (${failure})`;
}

/** The folder and those above it, up to the root, which is above itself. */
export function upwards(folder: string, { dirname }: Pick<typeof paths, 'dirname'> = paths): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above, { dirname })];
}

async function firstThat(
  folders: readonly string[],
  suits: (folder: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const folder of folders) if (await suits(folder)) return folder;
  return undefined;
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
