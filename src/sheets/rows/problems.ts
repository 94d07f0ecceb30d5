import { counted, listed, quoted, thousands } from '../../lib/text.ts';
import { isLikelyNumber, mayBeNumber, namesNumbers } from '../columns/claims.ts';
import type { Column } from '../columns/columns.ts';
import { areApart } from '../columns/ownHeaders.ts';
import { isRunaway, linesIn } from '../text/cells.ts';
import { jsonProblem } from './jsonCells.ts';
import { isList } from './tags.ts';

type Cells = readonly string[];

const LONGEST_CELL = 10_000;
const MOST_TAGS = 100;
const LONGEST_TAG = 200;
/** `#NAME?`, `#REF!`, `#N/A` and `####`, in other languages too; a tag may begin with `#`. */
const RUIN = /^#(?:[\p{Lu}/0]+[!?]|N\/A|NV|#+)$/u;

/** Finds out why a row of a sheet with these columns cannot be taken, a phrase. */
export function problemFinder(
  columns: readonly Column[],
): (cells: Cells, tags: readonly string[]) => string | undefined {
  const taken = columns.filter(({ role }) => role !== 'left_out' && role !== 'problem');
  const tagged = columns.filter(({ role }) => role === 'tags');
  const width = columns.findLastIndex(({ header }) => header !== '') + 1;
  const numbers = columns.filter(({ role }) => role === 'phone_number').map(({ index }) => index);
  const widthProblem = widthProblemFinder(width, columns.length, numbers);
  const both = bothFinder(taken);
  return (cells, tags) =>
    widthProblem(cells) ?? cellProblem(cells, taken) ?? both(cells) ?? tagProblem(cells, tags, tagged);
}

/**
 * Some programs write no empty cells at the end of a row: a row with a number may lack them, and any row the cells of columns
 * without a header. Cells beyond the columns must be empty.
 */
function widthProblemFinder(width: number, most: number, numbers: readonly number[]) {
  return (cells: Cells): string | undefined => {
    const long = cells.length > most && cells.slice(most).some(isFilled);
    if (cells.length >= width && !long) return undefined;
    const lines = cells.reduce((sum, cell) => sum + linesIn(cell), 1);
    if (!long && lines === 1 && numbers.some((index) => isFilled(cells[index]))) return undefined;
    return widthProblem(cells, most, lines, long);
  };
}

function isFilled(cell: string | undefined): boolean {
  return cell !== undefined && cell.trim() !== '';
}

function widthProblem(cells: Cells, most: number, lines: number, long: boolean): string {
  const wrapped = cells.filter(isFilled).length === 1 && /[,;\t|]/.test(cells[0] ?? '');
  const short = wrapped ? '; all of it may stand in one pair of quotation marks' : '';
  const hint = long ? '; a value with commas in it stands in quotation marks' : short;
  const spread = lines > 1 ? `; it runs over ${lines} lines: a quotation mark may not be closed` : hint;
  return `it has ${counted(cells.length, 'cell')} under ${counted(most, 'column')}${spread}`;
}

/** Of a field that an export wrote in two columns, a row has a value in one. */
function bothFinder(taken: readonly Column[]): (cells: Cells) => string | undefined {
  const pairs = taken.flatMap((json) =>
    json.own?.json
      ? taken.filter(({ header }) => areApart(header, json.header)).map((plain) => [plain, json] as const)
      : [],
  );
  return (cells) => {
    const pair = pairs.find((columns) => columns.every(({ index }) => isFilled(cells[index])));
    return pair && `${quoted(pair[0].header, 60)} and ${quoted(pair[1].header, 60)} both hold a value`;
  };
}

function cellProblem(cells: Cells, taken: readonly Column[]): string | undefined {
  for (const column of taken) {
    const cell = cells[column.index] ?? '';
    const problem = column.own?.json ? jsonProblem(column, cell) : textProblem(column, cell);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function textProblem({ header, role }: Column, cell: string): string | undefined {
  const isTags = role === 'tags';
  if (isTags && isList(cell)) return undefined;
  if (cell.length > LONGEST_CELL)
    return `${quoted(header, 60)} has ${thousands(cell.length)} characters; at most ${thousands(LONGEST_CELL)} are taken`;
  if (!isTags && RUIN.test(cell.trim()))
    return `${quoted(header, 60)} holds ${quoted(cell, 20)}, which a spreadsheet shows in place of what it cannot`;
  // Two rows that ran into one would lose the second without a word.
  if (isRunaway(cell) || ((isTags || role === 'name') && linesIn(cell) > 0))
    return `${quoted(header, 60)} runs over ${linesIn(cell) + 1} lines; a quotation mark may not be closed`;
  return undefined;
}

/** A text that is no list of tags shows by too many or too long ones; a JSON list is meant as it is. */
function tagProblem(cells: Cells, tags: readonly string[], tagged: readonly Column[]): string | undefined {
  if (tagged.every(({ index }) => isList(cells[index] ?? ''))) return undefined;
  if (tags.length > MOST_TAGS) return `it has ${tags.length} tags; at most ${MOST_TAGS} are taken`;
  const long = tags.find((tag) => tag.length > LONGEST_TAG);
  return long === undefined
    ? undefined
    : `the tag ${quoted(long, 40)} is longer than ${LONGEST_TAG} characters`;
}

/**
 * Finds a number in a column that is not read for numbers, for a row without one: a phrase that names the column. The number
 * is not taken from there.
 */
export function passedOverFinder(columns: readonly Column[]): (cells: Cells) => string | undefined {
  const phones = columns.filter(({ role }) => role === 'phone_number').map(nameOf);
  const others = columns
    .filter(({ role }) => role === 'left_out' || role === 'attribute')
    .map((column) => ({ column, isNumber: namesNumbers(column.header) ? mayBeNumber : isLikelyNumber }));
  return (cells) => {
    const other = others.find(({ column, isNumber }) => isNumber(cells[column.index] ?? ''));
    if (other === undefined) return undefined;
    const { column } = other;
    return `it has no phone number in ${listed(phones, 8, 'or')}; ${nameOf(column)}, which is not read for numbers, holds ${quoted(cells[column.index] ?? '', 40)}`;
  };
}

function nameOf({ header, index }: Column): string {
  return header === '' ? `column ${index + 1}` : quoted(header, 60);
}
