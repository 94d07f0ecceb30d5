import { unlink } from 'node:fs/promises';
import { guarded } from '../text/cells.ts';
import { createFile, type NewFile, notWritten } from './newFile.ts';

/** A sheet that is being written. */
export interface NewSheet {
  /** Adds a row. Rows are gathered, and then written before the next one, so that memory stays flat. */
  write(cells: readonly string[]): Promise<void>;
  close(): Promise<WrittenSheet>;
  /** Deletes the file. */
  discard(): Promise<void>;
}

export interface WrittenSheet {
  path: string;
  /** Without the header. */
  rows: number;
  bytes: number;
}

/** Without this mark Excel takes UTF-8 for Windows-1252. */
export const BYTE_ORDER_MARK = '\ufeff';
const GATHERED = 64 * 1024;

/** One line of CSV with unguarded formulas. Every cell is quoted, so that no sign in it can end it early. */
export function csvLine(cells: readonly string[], delimiter = ','): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)}\n`;
}

/**
 * Creates a sheet in the allowed folders with this header, in UTF-8, with formulas guarded in a way that our own reading
 * undoes. No file is ever overwritten. A file that cannot be completed is deleted, with an `AppError`.
 */
export async function createSheet(
  path: string,
  folders: readonly string[],
  header: readonly string[],
  delimiter = ',',
): Promise<NewSheet> {
  const file = await createFile(path, folders);
  const line = (cells: readonly string[]) => csvLine(cells.map(guarded), delimiter);
  let gathered = `${BYTE_ORDER_MARK}${line(header)}`;
  let [rows, bytes] = [0, 0];
  const flush = async () => {
    const chunk = Buffer.from(gathered);
    gathered = '';
    bytes += chunk.length;
    await orDiscard(file, file.handle.writeFile(chunk));
  };
  return {
    async write(cells) {
      gathered += line(cells);
      rows += 1;
      if (gathered.length >= GATHERED) await flush();
    },
    async close() {
      await flush();
      await orDiscard(file, file.handle.close());
      return { path: file.path, rows, bytes };
    },
    discard: () => discard(file),
  };
}

async function orDiscard(file: NewFile, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    await discard(file);
    throw notWritten(file.path, error);
  }
}

async function discard({ path, handle }: NewFile): Promise<void> {
  await handle.close().catch(() => undefined);
  await unlink(path).catch(() => undefined);
}
