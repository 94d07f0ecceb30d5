import { quoted } from '../../lib/text.ts';
import { withoutLabels } from './labels.ts';
import { calledIn, linkedNumber } from './links.ts';

/** A written number, read without the numbering plan of any country. */
export interface Writing {
  /** All digits, as 0 to 9. */
  digits: string;
  /** Whether the digits begin with a calling code for certain: after a +, or in the link of a messaging app. */
  international: boolean;
  /** The digits without a zero that stands in brackets behind the calling code. */
  withoutZero?: string;
  /** A last group which may be a second line or an extension. */
  tail?: Tail;
}

export interface Tail {
  digits: string;
  /** The group before it, and all digits before it. */
  previous: string;
  before: string;
  /**
   * `few` and `many` digits stand apart where the digits before them are a number; `few` also where the country does not
   * write its numbers so. `spaced` digits, behind a space or a dot as in mobiles, stand apart only in the latter case.
   */
  kind: 'few' | 'spaced' | 'many';
}

/** Why a text is not read as a number: a phrase that follows the text, and a sentence on what to do. */
interface Unread {
  is: string;
  next: string;
}

/** A spreadsheet's form of a long number, without most of its digits. */
const SPREADSHEET_RUIN = /^\+?\d+([.,]\d+)?\s*(e|[x\u00d7*]\s*10\s*\^?)\s*\+?\d+$/i;
/** A spreadsheet's form of a number that it took for an amount. */
const DECIMALS = /^(\+?\d+)[.,]0+$/;
/** Invisible signs, pasted along from address books and chats; the last one is the frame of emoji digits. */
const UNSEEN = /[\p{Cf}\p{DI}]|\u20e3/gu;
/** Ornamental digits: of a footnote, a fraction, a list. */
const NO_DIGITS = /[\p{No}\p{Nl}]/u;
/** Longer text is no number, and a search in it would take long. */
const LONGEST = 500;
/** Fewer digits are no number with something behind it. */
const FEWEST_DIGITS = 6;
const PLAIN = /^\+?\d{5,}$/;

const EXTENSION =
  /^[\s,;.(-]*(?:ext|extn|extension|x|#|durchwahl|dw|ramal|anexo|int|interno|poste|доб)(?!\p{L})/iu;

/** An area code in brackets has few digits before it, as in `011 44 (20)`, and a number behind it. */
const BRACKETS = { mostBefore: 6, leastBehind: 4 };
/** An area code before a slash, with all that is dialled before it, has so many digits at most, and the number behind it at least. */
const AROUND_SLASH = {
  withPlus: { most: 8, least: 5 },
  withDoubleZero: { most: 10, least: 5 },
  withZero: { most: 6, least: 4 },
  plainly: { most: 5, least: 5 },
};
/** A last group of at most `SHORT` digits may be a second line; a group of `LONG` digits before it may be a whole number. */
const SHORT = 3;
const LONG = 6;

/** Reads a number without the labels and signs around it; undefined for a text without digits. */
export function writingOf(text: string): Writing | Unread | undefined {
  if (text.length > LONGEST) return { is: 'is too long for a number', next: ALONE };
  if (PLAIN.test(text)) return plain(text);
  const known = unified(text).trim();
  if (NO_DIGITS.test(text)) return { is: 'has signs in it that are not digits', next: ALONE };
  const linked = linkedNumber(known.replace(/^[<"'\s]+|[>"'\s]+$/g, ''));
  if (linked !== undefined)
    return 'number' in linked
      ? { digits: linked.number, international: true }
      : { is: linked.is, next: ALONE };
  if (!/\d/.test(known)) return undefined;
  const bare = withoutBrackets(withoutLabels(calledIn(known)));
  if (SPREADSHEET_RUIN.test(bare)) return { is: RUINED, next: NOT_FILLED_IN };
  const number = DECIMALS.exec(bare)?.[1] ?? bare;
  return PLAIN.test(number) ? plain(number) : (strangerIn(number, known) ?? grouped(number));
}

/** No calling code begins with 0: 00 behind a + repeats it. */
function plain(number: string): Writing {
  const international = number.includes('+');
  const digits = digitsOf(number);
  return { digits: international ? digits.replace(/^00/, '') : digits, international };
}

/** The text with the digits and signs of an English keyboard, whatever its script. */
function unified(text: string): string {
  return text
    .replace(UNSEEN, '')
    .normalize('NFKC')
    .replace(/[^\S\r\n]/g, ' ')
    .replace(/(?!\d)\p{Nd}/gu, digitValue)
    .replace(/[\p{Pd}\u2212\u30fc~\u223c\u2053]/gu, '-')
    .replace(/[\u00b7\u2022\u2219\u30fb\u2027\u066b]/g, '.')
    .replace(/[\u060c\u3001\u066c]/g, ',')
    .replace(/[\u2044\u2215\\]/g, '/')
    .replace(/[[{]/g, '(')
    .replace(/[\]}]/g, ')')
    .replace(/\u2795/g, '+');
}

/** In every script the ten digits are consecutive code points from zero on. */
function digitValue(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  let zero = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((point - zero) % 10);
}

/** The content of a text that stands in brackets as a whole: `(+91 98765 43210)`. */
function withoutBrackets(text: string): string {
  return /^\(([^()]*)\)$/.exec(text)?.[1]?.trim() ?? text;
}

/** A refusal for signs that are no part of a number: before it, in it or behind it. */
function strangerIn(number: string, text: string): Unread | undefined {
  const start = number.search(/\d/);
  const sign = number.search(/[^\d ()+./-]/);
  const plus = number.lastIndexOf('+');
  if (sign >= 0 && sign < start) {
    const before = text.slice(0, text.search(/[+\d]/)).trim();
    return { is: `has ${quoted(before, 40)} before the number`, next: ALONE };
  }
  const at = Math.min(...[sign, plus].filter((index) => index > start));
  if (!Number.isFinite(at)) return undefined;
  if (count(number.slice(0, at)) >= FEWEST_DIGITS) return secondLine(number.slice(at));
  return { is: `has ${quoted(number.slice(at).trim(), 40)} after its first digits`, next: ALONE };
}

/** A refusal for the text behind a number. */
export function secondLine(rest: string): Unread {
  const shown = quoted(rest.trim(), 40);
  if (EXTENSION.test(rest))
    return { is: `has an extension, ${shown}, which no message can reach`, next: ALONE };
  if (/\d/.test(rest))
    return { is: `has more digits after the number, ${shown}: ${NEVER_JOINED}`, next: ALONE };
  return { is: `has ${shown} after the number`, next: ALONE };
}

/** A number in groups, with nothing but spaces, brackets, slashes, dots and dashes between them. */
function grouped(number: string): Writing | Unread {
  const writing = plain(number);
  const second = setApart(number, writing);
  if (second !== undefined) return secondLine(second);
  const withoutZero = /^(\D*\d{1,6}\D*)\(0\)/.test(number) ? digitsOf(number.replace('(0)', '')) : undefined;
  const tail = tailOf(number, writing);
  return { ...writing, ...(withoutZero !== undefined && { withoutZero }), ...(tail && { tail }) };
}

/** The part in brackets or behind a slash that does not end an area code. */
function setApart(number: string, { digits, international }: Writing): string | undefined {
  const [open, close, slash] = [number.indexOf('('), number.lastIndexOf(')'), number.lastIndexOf('/')];
  if (close >= 0 && count(number.slice(close)) < BRACKETS.leastBehind)
    return number.slice(Math.max(number.lastIndexOf('('), 0));
  const most = close < 0 ? 0 : BRACKETS.mostBefore;
  if (open >= 0 && count(number.slice(0, open)) > most) return number.slice(open);
  if (slash < 0) return undefined;
  const [behind, begins] = [count(number.slice(slash)), beginning({ digits, international })];
  const before = digits.length - behind;
  const around = AROUND_SLASH[begins];
  // `98765/43210` may be two lines of five digits each.
  const fits = before <= around.most && behind >= around.least && (begins !== 'plainly' || behind > before);
  return fits ? undefined : number.slice(slash);
}

function beginning({ digits, international }: Writing): keyof typeof AROUND_SLASH {
  if (international) return 'withPlus';
  if (digits.startsWith('00')) return 'withDoubleZero';
  return digits.startsWith('0') ? 'withZero' : 'plainly';
}

function tailOf(number: string, writing: Writing): Tail | undefined {
  const groups = (number.match(/\d+/g) ?? []).toReversed();
  const signs = (number.replace(/ +/g, ' ').match(/(?<=\d)\D+(?=\d)/g) ?? []).toReversed();
  const [digits = '', previous = ''] = groups;
  if (previous === '') return undefined;
  const tail = { digits, previous, before: writing.digits.slice(0, -digits.length) };
  if (digits.length > SHORT) return previous.length < LONG ? undefined : { ...tail, kind: 'many' };
  if (isEven(groups, signs, isAbroad(writing) ? LONG + SHORT : LONG)) return undefined;
  return { ...tail, kind: /^[ .]$/.test(signs[0] ?? '') && previous.length < LONG ? 'spaced' : 'few' };
}

/** Groups of equal length between equal signs, as in `345-67-89`, go on with the number. */
function isEven(
  [last = '', previous = '', ...others]: readonly string[],
  [sign, signBefore]: readonly string[],
  longest: number,
): boolean {
  if (last.length !== previous.length || others.some(({ length }) => length > longest)) return false;
  return others.length === 0 || sign === signBefore;
}

/** Whether the number is written for calls from abroad: 00 stands for a +. */
export function isAbroad({ international, digits }: Writing): boolean {
  return international || digits.startsWith('00');
}

function count(text: string): number {
  return digitsOf(text).length;
}

/** The digits alone, by which numbers are compared: some accounts write them without their plus. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

const NEVER_JOINED = 'a second line or an extension is never added to it';
const RUINED = 'is what a spreadsheet leaves of a long number; its last digits are lost';
const NOT_FILLED_IN = 'Take the number from the original source; do not fill in the digits.';
const ALONE = 'Give one complete number by itself, with + and country code, such as +919876543210.';
