import { type FileHandle, mkdir, open, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError, SETUP_HELP } from '../../errors.ts';
import { quoted } from '../../lib/text.ts';
import { helpIfMissing, isInside, namesOf, realFolders } from './files.ts';

export interface NewFile {
  path: string;
  handle: FileHandle;
}

const MOST_NUMBERS = 1000;
/** Letters, signs and spaces, but no hidden characters, and no sign with a meaning in paths of some system. */
const GOOD_NAME = /^(?!\.)[^\p{C}<>:"/\\|?*]{1,120}$/u;

/**
 * Creates a CSV file for its owner alone in one of the allowed folders, symbolic links resolved. A relative path starts at the
 * first of them in which its folder exists; a name that is taken gets a number, as in `contacts-2.csv`.
 */
export async function createFile(path: string, folders: readonly string[]): Promise<NewFile> {
  const stem = basename(path).replace(/\.csv$/i, '');
  const folder = GOOD_NAME.test(stem) ? await folderOf(path, folders) : undefined;
  if (folder === undefined)
    throw new AppError(
      `The file ${quoted(path)} cannot be written: files go only into these folders: ${namesOf(folders)}.`,
      `Give a plain name, such as contacts.csv, or a path in one of them.${helpIfMissing(await realFolders(folders), folders)}`,
    );
  for (let number = 1; number <= MOST_NUMBERS; number += 1) {
    const file = await created(join(folder, `${stem}${number === 1 ? '' : `-${number}`}.csv`));
    if (file) return file;
  }
  throw new AppError(`There are ${MOST_NUMBERS} files named like ${quoted(stem)}.`, 'Give another name.');
}

async function folderOf(path: string, folders: readonly string[]): Promise<string | undefined> {
  const places = await existing(folders);
  for (const place of places) {
    const folder = await realpath(dirname(resolve(place, path))).catch(() => undefined);
    if (folder !== undefined && (places.includes(folder) || isInside(folder, places))) return folder;
  }
  return undefined;
}

/** The allowed folders that exist; where none does, the first is made. */
async function existing(folders: readonly string[]): Promise<string[]> {
  const places = await realFolders(folders);
  if (places.length > 0) return places;
  const first = folders[0] ?? '';
  const failure: unknown = await mkdir(first, { mode: 0o700 }).catch((error: unknown) => error);
  // Another process may have made it meanwhile.
  const made = await realFolders(folders);
  if (made.length === 0) throw notMade(first, failure);
  return made;
}

function notMade(folder: string, error: unknown): AppError {
  return new AppError(
    `Nothing can be written: the folder ${quoted(folder, 200)} is not there and cannot be made${codeOf(error)}.`,
    `Ask the person to make that folder, or to name another one in VOBIZ_FILES. ${SETUP_HELP}`,
    { cause: error },
  );
}

/** None when the name is taken, even by a link that leads nowhere. */
async function created(path: string): Promise<NewFile | undefined> {
  try {
    return { path, handle: await open(path, 'wx', 0o600) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
    throw notWritten(path, error);
  }
}

export function notWritten(path: string, error: unknown): AppError {
  const next =
    codeOf(error) === ' (ENOSPC)'
      ? 'Ask the person to make room on the disk.'
      : `Ask the person whether this program may write there, or give another folder. ${SETUP_HELP}`;
  return new AppError(`The file ${quoted(path, 200)} could not be written${codeOf(error)}.`, next, {
    cause: error,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? ` (${error.code})` : '';
}
