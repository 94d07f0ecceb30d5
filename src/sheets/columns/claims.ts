import { asksOf } from '../consent/consent.ts';
import { columnName, meaningOf } from './headers.ts';
import { keyOf, keysOf, wordsIn } from './keys.ts';
import { MOBILE, NO_NUMBER, PLAIN, WHATSAPP } from './phoneWords.ts';
import { HEADERS, THINGS } from './words.ts';

type Cells = readonly string[];

interface Place {
  index: number;
  header: string;
}

const LONGEST = 80;
/** Of a number with its area or country; shorter ones may be anything. */
const FEWEST = 10;
const NUMBER = /^\P{Nd}{0,16}(?:\p{Nd}[\s()[\].,;|+&/\p{Pd}]*){7,}\P{Nd}{0,16}$/u;
const DATE =
  /^\P{Nd}*(?:\p{Nd}{4}[-./]\p{Nd}{1,2}[-./]\p{Nd}{1,2}|\p{Nd}{1,2}[-./]\p{Nd}{1,2}[-./]\p{Nd}{4})(?:\P{Nd}|$)/u;
const AMOUNT = /^[\p{Nd},]+\.\p{Nd}{1,2}$/u;

const NUMBER_WORDS = new Set(keysOf(`${MOBILE} ${PLAIN} ${WHATSAPP}`));
const NO_NUMBER_WORDS = new Set(keysOf(NO_NUMBER));
const NAME_WORDS = new Set(keysOf(HEADERS.name));
const NO_NAME_WORDS = new Set(keysOf(THINGS));

/** The cell may hold a phone number: it has digits enough, and is no date or amount. */
export function mayBeNumber(cell: string): boolean {
  const text = cell.trim();
  return text.length <= LONGEST && NUMBER.test(text) && !DATE.test(text) && !AMOUNT.test(text);
}

/** The same, and hardly anything else. */
export function isLikelyNumber(cell: string): boolean {
  const isWhole = /^\P{Nd}{0,16}\+/u.test(cell) || (cell.match(/\p{Nd}/gu)?.length ?? 0) >= FEWEST;
  return isWhole && mayBeNumber(cell);
}

/** The header speaks of numbers, maybe among other words: `Father Mobile No`. */
export function speaksOfNumbers(header: string): boolean {
  if (meaningOf(header).kind === 'phone_number') return true;
  if (header.length > LONGEST || asksOf(header) !== undefined) return false;
  const keys = wordsIn(header).map(keyOf);
  return keys.some((key) => NUMBER_WORDS.has(key)) && !keys.some((key) => NO_NUMBER_WORDS.has(key));
}

function speaksOfNames(header: string): boolean {
  const keys = header.length > LONGEST ? [] : wordsIn(header).map(keyOf);
  return keys.some((key) => NAME_WORDS.has(key)) && !keys.some((key) => NO_NAME_WORDS.has(key));
}

/** Position of the only column of these whose header speaks of numbers, and whose first cells do not speak against it. */
export function onlyNumbers(columns: readonly Place[], sample: readonly Cells[]): number | undefined {
  return onlyOf(columns.filter((column) => speaksOfNumbers(column.header) && !isOther(column, sample)));
}

/** Position of the only column of these whose header speaks of names: `Father Name`. */
export function onlyNames(columns: readonly Place[]): number | undefined {
  return onlyOf(columns.filter(({ header }) => speaksOfNames(header)));
}

function onlyOf(columns: readonly Place[]): number | undefined {
  return columns.length === 1 ? columns[0]?.index : undefined;
}

/** There is something in the first rows, and none of it may be a number. */
function isOther({ index }: Place, sample: readonly Cells[]): boolean {
  const cells = sample.map((row) => row[index] ?? '').filter((cell) => cell.trim() !== '');
  return cells.length > 0 && !cells.some(mayBeNumber);
}

/** The column whose cells look most like numbers, as `columns` may name it; none where those of no column do. */
export function numberColumn(columns: readonly Place[], sample: readonly Cells[]): string | undefined {
  const scored = columns.map((column) => {
    const { header, index } = column;
    const cells = sample.map((row) => row[index] ?? '');
    const possible = cells.filter(mayBeNumber).length;
    const score = possible + cells.filter(isLikelyNumber).length + (speaksOfNumbers(header) ? 1 : 0);
    return { name: columnName(column), score: possible === 0 ? 0 : score };
  });
  const best = scored.sort((a, b) => b.score - a.score)[0];
  return best && best.score > 0 ? best.name : undefined;
}
