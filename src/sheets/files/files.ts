import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import { AppError, SETUP_HELP } from '../../errors.ts';
import { listed, quoted } from '../../lib/text.ts';
import type { FoundFile } from '../text/source.ts';

/**
 * The file at this path in one of the allowed folders, symbolic links resolved; a relative path is tried in each of them. Any
 * other path gets the same error, which reveals nothing about files elsewhere.
 */
export async function findFile(path: string, folders: readonly string[]): Promise<FoundFile> {
  const places = await realFolders(folders);
  for (const place of places) {
    const found = await allowedFile(resolve(place, path), places);
    if (found) return found;
  }
  throw new AppError(
    `There is no file ${quoted(path)} in the folders that may be read: ${namesOf(folders)}.`,
    `Ask the person to put the sheet there, or to add its folder to VOBIZ_FILES; or pass the rows as \`csv\`.${helpIfMissing(places, folders)}`,
  );
}

/** None for a path that is missing, elsewhere, or no regular file: a device or a pipe would never end. */
export async function allowedFile(path: string, places: readonly string[]): Promise<FoundFile | undefined> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined || !isInside(real, places)) return undefined;
  const about = await stat(real).catch(() => undefined);
  if (!about?.isFile()) return undefined;
  return { path: real, name: basename(path), bytes: about.size, changed: about.mtimeMs };
}

/** The allowed folders that exist, symbolic links resolved. */
export async function realFolders(folders: readonly string[]): Promise<string[]> {
  const places = await Promise.all(folders.map((folder) => realpath(folder).catch(() => undefined)));
  return [...new Set(places.filter((place) => place !== undefined))];
}

/** Whether the path lies below one of the folders; all of them without symbolic links. */
export function isInside(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const way = relative(folder, path);
    return (
      way !== '' && way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way)
    );
  });
}

/** That a folder is not there may be why a path is not found in it. */
export function helpIfMissing(places: readonly string[], folders: readonly string[]): string {
  return places.length < new Set(folders).size ? ` ${SETUP_HELP}` : '';
}

export function namesOf(folders: readonly string[]): string {
  return listed(folders.map((folder) => quoted(folder, 200)));
}
