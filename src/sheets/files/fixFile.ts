import { lstat, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { RefusedRow } from '../check.ts';
import { PROBLEM } from '../columns/columns.ts';
import type { Sheet } from '../sheet.ts';
import { createSheet, type NewSheet, type WrittenSheet } from './write.ts';

/** Larger files are not compared, since both would be in memory. */
const MOST_COMPARED_BYTES = 10_000_000;

/** A file of the refused rows of a sheet, which imports cleanly once they are corrected. */
export interface FixFile {
  add(refused: RefusedRow): Promise<void>;
  /** None when no row was refused: there is no file then. */
  close(): Promise<WrittenSheet | undefined>;
  discard(): Promise<void>;
}

/**
 * The file is created with the first refused row, beside the sheet and named after it. Rows stand in it as they were written,
 * behind a column with the reason. That column comes first, where rows that are too long cannot move it, and is left out
 * when the file is imported.
 */
export function fixFile(sheet: Sheet, folders: readonly string[], beside = ''): FixFile {
  let file: NewSheet | undefined;
  return {
    async add({ row, reason }) {
      const header = [PROBLEM, ...sheet.headers];
      file ??= await createSheet(join(beside, nameOf(sheet)), folders, header, sheet.delimiter);
      await file.write([reason, ...row.cells]);
    },
    close: async () => file && withoutTwin(await file.close()),
    discard: async () => file?.discard(),
  };
}

/** `contacts-to-fix.csv`, for `contacts-to-fix-2.csv` as well. */
function nameOf({ name }: Sheet): string {
  const stem = name.replace(/\.[^.]*$/, '').replace(/-to-fix(-\d+)?$/, '');
  const plain = stem.replace(/^\.+|[\p{C}<>:"/\\|?*]/gu, '').slice(0, 100);
  return `${plain || 'rows'}-to-fix.csv`;
}

/**
 * The file just written or, where an earlier one of its name has the same content, the earlier one: a sheet that is planned
 * five times needs no five files of its refused rows. Only the new file is ever deleted.
 */
async function withoutTwin(written: WrittenSheet): Promise<WrittenSheet> {
  const { path, bytes } = written;
  const [, stem = '', number] = /^(.*?)(?:-(\d+))?\.csv$/s.exec(path) ?? [];
  if (bytes > MOST_COMPARED_BYTES || number === undefined) return written;
  const content = await readFile(path).catch(() => undefined);
  for (let n = 1; n < Number(number); n += 1) {
    const earlier = `${stem}${n === 1 ? '' : `-${n}`}.csv`;
    if (content === undefined || !(await holds(earlier, content))) continue;
    await unlink(path).catch(() => undefined);
    return { ...written, path: earlier };
  }
  return written;
}

/** A link is not followed: it may lead anywhere. */
async function holds(path: string, content: Buffer): Promise<boolean> {
  const about = await lstat(path).catch(() => undefined);
  if (!about?.isFile() || about.size !== content.length) return false;
  const other = await readFile(path).catch(() => undefined);
  return other?.equals(content) ?? false;
}
