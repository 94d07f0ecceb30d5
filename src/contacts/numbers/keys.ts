import { international, type Library, readingsOf } from './plans.ts';
import { type Writing, writingOf } from './writing.ts';

/** Digits that may be a number, with or without country code and the prefixes that are dialled before it. */
const DIGITS = /^\d{7,17}$/;

/**
 * Reads a key by which numbers are compared: a number with spaces, without +, with 00 or with a trunk zero has the same key.
 * Digits are taken off only by the numbering plan of a country: a key is no guess, and no number to send to. None for a text
 * that is no whole number, such as a spreadsheet's ruin.
 */
export async function numberKeys(country?: string): Promise<(text: string) => string | undefined> {
  const phones = await import('./libphonenumber.ts');
  const codes = new Set<string>(phones.getCountries().map((each) => phones.getCountryCallingCode(each)));
  // As in +91 (0) 98765 43210 and +52 1 55 5000 0001; other numbers are written in one way only, and parsing takes time.
  const mayBeWrittenOtherwise = (digits: string) =>
    digits.startsWith('521') ||
    [1, 2, 3].some((end) => codes.has(digits.slice(0, end)) && digits[end] === '0');
  return (text) => {
    const writing = writingOf(text);
    if (writing === undefined || 'is' in writing || writing.tail?.kind === 'few') return undefined;
    const digits = writing.digits.replace(/^00/, '');
    if (!DIGITS.test(digits)) return undefined;
    const abroad = writing.international || digits !== writing.digits;
    const local = abroad ? undefined : localNumber(phones, writing, country);
    if (local !== undefined) return local;
    const phone = mayBeWrittenOtherwise(digits) ? international(phones, digits) : 'NO_SUCH_NUMBER';
    return typeof phone === 'string' ? `+${digits}` : phone.number;
  };
}

/** The number in E.164, if the digits are exactly one number of the country. */
function localNumber(library: Library, writing: Writing, country: string | undefined): string | undefined {
  if (country === undefined) return undefined;
  const readings = readingsOf(library, writing, { country });
  return typeof readings === 'string' || readings.length > 1 ? undefined : readings[0]?.number;
}
