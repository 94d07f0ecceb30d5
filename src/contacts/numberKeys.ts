import type { CountryCode } from 'libphonenumber-js/min';
import { bareNumber, isNumber } from './phone.ts';

/** Digits that may be a number: with country code or without, and with what is dialled before one (00, 0). */
const DIGITS = /^\+?\d{7,17}$/;

/**
 * What tells numbers apart however they are written: the same number with spaces, without +, with 00 or a trunk zero has
 * the same key. Digits are taken off only where the numbering plan of a country says so: a key is no guess, and no number
 * to send to. None for what is no whole number, such as a spreadsheet's ruin.
 */
export async function numberKeys(country?: string): Promise<(text: string) => string | undefined> {
  const phones = await import('./libphonenumber.ts');
  const codes = new Set<string>(phones.getCountries().map((each) => phones.getCountryCallingCode(each)));
  // As in +91 (0) 98765 43210; anything else is written in one way only, and parsing takes its time.
  const mayHaveTrunkZero = (whole: string) =>
    [2, 3, 4].some((end) => codes.has(whole.slice(1, end)) && whole[end] === '0');
  return (text) => {
    // Copied from a messenger, a number stands between invisible characters.
    const bare = bareNumber(text.normalize('NFKC').replace(/\p{Cf}/gu, '')).replace(/^00/, '+');
    if (!DIGITS.test(bare)) return undefined;
    const national = country === undefined || isNumber(bare) ? undefined : valid(phones, bare, country);
    if (national !== undefined) return national;
    const whole = isNumber(bare) ? bare : `+${bare}`;
    return (mayHaveTrunkZero(whole) ? valid(phones, whole) : undefined) ?? whole;
  };
}

/** In E.164, if the numbering plan knows such a number. */
function valid(
  { parsePhoneNumberWithError, ParseError }: typeof import('./libphonenumber.ts'),
  text: string,
  country?: string,
): string | undefined {
  try {
    const defaults = country === undefined ? {} : { defaultCountry: country as CountryCode };
    const read = parsePhoneNumberWithError(text, { ...defaults, extract: false });
    return read.isValid() ? read.number : undefined;
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}
