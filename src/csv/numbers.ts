import { cellNumber } from './cells.ts';
import { LABELS, NO_PERSON } from './words.ts';

/** A number as it is written in a sheet. */
export interface WrittenNumber {
  text: string;
  /** The lower, the sooner to be tried. */
  rank: number;
  /** It is what a contact has, to the letter, whatever a number should be like. */
  stored?: boolean;
}

/** Between numbers; a comma, a slash or a word may also be part of one. */
const BETWEEN = /\s*(?::::|[;|\r\n]+)\s*/;
const PERHAPS = /\s*[/,&]\s*|\s+(?:or|and|oder|und|ou|et|o|y|e)\s+/i;
const FEWEST_DIGITS = 7;
/** Longer text holds no numbers, and looking for them in it would take long. */
const LONGEST = 500;
/** As nearly all are: one number and nothing to undo. */
const SIMPLE = /^\+?[\d ()-]+$/;

/** The numbers in one cell; a cell without any digit is given as it is, so that it can be shown. */
export function numbersIn(cell: string): string[] {
  const whole = cell.trim();
  if (whole === '') return [];
  if (SIMPLE.test(whole) || whole.length > LONGEST) return [whole];
  const written = cellNumber(cell);
  const parts = written.split(BETWEEN).flatMap((part) => {
    const pieces = part.split(PERHAPS);
    return pieces.every((piece) => digitsIn(piece) >= FEWEST_DIGITS) ? pieces : [part];
  });
  const numbers = parts.map(cellNumber).filter((part) => digitsIn(part) > 0);
  return numbers.length > 0 || written === '' ? numbers : [written];
}

function digitsIn(text: string): number {
  return text.match(/\d/g)?.length ?? 0;
}

/** What a label such as `Mobile` or `Work Fax` makes of a number's rank; none when nobody reads messages there. */
export function rankByLabel(label: string): number | undefined {
  const text = label.trim().replace(/^\*\s*/, '');
  if (NO_PERSON.test(text)) return undefined;
  const rank = LABELS.findIndex((pattern) => pattern.test(text));
  return rank < 0 ? LABELS.length : rank;
}
