import { realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { AppError } from '../../errors.ts';
import { quoted } from '../../lib/text.ts';
import type { FoundFile } from '../text/source.ts';
import { isInside, namesOf, realFolders } from './folders.ts';

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
    'Ask the person to put the sheet there, or to add its folder to VOBIZ_FILES; or pass the rows as `csv`.',
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
