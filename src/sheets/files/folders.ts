import { realpath } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { listed, quoted } from '../../lib/text.ts';

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

export function namesOf(folders: readonly string[]): string {
  return listed(folders.map((folder) => quoted(folder, 200)));
}
