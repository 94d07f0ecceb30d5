import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../errors.ts';
import { quoted } from '../../lib/text.ts';

/** The bytes of a sheet, which can be read from the start as often as needed. */
export interface Source {
  /** The beginning of sentences about it: `The sheet "contacts.csv"`. */
  title: string;
  /** Files made from it are named after it. */
  name: string;
  bytes: number;
  open(): AsyncIterable<Uint8Array>;
}

/** A file that may be read, as it was when it was found. */
export interface FoundFile {
  /** With symbolic links resolved. */
  path: string;
  name: string;
  bytes: number;
  /** Milliseconds since 1970. */
  changed: number;
}

/** A link or a pipe may have taken the file's place: the one is not followed, the other not waited for. Windows has neither flag. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const CHUNK_BYTES = 128 * 1024;

export function textSource(csv: string): Source {
  const bytes = Buffer.from(csv);
  const open = async function* () {
    if (bytes.length > 0) yield bytes;
  };
  return { title: 'The sheet', name: 'rows.csv', bytes: bytes.length, open };
}

/** Each reading fails with an `AppError` when the file has changed since it was found: earlier results may not hold for it. */
export function fileSource(file: FoundFile): Source {
  const title = `The sheet ${quoted(file.name)}`;
  return { title, name: file.name, bytes: file.bytes, open: () => chunksOf(file, title) };
}

async function* chunksOf(file: FoundFile, title: string): AsyncGenerator<Uint8Array> {
  const handle = await opened(file.path, title);
  try {
    await assertUnchanged(handle, file, title);
    if (file.bytes === 0) return;
    const options = { autoClose: false, end: file.bytes - 1, highWaterMark: CHUNK_BYTES };
    for await (const chunk of handle.createReadStream(options)) if (chunk instanceof Uint8Array) yield chunk;
    await assertUnchanged(handle, file, title);
  } finally {
    await handle.close();
  }
}

async function opened(path: string, title: string): Promise<FileHandle> {
  try {
    return await open(path, READ_ONLY);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new AppError(
      `${title} cannot be opened${code}.`,
      'Ask the person whether the file is still there, and whether this program may read it.',
      { cause: error },
    );
  }
}

async function assertUnchanged(handle: FileHandle, file: FoundFile, title: string): Promise<void> {
  const now = await handle.stat();
  if (now.isFile() && now.size === file.bytes && now.mtimeMs === file.changed) return;
  throw new AppError(
    `${title} was changed while it was read.`,
    'Call again once it is saved and no longer written to.',
  );
}
