import { counted, quoted, thousands } from '../../lib/text.ts';
import type { Column } from '../columns/columns.ts';
import { isRunaway, linesIn } from '../text/cells.ts';
import { jsonProblem } from './jsonCells.ts';
import { isList } from './tags.ts';

type Cells = readonly string[];

const LONGEST_CELL = 10_000;
const MOST_TAGS = 100;
const LONGEST_TAG = 200;
/** `#NAME?`, `#REF!`, `#N/A` and `####`, in other languages too; a tag may begin with `#`. */
const RUIN = /^#(?:[\p{Lu}/0]+[!?]|N\/A|NV|#+)$/u;

/** Says why a row of a sheet with these columns cannot be taken as it is, a phrase; nothing when it can. */
export function problemFinder(
  columns: readonly Column[],
): (cells: Cells, tags: readonly string[]) => string | undefined {
  const taken = columns.filter(({ role }) => role !== 'left_out' && role !== 'problem');
  const tagged = columns.filter(({ role }) => role === 'tags');
  const width = columns.findLastIndex(({ header }) => header !== '') + 1;
  const numbers = columns.filter(({ role }) => role === 'phone_number').map(({ index }) => index);
  const widthProblem = widthProblemFinder(width, columns.length, numbers);
  return (cells, tags) => widthProblem(cells) ?? cellProblem(cells, taken) ?? tagProblem(cells, tags, tagged);
}

/**
 * Some programs write no empty cells at the end of a row: they may be missing where there is a number, and columns without
 * a header everywhere; cells beyond the columns may be there as long as they are empty.
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

function cellProblem(cells: Cells, taken: readonly Column[]): string | undefined {
  for (const column of taken) {
    const { index, header, role, own } = column;
    const cell = cells[index] ?? '';
    const broken = own?.json ? jsonProblem(column, cell) : undefined;
    if (broken !== undefined) return broken;
    if (own?.json || (role === 'tags' && isList(cell))) continue;
    if (cell.length > LONGEST_CELL)
      return `${quoted(header, 60)} has ${thousands(cell.length)} characters; at most ${thousands(LONGEST_CELL)} are taken`;
    if (role !== 'tags' && RUIN.test(cell.trim()))
      return `${quoted(header, 60)} holds ${quoted(cell, 20)}, which a spreadsheet shows for what it cannot`;
    // Two rows that ran into one would lose the second without a word.
    if (isRunaway(cell) || ((role === 'name' || role === 'tags') && linesIn(cell) > 0))
      return `${quoted(header, 60)} runs over ${linesIn(cell) + 1} lines; a quotation mark may not be closed`;
  }
  return undefined;
}

/** A text that is taken for tags would be many or long ones; a list says what it holds. */
function tagProblem(cells: Cells, tags: readonly string[], tagged: readonly Column[]): string | undefined {
  if (tagged.every(({ index }) => isList(cells[index] ?? ''))) return undefined;
  if (tags.length > MOST_TAGS) return `it has ${tags.length} tags; at most ${MOST_TAGS} are taken`;
  const long = tags.find((tag) => tag.length > LONGEST_TAG);
  return long === undefined
    ? undefined
    : `the tag ${quoted(long, 40)} is longer than ${LONGEST_TAG} characters`;
}
