import { LABELS, NO_PERSON } from '../columns/words.ts';
import { cellNumber } from '../text/cells.ts';

/** A number as it is written in a sheet. */
export interface WrittenNumber {
  text: string;
  /** The lower, the sooner to be tried. */
  rank: number;
  /** It is what a contact has, to the letter, whatever a number should be like. */
  stored?: boolean;
}

/** Between numbers; what stands there may also be part of one, or of a link. An extension is no number of its own. */
const BETWEEN =
  /\s*(?::::|[|\r\n\uff5c]+|[;\uff1b\u061b]+(?!\s*(?:ext|isub|phone-context)\s*=)|[\s,]+(?=[a-z]+:\/\/))\s*/i;
const PERHAPS = [
  /\s*[,&\uff0c\u060c\u3001]\s*|\s+(?:or|and|oder|und|ou|et|o|y|e|या|और)\s+/iu,
  /\s*[/\uff0f]\s*/,
];
/** All of its signs are its own. */
const LINK = /:\/\/|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\//i;
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
  const parts = PERHAPS.reduce(
    (numbers, sign) => numbers.flatMap((part) => pieces(part, sign)),
    written.split(BETWEEN),
  );
  const numbers = parts.map(cellNumber).filter((part) => digitsIn(part) > 0);
  return numbers.length > 0 || written === '' ? numbers : [written];
}

/** Only what may be numbers each: a few digits behind a sign may be the end of another number, or part of this one. */
function pieces(text: string, sign: RegExp): string[] {
  const parts = text.split(sign);
  return !LINK.test(text) && parts.every((part) => digitsIn(part) >= FEWEST_DIGITS) ? parts : [text];
}

function digitsIn(text: string): number {
  return text.match(/\p{Nd}/gu)?.length ?? 0;
}

/** What a label such as `Mobile` or `Work Fax` makes of a number's rank; none when nobody reads messages there. */
export function rankByLabel(label: string): number | undefined {
  const text = label.trim().replace(/^\*\s*/, '');
  if (NO_PERSON.test(text)) return undefined;
  const rank = LABELS.findIndex((pattern) => pattern.test(text));
  return rank < 0 ? LABELS.length : rank;
}
