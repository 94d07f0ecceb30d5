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

/** A number to look for, without the spaces and signs people write in it: what is stored may be no valid number. */
export function bareNumber(text: string): string {
  return text.trim().replace(SPACING, '');
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
  const stated = isNumber(text) ? undefined : country;
  if (!isNumber(text) && stated === undefined) {
    throw new AppError(
      `${quoted(text)} has no country code.`,
      `${EXAMPLE} Ask for the country if it is not known; do not guess it.`,
    );
  }
  const { number, problem } = await parse(text.trim(), stated);
  if (number !== undefined) return number;
  const kind =
    stated === undefined ? 'phone number in E.164 format' : `phone number of the country ${stated}`;
  throw new AppError(
    `${quoted(text)} is no ${kind}: ${REASONS[problem ?? ''] ?? REASONS['NOT_A_NUMBER']}.`,
    EXAMPLE,
  );
}

async function parse(
  text: string,
  country: string | undefined,
): Promise<{ number?: string; problem?: string }> {
  const { parsePhoneNumberWithError, ParseError, validatePhoneNumberLength } = await import(
    './libphonenumber.ts'
  );
  try {
    const defaults = country === undefined ? {} : { defaultCountry: country as CountryCode };
    const { number, ext } = parsePhoneNumberWithError(text, { ...defaults, extract: false });
    if (ext) return { problem: 'EXTENSION' };
    const problem = E164.test(number) ? validatePhoneNumberLength(number) : 'NOT_A_NUMBER';
    return problem === undefined ? { number } : { problem };
  } catch (error) {
    if (error instanceof ParseError) return { problem: error.message };
    throw error;
  }
}

const EXAMPLE = 'Give it as + and country code, such as +919876543210.';

const REASONS: Readonly<Record<string, string>> = {
  NOT_A_NUMBER: 'it is not a + followed by 7 to 15 digits',
  INVALID_COUNTRY: 'no country has this code',
  TOO_SHORT: 'it is too short for its country',
  TOO_LONG: 'it is too long for its country',
  INVALID_LENGTH: 'numbers of its country have another length',
  EXTENSION: 'it has an extension, which no message can reach',
};
