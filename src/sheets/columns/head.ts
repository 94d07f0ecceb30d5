import { AppError } from '../../errors.ts';
import type { Delimiter } from '../../model/sheetNotes.ts';
import { cellText } from '../text/cells.ts';
import { delimiterOf } from '../text/dialect.ts';
import { type Dialect, readRecords } from '../text/records.ts';
import { mayBeNumber, namesNumbers } from './claims.ts';
import { headerName, looksLikeRow } from './headers.ts';

type Cells = readonly string[];

/** The beginning of a sheet. */
export interface Head {
  dialect: Dialect;
  /** The names of the columns as they are written. */
  header: string[];
  /** Number of records above the header, empty ones included. */
  above: number;
  /** The records above that are not empty: a title, the date of a report. */
  titles: Cells[];
  /** The first records below the header that are not empty. */
  sample: Cells[];
}

/** A record that is not empty; `at` is its index among all records. */
interface Filled {
  cells: string[];
  at: number;
}

/** Enough records to tell the header from titles. */
const MOST_FILLED = 100;
const MOST_RECORDS = 10_000;
const MOST_TITLES = 10;
const RULE = /^\s*(?::?-{3,}:?\s*)?$/;

/** The header is the first record that is not empty, unless that is a title. `mapped` are headers that the caller named. */
export async function headOf(dialect: Dialect, mapped: readonly string[]): Promise<Head> {
  const first = await firstRecords(dialect);
  const inner = dialect.wrapped === undefined ? innerDelimiter(first) : undefined;
  if (inner !== undefined)
    return headOf({ ...dialect, delimiter: inner, wrapped: dialect.delimiter }, mapped);
  const place = headerPlace(first, mapped);
  const header = first[place];
  if (header === undefined)
    throw new AppError(
      `${dialect.source.title} has nothing in it.`,
      'Give rows under a line that names the columns.',
    );
  const [titles, sample] = [first.slice(0, place), first.slice(place + 1)].map(cellsOf);
  return { dialect, header: header.cells, above: header.at, titles: titles ?? [], sample: sample ?? [] };
}

function cellsOf(records: readonly Filled[]): Cells[] {
  return records.map(({ cells }) => cells);
}

/** An error behind the first record is thrown again when the rows are read. */
async function firstRecords(dialect: Dialect): Promise<Filled[]> {
  const first: Filled[] = [];
  let at = 0;
  try {
    for await (const records of readRecords(dialect)) {
      for (const cells of records) {
        if (!isBlank(cells)) first.push({ cells, at });
        at += 1;
        if (first.length > MOST_FILLED || (at > MOST_RECORDS && first.length > 0)) return first;
      }
    }
  } catch (error) {
    if (first.length === 0) throw error;
  }
  return first;
}

/** A record of empty cells, or the line that Markdown draws below a header. */
export function isBlank(cells: Cells): boolean {
  return cells.every((cell) => cell.trim() === '') || cells.every((cell) => RULE.test(cell));
}

/** The delimiter within the lines of a sheet that mostly stand in one pair of quotation marks each; none for any other sheet. */
function innerDelimiter(first: readonly Filled[]): Delimiter | undefined {
  const lines = cellsOf(first).flatMap(([line = '', ...others]) => (isBlank(others) ? [line] : []));
  const inner = delimiterOf(lines.join('\n'));
  const isWrapped = lines.length * 2 > first.length && lines.every((line) => line.includes(inner));
  return isWrapped ? inner : undefined;
}

/** The index of the first record with a number below one of its columns of numbers; otherwise the first of all. */
function headerPlace(first: readonly Filled[], mapped: readonly string[]): number {
  const numbers = cellsOf(first).map((cells) => numbersIn(cells, mapped));
  const place = first.slice(0, MOST_TITLES).findIndex(({ cells }, index) => {
    const next = numbers.findIndex((columns, other) => other > index && columns.length > 0);
    const below = cellsOf(first.slice(index + 1, next < 0 ? undefined : next));
    const hasNumbers = numbers[index]?.some((column) => below.some((row) => mayBeNumber(row[column] ?? '')));
    const titles = first.slice(0, index);
    return hasNumbers && titles.every((title, above) => isTitle(title.cells, numbers[above] ?? [], cells));
  });
  return Math.max(place, 0);
}

/** The indexes of the columns that are numbers if these cells are the header; a contact's row has none. */
function numbersIn(cells: Cells, mapped: readonly string[]): number[] {
  if (isContact(cells)) return [];
  return cells.flatMap((cell, index) => {
    const header = cellText(cell);
    const isMapped = mapped.some((name) => name !== '' && (name === header || name === headerName(header)));
    return isMapped || namesNumbers(header) ? [index] : [];
  });
}

/** Such a row is never a title: it would be lost without a word. */
function isContact(cells: Cells): boolean {
  return cells.some((cell) => looksLikeRow([cell]) && mayBeNumber(cell));
}

/** A title has fewer cells than the header below it, or names no column of numbers. */
function isTitle(cells: Cells, numbers: readonly number[], header: Cells): boolean {
  const filled = (row: Cells) => row.filter((cell) => cell.trim() !== '').length;
  return !isContact(cells) && (numbers.length === 0 || filled(cells) < filled(header));
}
