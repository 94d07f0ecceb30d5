import { open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { AppError } from '../errors.ts';
import { listed, quoted } from '../lib/text.ts';

/**
 * Reads a file that lies in one of the allowed folders, symbolic links resolved; a bare name is looked for in each.
 * The text is UTF-8; anything else is refused rather than guessed.
 */
export async function readAllowedFile(
  path: string,
  folders: readonly string[],
  maxBytes: number,
): Promise<string> {
  const real = await findAllowed(path, folders);
  const file = await open(real, 'r');
  try {
    const { size } = await file.stat();
    if (size > maxBytes)
      throw new AppError(
        `${quoted(path)} has ${size} bytes; at most ${maxBytes} are read.`,
        'Give a smaller file.',
      );
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new AppError(`${quoted(path)} is not UTF-8 text.`, 'Save it as "CSV UTF-8" and try again.', {
      cause: error,
    });
  } finally {
    await file.close();
  }
}

async function findAllowed(path: string, folders: readonly string[]): Promise<string> {
  const places = await Promise.all(folders.map((folder) => realpath(folder).catch(() => undefined)));
  for (const folder of places.filter((place) => place !== undefined)) {
    const real = await realpath(resolve(folder, path)).catch(() => undefined);
    if (real !== undefined && isInside(real, folder) && (await isRegular(real))) return real;
  }
  throw new AppError(
    `There is no file ${quoted(path)} in the folders that may be read: ${listed(folders.map((folder) => quoted(folder, 200)))}.`,
    'Ask the person to put the sheet there, or to add its folder to VOBIZ_FILES; or pass the rows as `csv`.',
  );
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way);
}

/** A device or a pipe would never end. */
async function isRegular(path: string): Promise<boolean> {
  return (await stat(path)).isFile();
}
