import type { CountryCode } from 'libphonenumber-js/min';
import { AppError } from '../errors.ts';
import { quoted } from '../lib/text.ts';

const E164 = /^\+[1-9]\d{6,14}$/;
const SPACING = /[\s().\-/\u00a0\u2010-\u2015]/g;
/** What a spreadsheet makes of a long number: the digits after the first few are gone. */
const SPREADSHEET_RUIN = /^\s*\+?\d+([.,]\d+)?e\+?\d+\s*$/i;

/** Looks like a number rather than an id: ids are opaque, so only a leading + decides. */
export function isNumber(text: string): boolean {
  return text.trim().startsWith('+');
}

/**
 * The number in E.164, or an error that says why not. Nothing is guessed: a number without its country code is
 * taken only where a country was stated.
 */
export async function toE164(text: string, country?: string): Promise<string> {
  if (SPREADSHEET_RUIN.test(text)) {
    throw new AppError(
      `${quoted(text)} is what a spreadsheet leaves of a long number; its last digits are lost.`,
      'Take the number from the original source; do not fill in the digits.',
    );
  }
  const { parsePhoneNumberWithError, ParseError, validatePhoneNumberLength } = await import(
    './libphonenumber.ts'
  );
  if (isNumber(text)) {
    const digits = text.trim().replace(SPACING, '');
    const problem = E164.test(digits) ? validatePhoneNumberLength(digits) : 'NOT_A_NUMBER';
    if (problem === undefined) return digits;
    throw new AppError(`${quoted(text)} is no phone number in E.164 format: ${REASONS[problem]}.`, EXAMPLE);
  }
  if (country === undefined)
    throw new AppError(
      `${quoted(text)} has no country code.`,
      `${EXAMPLE} Ask for the country if it is not known; do not guess it.`,
    );
  try {
    const parsed = parsePhoneNumberWithError(text, {
      defaultCountry: country as CountryCode,
      extract: false,
    });
    if (parsed.isPossible()) return parsed.number;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
  throw new AppError(`${quoted(text)} is no phone number of the country ${country}.`, EXAMPLE);
}

const EXAMPLE = 'Give it as + and country code, such as +919876543210.';

const REASONS: Record<
  'NOT_A_NUMBER' | 'INVALID_COUNTRY' | 'TOO_SHORT' | 'TOO_LONG' | 'INVALID_LENGTH',
  string
> = {
  NOT_A_NUMBER: 'it is not a + followed by 7 to 15 digits',
  INVALID_COUNTRY: 'no country has this code',
  TOO_SHORT: 'it is too short for its country',
  TOO_LONG: 'it is too long for its country',
  INVALID_LENGTH: 'numbers of its country have another length',
};
