import { join } from 'node:path';
import type { RefusedRow } from '../check.ts';
import { PROBLEM } from '../columns/columns.ts';
import type { Sheet } from '../sheet.ts';
import { withoutTwin } from './alike.ts';
import { createSheet, type NewSheet, type WrittenSheet } from './write.ts';

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
