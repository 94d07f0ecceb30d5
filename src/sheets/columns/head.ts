import { AppError } from '../../errors.ts';
import { cellText } from '../text/cells.ts';
import { type Delimiter, delimiterOf } from '../text/dialect.ts';
import { type Dialect, readRecords } from '../text/records.ts';
import { mayBeNumber, speaksOfNumbers } from './claims.ts';
import { headerName, looksLikeRow } from './headers.ts';

type Cells = readonly string[];

/** What a sheet begins with. */
export interface Head {
  dialect: Dialect;
  /** The names of the columns, as they are written. */
  header: string[];
  /** Records above it, empty ones included. */
  above: number;
  /** Those of them that hold something: a title, the date of a report. */
  titles: Cells[];
  /** The first records below it that hold something. */
  sample: Cells[];
}

/** A record with something in it; `at` counts the empty ones, too. */
interface Filled {
  cells: string[];
  at: number;
}

/** So many tell what a sheet is. */
const MOST_FILLED = 100;
const MOST_RECORDS = 10_000;
const MOST_TITLES = 10;
const RULE = /^\s*(?::?-{3,}:?\s*)?$/;

/**
 * The names of the columns stand in the first record that holds something, unless that is a title above them. `wished` are
 * headers that the caller named.
 */
export async function headOf(dialect: Dialect, wished: readonly string[]): Promise<Head> {
  const first = await firstRecords(dialect);
  const inner = dialect.wrapped === undefined ? innerDelimiter(first) : undefined;
  if (inner !== undefined)
    return headOf({ ...dialect, delimiter: inner, wrapped: dialect.delimiter }, wished);
  const place = headerPlace(first, wished);
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

/** An error further down is told when the rows are read. */
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

/** A record of empty cells, or of the line that Markdown draws below the names of columns. */
export function isBlank(cells: Cells): boolean {
  return cells.every((cell) => cell.trim() === '') || cells.every((cell) => RULE.test(cell));
}

/** What stands between the cells of a sheet whose lines are mostly one cell each, in quotation marks; none for any other. */
function innerDelimiter(first: readonly Filled[]): Delimiter | undefined {
  const lines = cellsOf(first).flatMap(([line = '', ...others]) => (isBlank(others) ? [line] : []));
  const inner = delimiterOf(lines.join('\n'));
  const isWrapped = lines.length * 2 > first.length && lines.every((line) => line.includes(inner));
  return isWrapped ? inner : undefined;
}

/** Place of the first record whose columns of numbers have a number below it; otherwise of the first of all. */
function headerPlace(first: readonly Filled[], wished: readonly string[]): number {
  const numbers = cellsOf(first).map((cells) => numbersIn(cells, wished));
  const place = first.slice(0, MOST_TITLES).findIndex(({ cells }, index) => {
    const next = numbers.findIndex((columns, other) => other > index && columns.length > 0);
    const below = cellsOf(first.slice(index + 1, next < 0 ? undefined : next));
    const hasNumbers = numbers[index]?.some((column) => below.some((row) => mayBeNumber(row[column] ?? '')));
    const titles = first.slice(0, index);
    return hasNumbers && titles.every((title, above) => isTitle(title.cells, numbers[above] ?? [], cells));
  });
  return Math.max(place, 0);
}

/** Positions of the columns of numbers, if these are the names of columns; a row of a contact has none. */
function numbersIn(cells: Cells, wished: readonly string[]): number[] {
  if (isContact(cells)) return [];
  return cells.flatMap((cell, index) => {
    const header = cellText(cell);
    const isWished = wished.some((wish) => wish !== '' && (wish === header || wish === headerName(header)));
    return isWished || speaksOfNumbers(header) ? [index] : [];
  });
}

/** Passing a contact over would lose it without a word. */
function isContact(cells: Cells): boolean {
  return cells.some((cell) => looksLikeRow([cell]) && mayBeNumber(cell));
}

/** A title has fewer cells than the names of the columns below it, or names no column of numbers. */
function isTitle(cells: Cells, numbers: readonly number[], header: Cells): boolean {
  const filled = (row: Cells) => row.filter((cell) => cell.trim() !== '').length;
  return !isContact(cells) && (numbers.length === 0 || filled(cells) < filled(header));
}
