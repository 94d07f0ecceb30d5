import { unlink } from 'node:fs/promises';
import { guarded } from '../text/cells.ts';
import { createFile, type NewFile, notWritten } from './newFile.ts';

/** A sheet that is being written. */
export interface NewSheet {
  /** Adds a row; waits for the disk when enough has gathered, so that memory stays flat. */
  write(cells: readonly string[]): Promise<void>;
  /** Completes the file. */
  close(): Promise<WrittenSheet>;
  /** Takes the file away again. */
  discard(): Promise<void>;
}

export interface WrittenSheet {
  path: string;
  /** Without the header. */
  rows: number;
  bytes: number;
}

/** Without it Excel takes UTF-8 for Windows-1252. */
const MARK = '\ufeff';
const GATHERED = 64 * 1024;

/** One CSV line as it is, formulas and all; every cell quoted, so that nothing in it can end it early. */
export function csvLine(cells: readonly string[], delimiter = ','): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)}\n`;
}

/**
 * Begins a new sheet in the allowed folders with this header. It is UTF-8; formulas are neutralised in a way that our
 * own reading undoes. Nothing is ever written over. A file that cannot be completed is taken away, with an `AppError`.
 */
export async function createSheet(
  path: string,
  folders: readonly string[],
  header: readonly string[],
  delimiter = ',',
): Promise<NewSheet> {
  const file = await createFile(path, folders);
  const line = (cells: readonly string[]) => csvLine(cells.map(guarded), delimiter);
  let gathered = `${MARK}${line(header)}`;
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
