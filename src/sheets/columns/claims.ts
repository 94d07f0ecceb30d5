import { lettersOf } from '../../lib/letters.ts';
import { questionIn } from '../consent/consent.ts';
import { columnName, meaningOf } from './headers.ts';
import { keysOf, wordsIn } from './keys.ts';
import { HEADERS, NO_NUMBER, PHONE, THINGS } from './words.ts';

type Cells = readonly string[];

/** A column before its role is known. */
interface HeaderAt {
  index: number;
  header: string;
}

const LONGEST = 80;
/** Fewer digits are no number with its area or country code. */
const FEWEST_DIGITS = 10;
const NUMBER = /^\P{Nd}{0,16}(?:\p{Nd}[\s()[\].,;|+&/\p{Pd}]*){7,}\P{Nd}{0,16}$/u;
const DATE =
  /^\P{Nd}*(?:\p{Nd}{4}[-./]\p{Nd}{1,2}[-./]\p{Nd}{1,2}|\p{Nd}{1,2}[-./]\p{Nd}{1,2}[-./]\p{Nd}{4})(?:\P{Nd}|$)/u;
/** Many digits in a row or with signs between them, digits alone, or what a spreadsheet leaves of a long number. */
const DIGITS = /(?:\p{Nd}[\s().+/\p{Pd}]*){7}|^\p{Nd}{5,}$|^\d[.,]\d+E\+\d+$/u;
const ADDRESS = /^\S+@\S+\.\p{L}+$/u;
const AMOUNT = /^[\p{Nd},]+\.\p{Nd}{1,2}$/u;

const NUMBER_WORDS = new Set(keysOf(`${PHONE.mobile} ${PHONE.plain} ${PHONE.whatsapp}`));
const NO_NUMBER_WORDS = new Set(keysOf(NO_NUMBER));
const NAME_WORDS = new Set(keysOf(HEADERS.name));
const NO_NAME_WORDS = new Set(keysOf(THINGS));

/** The cell has digits enough for a phone number, and is no date or amount. */
export function mayBeNumber(cell: string): boolean {
  const text = cell.trim();
  return text.length <= LONGEST && NUMBER.test(text) && !DATE.test(text) && !AMOUNT.test(text);
}

/** The cell stands in the row of a contact rather than in a header: it holds a number, be it a ruined one, or an address. */
export function isOfContact(cell: string): boolean {
  const text = cell.trim();
  return text.length <= LONGEST && (DIGITS.test(text) || ADDRESS.test(text)) && !DATE.test(text);
}

/** The cell is hardly anything but a phone number. */
export function isLikelyNumber(cell: string): boolean {
  const isWhole = /^\P{Nd}{0,16}\+/u.test(cell) || (cell.match(/\p{Nd}/gu)?.length ?? 0) >= FEWEST_DIGITS;
  return isWhole && mayBeNumber(cell);
}

/** `98450 12345 (mobile)`: as a header, its contact would be lost. */
export function beginsWithNumber(header: string): boolean {
  return /^\s*[+(]*\p{Nd}/u.test(header) && mayBeNumber(header);
}

/** The header has a word for numbers, maybe among others: `Father Mobile No`. */
export function namesNumbers(header: string): boolean {
  if (beginsWithNumber(header)) return false;
  if (meaningOf(header).kind === 'phone_number') return true;
  return questionIn(header) === undefined && hasWord(header, NUMBER_WORDS, NO_NUMBER_WORDS);
}

/** The header has one of the words, and none of the `others`, with which it would mean something else. */
function hasWord(header: string, words: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  const keys = header.length > LONGEST ? [] : wordsIn(header).map(lettersOf);
  return keys.some((key) => words.has(key)) && !keys.some((key) => others.has(key));
}

/** The index of the only column with a word for numbers and no other values in its first cells. */
export function onlyNumbers(columns: readonly HeaderAt[], sample: readonly Cells[]): number | undefined {
  return onlyOf(columns.filter((column) => namesNumbers(column.header) && !holdsOthers(column, sample)));
}

/** The index of the only column with a word for names: `Father Name`. */
export function onlyNames(columns: readonly HeaderAt[]): number | undefined {
  return onlyOf(columns.filter(({ header }) => hasWord(header, NAME_WORDS, NO_NAME_WORDS)));
}

function onlyOf(columns: readonly HeaderAt[]): number | undefined {
  return columns.length === 1 ? columns[0]?.index : undefined;
}

/** The first rows hold values, none of which may be a number. */
function holdsOthers({ index }: HeaderAt, sample: readonly Cells[]): boolean {
  const cells = sample.map((row) => row[index] ?? '').filter((cell) => cell.trim() !== '');
  return cells.length > 0 && !cells.some(mayBeNumber);
}

/** The name of the column whose cells look most like numbers; none where no column has such cells. */
export function numberColumn(columns: readonly HeaderAt[], sample: readonly Cells[]): string | undefined {
  const scored = columns.map((column) => {
    const { header, index } = column;
    const cells = sample.map((row) => row[index] ?? '');
    const possible = cells.filter(mayBeNumber).length;
    const score = possible + cells.filter(isLikelyNumber).length + (namesNumbers(header) ? 1 : 0);
    return { name: columnName(column), score: possible === 0 ? 0 : score };
  });
  const best = scored.sort((a, b) => b.score - a.score)[0];
  return best && best.score > 0 ? best.name : undefined;
}
