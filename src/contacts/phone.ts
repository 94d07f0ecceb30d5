import type { CountryCode, PhoneNumber } from 'libphonenumber-js/min';
import { AppError } from '../errors.ts';
import { quoted } from '../lib/text.ts';

const E164 = /^\+[1-9]\d{6,14}$/;
const SPACING = /[\s().\-/\u00a0\u2010-\u2015]/g;
/** What a spreadsheet makes of a long number: the digits after the first few are gone. */
const SPREADSHEET_RUIN = /^\s*\+?\d+([.,]\d+)?e\+?\d+\s*$/i;
/** Pasted along from address books and chats, and seen by nobody. */
const UNSEEN = /\p{Cf}/gu;
/** Service numbers: `14155550100` is the number of an American who lost the +, and fits the pattern of these. */
const NOBODYS = /^\+911/;
/** What most numbers here are, as they are written there: told without the library, which takes five times as long. */
const INDIAN_MOBILE = /^(\+91|0091|91|0|)([6-9]\d{9})$/;
const INDIAN_LANDLINE = /^\+91[2-5]/;

type Library = typeof import('./libphonenumber.ts');

/** What was stated about numbers without a +: their country (`IN`) or, before it, their calling code (`91`). */
export interface Stated {
  country?: string | undefined;
  callingCode?: string | undefined;
}

/** A number in E.164, or why there is none: a phrase, and a sentence on what to do. */
export type Reading =
  | { number: string }
  | {
      problem: string;
      next: string;
      /** It may well be a number, once its country is stated. */
      lacksCountry: boolean;
    };

export type NumberReader = (text: string, stated?: Stated) => Reading;

/** Whether a number has the form in which the service takes one for a new contact. */
export function isE164(number: string): boolean {
  return E164.test(number);
}

/** Looks like a number rather than an id: ids are opaque, so only a leading + decides. */
export function isNumber(text: string): boolean {
  return text.trim().startsWith('+');
}

/** A number to look for, without the spaces and signs people write in it: what is stored may be no valid number. */
export function bareNumber(text: string): string {
  return text.trim().replace(SPACING, '');
}

/** An id or a number as it is kept, without what people write around and in it. */
export function bareRef(text: string): string {
  return isNumber(text) ? bareNumber(text) : text.trim();
}

/** The digits alone, by which numbers are compared: some accounts write them without their plus. */
export function digitsOf(number: string): string {
  return number.replace(/\D/g, '');
}

/** Known to be no mobile, as far as the number alone tells. */
export function isLandline(number: string): boolean {
  return INDIAN_LANDLINE.test(number);
}

/**
 * The number in E.164, or an error that says why not. Nothing is guessed: a number without its country code is
 * taken only where a country was stated.
 */
export async function toE164(text: string, country?: string): Promise<string> {
  const read = await numberReader();
  const reading = read(text, { country });
  if ('number' in reading) return reading.number;
  throw new AppError(`${reading.problem}.`, reading.next);
}

/** The same for many numbers: once it is loaded, nothing is awaited. */
export async function numberReader(): Promise<NumberReader> {
  const library = await import('./libphonenumber.ts');
  return (text, stated = {}) => {
    const [, prefix, mobile] = INDIAN_MOBILE.exec(bareNumber(text)) ?? [];
    if (mobile !== undefined && (prefix === '+91' || isIndia(stated))) return { number: `+91${mobile}` };
    return read(library, text.replace(UNSEEN, '').trim().replace(/^tel:/i, ''), stated);
  };
}

function isIndia({ country, callingCode }: Stated): boolean {
  return callingCode === undefined ? country === 'IN' : callingCode === '91';
}

function read(library: Library, text: string, { country, callingCode }: Stated): Reading {
  if (SPREADSHEET_RUIN.test(text)) return refused(`${quoted(text)} ${RUINED}`, NOT_FILLED_IN);
  if (isNumber(text)) return said(parse(library, text), text, 'phone number in E.164 format');
  if (callingCode !== undefined) return withCode(library, text, callingCode);
  if (country !== undefined)
    return said(parse(library, text, { country }), text, `phone number of the country ${country}`);
  if (!/\d/.test(text)) return refused(`${quoted(text)} is no phone number: it has no digits`, EXAMPLE);
  return refused(`${quoted(text)} has no country code`, ASK, /\d{6}/.test(bareNumber(text)));
}

/** The calling code may stand in the number as well, as `91…` or `0091…`. */
function withCode(library: Library, text: string, code: string): Reading {
  const bare = bareNumber(text);
  const inside = [
    ...(bare.startsWith(`00${code}`) ? [`+${bare.slice(2)}`] : []),
    ...(bare.startsWith(code) ? [`+${bare}`] : []),
  ];
  const readings = [`+${code} ${text}`, ...inside].map((writing) => parse(library, writing, {}));
  const parsed = readings.find(({ number }) => number !== undefined) ?? readings[0] ?? {};
  return said(parsed, text, `phone number of the country code ${code}`);
}

interface Parsed {
  number?: string;
  problem?: string;
}

/** `added` is there where a country or its code was added, which is done only to what is a number of that country. */
function parse(library: Library, text: string, added?: { country?: string }): Parsed {
  const { parsePhoneNumberWithError, ParseError, validatePhoneNumberLength } = library;
  try {
    const defaults = added?.country === undefined ? {} : { defaultCountry: added.country as CountryCode };
    const phone = parsePhoneNumberWithError(text, { ...defaults, extract: false });
    if (phone.ext) return { problem: 'EXTENSION' };
    if (!isE164(phone.number)) return { problem: 'NOT_A_NUMBER' };
    if (!phone.isPossible()) return { problem: validatePhoneNumberLength(phone.number) ?? 'INVALID_LENGTH' };
    // A slash may stand between two numbers, of which the second is a few digits: `98765 43210 / 11`.
    const written = library.parseIncompletePhoneNumber(text);
    const altered = added === undefined && written !== phone.number;
    const exact = added !== undefined || altered || text.includes('/');
    if (altered && written !== withTrunkZero(phone)) return { problem: 'NO_SUCH_NUMBER' };
    const fits = !exact || (phone.isValid() && !NOBODYS.test(phone.number));
    return fits ? { number: phone.number } : { problem: 'NO_SUCH_NUMBER' };
  } catch (error) {
    if (error instanceof ParseError) return { problem: error.message };
    throw error;
  }
}

/** As in +91 (0) 98765 43210: of a number with its country code no other digit is taken off. */
function withTrunkZero({ countryCallingCode, nationalNumber }: PhoneNumber): string {
  return `+${countryCallingCode}0${nationalNumber}`;
}

function said({ number, problem }: Parsed, text: string, kind: string): Reading {
  if (number !== undefined) return { number };
  const reason = REASONS[problem ?? ''] ?? REASONS['NOT_A_NUMBER'];
  return refused(`${quoted(text)} is no ${kind}: ${reason}`, EXAMPLE);
}

function refused(problem: string, next: string, lacksCountry = false): Reading {
  return { problem, next, lacksCountry };
}

const RUINED = 'is what a spreadsheet leaves of a long number; its last digits are lost';
const NOT_FILLED_IN = 'Take the number from the original source; do not fill in the digits.';
const EXAMPLE = 'Give it as + and country code, such as +919876543210.';
const ASK = `${EXAMPLE} Ask for the country if it is not known; do not guess it.`;

const REASONS: Readonly<Record<string, string>> = {
  NOT_A_NUMBER: 'it is not a + followed by 7 to 15 digits',
  INVALID_COUNTRY: 'no country has this code',
  TOO_SHORT: 'it is too short for its country',
  TOO_LONG: 'it is too long for its country',
  INVALID_LENGTH: 'numbers of its country have another length',
  NO_SUCH_NUMBER: 'no number there is made like this',
  EXTENSION: 'it has an extension, which no message can reach',
};
