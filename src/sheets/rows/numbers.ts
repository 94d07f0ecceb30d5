import { LABELS, NO_PERSON } from '../columns/words.ts';
import { cellNumber } from '../text/cells.ts';

/** A number as it is written in a sheet. */
export interface WrittenNumber {
  text: string;
  /** The number of the lowest rank is tried first. */
  rank: number;
  /** A contact has the number to the letter, in E.164 or not. */
  isStored?: boolean;
}

/** Separates numbers always; an extension and a query in a link belong to the number before them. */
const BETWEEN =
  /\s*(?::::|[|\r\n\uff5c]+|[;\uff1b\u061b]+(?!\s*(?:ext|isub|phone-context)\s*=)|[\s,]+(?=[a-z]+:\/\/))\s*/i;
/** Separates numbers only where each part may be one: the same signs stand within numbers. */
const PERHAPS = [
  /\s*[,&\uff0c\u060c\u3001]\s*|\s+(?:or|and|oder|und|ou|et|o|y|e|या|और)\s+/iu,
  /\s*[/\uff0f]\s*/,
];
/** Signs within a link separate nothing. */
const LINK = /:\/\/|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\//i;
const FEWEST_DIGITS = 7;
/** Longer text holds no numbers, and a search for them would take long. */
const LONGEST = 500;
/** Nearly all cells hold one number alone. */
const SIMPLE = /^\+?[\d ()-]+$/;

/** The numbers in one cell; a cell without digits comes back whole, so that a refusal can quote it. */
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

/** The parts of a text, if each may be a number: a few digits behind a sign may be the end of another number, or of this one. */
function pieces(text: string, sign: RegExp): string[] {
  const parts = text.split(sign);
  return !LINK.test(text) && parts.every((part) => digitsIn(part) >= FEWEST_DIGITS) ? parts : [text];
}

function digitsIn(text: string): number {
  return text.match(/\p{Nd}/gu)?.length ?? 0;
}

/** The rank of a number by a label such as `Mobile`; none for `Work Fax`, where nobody reads messages. */
export function rankByLabel(label: string): number | undefined {
  const text = label.trim().replace(/^\*\s*/, '');
  if (NO_PERSON.test(text)) return undefined;
  const rank = LABELS.findIndex((pattern) => pattern.test(text));
  return rank < 0 ? LABELS.length : rank;
}
