import type { PhoneNumber } from 'libphonenumber-js/max';
import { AppError } from '../../errors.ts';
import { quoted } from '../../lib/text.ts';
import { type Fault, isService, isStated, type Library, readingsOf, type Stated } from './plans.ts';
import { isAbroad, secondLine, type Tail, type Writing, writingOf } from './writing.ts';

export { digitsOf } from './writing.ts';

const E164 = /^\+[1-9]\d{6,14}$/;
const SPACING = /[\s().\-/\u00a0\u2010-\u2015]/g;
/**
 * Most numbers are Indian mobiles in one of these forms, which are read without the library in a fifth of the time. A number
 * that begins with 911 may also be one behind its calling code.
 */
const INDIAN_MOBILE = /^(?:(\+91|0091|91|0)[ -]?|(?!911))([6-9]\d{4})[ -]?(\d{5})$/;
const INDIAN_LANDLINE = /^\+91[2-5]/;

/** A number in E.164, or why there is none: a phrase, and a sentence on what to do. */
export type Reading =
  | { number: string }
  | {
      problem: string;
      next: string;
      /** The text may be a number once its country is stated. */
      lacksCountry: boolean;
    };

export type NumberReader = (text: string, stated?: Stated) => Reading;

/** Whether a number has the form that the service takes for a new contact. */
export function isE164(number: string): boolean {
  return E164.test(number);
}

/** Whether a text is a number rather than an id: ids are opaque, so only a leading + decides. */
export function isNumber(text: string): boolean {
  return text.trim().startsWith('+');
}

/** A number to look up, without spaces and signs; a stored number need not be valid. */
export function bareNumber(text: string): string {
  return text.trim().replace(SPACING, '');
}

/** An id, or a number to look up, without the spaces and signs that people add. */
export function bareRef(text: string): string {
  return isNumber(text) ? bareNumber(text) : text.trim();
}

/** Whether the number alone shows that it is no mobile. */
export function isLandline(number: string): boolean {
  return INDIAN_LANDLINE.test(number);
}

/**
 * The number in E.164, or an error with the reason why there is none. Nothing is guessed: a number without its country code
 * is taken only where a country was stated.
 */
export async function toE164(text: string, country?: string): Promise<string> {
  const read = await numberReader();
  const reading = read(text, { country });
  if ('number' in reading) return reading.number;
  throw new AppError(`${reading.problem}.`, reading.next);
}

/** Loads a reader of numbers, which then works synchronously. */
export async function numberReader(): Promise<NumberReader> {
  const library = await import('./libphonenumber.ts');
  return (text, stated = {}) => {
    const [, prefix, area, rest] = INDIAN_MOBILE.exec(text) ?? [];
    return area !== undefined && (prefix === '+91' || isIndia(stated))
      ? { number: `+91${area}${rest}` }
      : read(library, text, stated);
  };
}

function isIndia({ country, callingCode }: Stated): boolean {
  return callingCode === undefined ? country === 'IN' : callingCode === '91';
}

function read(library: Library, text: string, stated: Stated): Reading {
  const writing = writingOf(text);
  if (writing === undefined) return refused(text, `is not a ${kindOf(stated)}: it has no digits`, EXAMPLE);
  if ('is' in writing) return refused(text, writing.is, writing.next);
  if (!isAbroad(writing) && !isStated(stated))
    return writing.digits.length > MOST_DIGITS
      ? refused(text, 'is too long for a number', EXAMPLE)
      : refused(text, 'has no country code', ASK, writing.digits.length >= FEWEST_DIGITS);
  const kind = kindOf(writing.international ? {} : stated);
  const readings = readingsOf(library, writing, stated);
  if (writing.tail && isApart(library, writing, stated, readings)) {
    const { is, next } = secondLine(writing.tail.digits);
    return refused(text, is, next);
  }
  if (typeof readings === 'string') return refused(text, `is not a ${kind}: ${REASONS[readings]}`, RIGHT);
  const phones = [...readings, ...withoutBracketedZero(library, writing, stated)];
  return isAbroad(writing) || !phones.every(isService)
    ? chosen(text, kind, phones)
    : refused(text, `is not a ${kind}: ${SERVICE}`, RIGHT);
}

function kindOf({ country, callingCode }: Stated): string {
  if (callingCode !== undefined) return `phone number of the country code ${callingCode}`;
  return country === undefined ? 'phone number' : `phone number of the country ${country}`;
}

/** Readings without a zero in brackets, which is no trunk prefix everywhere: `+39 (0)6 …` keeps it. Where both are numbers, nothing is guessed. */
function withoutBracketedZero(
  library: Library,
  { withoutZero: digits, international }: Writing,
  stated: Stated,
): PhoneNumber[] {
  if (digits === undefined) return [];
  const readings = readingsOf(library, { digits, international }, stated);
  return typeof readings === 'string' ? [] : readings;
}

/** Whether the last digits stand apart from the number before them: such digits are never joined to it. */
function isApart(
  library: Library,
  writing: Writing,
  stated: Stated,
  readings: PhoneNumber[] | Fault,
): boolean {
  const { tail } = writing;
  if (tail === undefined || readings === 'TOO_SHORT') return false;
  const whole = readingsOf(library, { ...writing, digits: tail.before }, stated);
  if (tail.kind !== 'spaced' && typeof whole !== 'string') return true;
  if (tail.kind === 'many') return false;
  if (typeof readings === 'string') return tail.kind === 'few';
  return !readings.some((phone) => endsAsWritten(phone, tail));
}

/** A short last group belongs to the number where its country writes it so, and behind a space where it is a mobile. */
function endsAsWritten(phone: PhoneNumber, tail: Tail): boolean {
  if (tail.kind === 'spaced' && phone.getType() === 'MOBILE') return true;
  return [phone.formatNational(), phone.formatInternational()].some((writing) => {
    const [digits, previous] = (writing.match(/\d+/g) ?? []).toReversed();
    return digits === tail.digits && previous === tail.previous;
  });
}

function chosen(text: string, kind: string, phones: readonly PhoneNumber[]): Reading {
  const [number = '', ...others] = new Set(phones.map((phone) => phone.number));
  if (others.length > 0) return refused(text, `can be read as ${[number, ...others].join(' or ')}`, WHICH);
  return isE164(number) ? { number } : refused(text, `is not a ${kind}: ${REASONS.NOT_A_NUMBER}`, RIGHT);
}

function refused(text: string, is: string, next: string, lacksCountry = false): Reading {
  return { problem: `${quoted(text)} ${is}`, next, lacksCountry };
}

const SERVICE = 'it is the number of a service, where nobody reads messages';
const FEWEST_DIGITS = 6;
/** 15 of the number and two before its calling code. */
const MOST_DIGITS = 17;
const EXAMPLE = 'Give it with + and country code, such as +919876543210.';
const RIGHT = 'Ask the person for the right number, such as +919876543210; do not guess digits.';
const WHICH = 'Ask the person which of them is right, and give that one; do not guess.';
const ASK = `${EXAMPLE} If you do not know the country, ask the person; do not guess.`;

const REASONS: Readonly<Record<Fault, string>> = {
  NOT_A_NUMBER: 'it is not a + followed by 7 to 15 digits',
  INVALID_COUNTRY: 'no country has this code',
  TOO_SHORT: 'it is too short for its country',
  TOO_LONG: 'it is too long for its country',
  INVALID_LENGTH: 'numbers of its country have another length',
  NO_SUCH_NUMBER: 'no number of that country looks like this',
};

/** Whether these are the digits of a number without + and country code. */
export function lacksCountryCode(text: string): boolean {
  return /^[\d\s().-]{7,}$/.test(text);
}
