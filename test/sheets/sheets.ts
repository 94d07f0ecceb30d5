import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { explain } from '../../src/errors.ts';
import { type CheckedRow, checkSheet } from '../../src/sheets/check.ts';
import { consentNotes } from '../../src/sheets/consent/notes.ts';
import type { SheetRow } from '../../src/sheets/rows/rows.ts';
import { openSheet, type Sheet } from '../../src/sheets/sheet.ts';
import { type Source, textSource } from '../../src/sheets/text/source.ts';
import { sheetNoteWords } from '../../src/words/sheets/notes.ts';

export type SheetOptions = Parameters<typeof openSheet>[1];

/** Rules of an account without protected tags. */
export const NO_TAGS = { protectedFolds: new Set<string>(), optOutTag: undefined };

/** The real path of a folder that is deleted after the test. */
export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vobiz-csv-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A source of these bytes, in chunks of `chunk` bytes. */
export function bytesSource(bytes: Uint8Array, chunk = bytes.length || 1): Source {
  const open = async function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  };
  return { title: 'The sheet "test.csv"', name: 'test.csv', bytes: bytes.length, open };
}

export function open(csv: string | Source, options?: SheetOptions): Promise<Sheet> {
  return openSheet(typeof csv === 'string' ? textSource(csv) : csv, options);
}

export async function rowsOf(csv: string | Source, options?: SheetOptions): Promise<SheetRow[]> {
  return collect((await open(csv, options)).rows());
}

export async function checked(
  csv: string | Source,
  country?: string,
  options?: SheetOptions,
): Promise<CheckedRow[]> {
  return collect(checkSheet(await open(csv, options), country, NO_TAGS));
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The notes on columns about messages, once all rows are read. */
export async function consentsIn(csv: string | Source, options?: SheetOptions): Promise<string[]> {
  const sheet = await open(csv, options);
  const survey = sheet.survey();
  for await (const row of sheet.rows()) survey.add(row);
  return consentNotes(survey.consents()).map(sheetNoteWords);
}

/** How a sheet is read, as far as its rows have been. */
export function notesIn({ notes }: Sheet): string[] {
  return notes.map(sheetNoteWords);
}

/** The role of each column in words, by its header. */
export function rolesOf({ columns }: Sheet): Record<string, string> {
  return Object.fromEntries(columns.map(({ header, as }) => [header, as]));
}

/** The error that a person reads; empty when the work does not fail. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(() => '', explain);
}

/** A short form of a checked row: number, name and tags, or the state with its reason. */
export function brief(row: CheckedRow): string {
  if (row.state !== 'valid') return `${row.state}: ${row.reason}`;
  return [row.number, row.name, row.row.tags.join('+')].filter(Boolean).join(' | ');
}
