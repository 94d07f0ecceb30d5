import type { Delimiter } from '../../model/sheetNotes.ts';
import { meaningOf } from '../columns/headers.ts';

/** The first is the one where no line has any of them. */
const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];

const MOST_LINES = 20;
const MOST_TITLES = 6;
const SEP_LINE = /^"?sep=([,;\t|])"?[ \t]*(?=[\r\n]|$)/i;

/** A first line for Excel alone, such as `sep=;`. */
export function isSepLine(cells: readonly string[]): boolean {
  return /^sep=[,;\t|]?$/i.test(cells[0] ?? '') && cells.slice(1).every((cell) => cell === '');
}

/**
 * The delimiter of a sheet by its head: the one in a line `sep=;`, otherwise the one that most lines have as often as the
 * first, and of several the most frequent. Quoted text and titles do not count.
 */
export function delimiterOf(head: string): Delimiter {
  const stated = SEP_LINE.exec(head)?.[1];
  const found = DELIMITERS.find((delimiter) => delimiter === stated);
  if (found !== undefined) return found;
  const lines = unquotedLines(head);
  // Titles above the header have other signs in them, or none.
  const titles = isHeader(lines[0] ?? '') ? 1 : MOST_TITLES;
  const tried = Array.from({ length: titles }, (_, at) => bestOf(lines.slice(at)));
  return (tried.find(({ agreeing }) => agreeing > 0) ?? tried[0])?.delimiter ?? ',';
}

/** The delimiter of the first line that most of the other lines have as often. */
function bestOf([first = '', ...rest]: readonly string[]) {
  const scores = DELIMITERS.map((delimiter) => {
    const count = countOf(first, delimiter);
    const agreeing = count === 0 ? -1 : rest.filter((line) => countOf(line, delimiter) === count).length;
    return { delimiter, count, agreeing };
  });
  const [best = { delimiter: DELIMITERS[0], agreeing: -1 }] = scores.sort(
    (a, b) => b.agreeing - a.agreeing || b.count - a.count,
  );
  return best;
}

function isHeader(line: string): boolean {
  return DELIMITERS.some((delimiter) =>
    line.split(delimiter).some((header) => meaningOf(header).kind === 'phone_number'),
  );
}

/** The first lines that are not empty, without quoted text; the last may have been cut. */
function unquotedLines(head: string): string[] {
  const bare = head.replace(/"[^"]*("|$)/g, '""');
  const lines = bare.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return lines.slice(0, MOST_LINES);
}

function countOf(line: string, delimiter: Delimiter): number {
  return line.split(delimiter).length - 1;
}
