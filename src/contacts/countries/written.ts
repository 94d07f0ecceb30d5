import { memoized } from '../../lib/memoized.ts';
import type { Stated } from '../numbers/plans.ts';
import { countryCode } from './country.ts';
import { countryFinder } from './names.ts';

export interface Countries {
  /** The country in a text, by its ISO code or by its calling code alone; none when the text cannot be read. */
  read(text: string): Stated | undefined;
  /** The calling code of the country's numbers, if it has any. */
  callingCode(stated: Stated): string | undefined;
}

/** No name of a country is longer. */
const LONGEST = 100;
/** A column has few different texts. */
const MOST_KEPT = 1000;
const FLAG = /[\u{1f1e6}-\u{1f1ff}]{2}/gu;
/** Flags of parts of a country are spelt out in invisible letters behind a black flag: England is `gbeng`. */
const PART_FLAG = /\u{1f3f4}([\u{e0061}-\u{e007a}]{2})[\u{e0030}-\u{e007a}]*\u{e007f}/gu;
const BETWEEN = /[()[\]|/,;:–—-]+/;
const A_FLAG = 0x1f1e6;
const A_TAG = 0xe0061;
const A = 65;

/** Loads the readers of countries, which then work synchronously. */
export async function countries(): Promise<Countries> {
  const [{ iso31661 }, phones] = await Promise.all([
    import('./iso3166.ts'),
    import('../numbers/libphonenumber.ts'),
  ]);
  const find = countryFinder(iso31661, countryCode);
  const callingCode = ({ country, callingCode: code }: Stated) =>
    code ??
    (country && phones.isSupportedCountry(country) ? phones.getCountryCallingCode(country) : undefined);
  const read = (text: string) =>
    text.length > LONGEST ? undefined : agreed(statements(text, find), callingCode);
  return { callingCode, read: memoized(read, MOST_KEPT) };
}

/** The countries that the parts of a text such as `🇮🇳 India (+91)` state; `undefined` for each unknown part. */
function statements(text: string, find: (name: string) => string | undefined): (Stated | undefined)[] {
  const flags = [...text.matchAll(FLAG)].map(([flag]) => letters(flag, A_FLAG));
  const parts = [...text.matchAll(PART_FLAG)].map(([, tags = '']) => letters(tags, A_TAG));
  const written = text
    .replace(FLAG, ' ')
    .replace(PART_FLAG, ' ')
    .replace(/\p{Cf}|\ufe0f/gu, '');
  const codes = written.match(/\d+/g) ?? [];
  const names = written.replace(/\+?\d+/g, ' ').trim();
  const whole = find(names);
  const pieces = whole === undefined ? names.split(BETWEEN).filter((piece) => /\p{L}/u.test(piece)) : [];
  return [
    ...[...flags, ...parts].map((code) => ofCountry(countryCode(code))),
    ...(whole === undefined ? pieces.map((piece) => ofCountry(find(piece))) : [{ country: whole }]),
    ...codes.map(ofCode),
  ];
}

function letters(signs: string, first: number): string {
  return [...signs].map((sign) => String.fromCharCode((sign.codePointAt(0) ?? 0) - first + A)).join('');
}

function ofCountry(country: string | undefined): Stated | undefined {
  return country === undefined ? undefined : { country };
}

/** The digits of a calling code: `91`, `0091`. */
function ofCode(digits: string): Stated | undefined {
  const callingCode = digits.replace(/^00/, '');
  return /^[1-9]\d{0,2}$/.test(callingCode) ? { callingCode } : undefined;
}

/** The country that all parts state, if each part is known and none contradicts. */
function agreed(
  parts: readonly (Stated | undefined)[],
  callingCode: (stated: Stated) => string | undefined,
): Stated | undefined {
  const known = parts.filter((part) => part !== undefined);
  const [first] = known;
  if (first === undefined || known.length < parts.length) return undefined;
  if (known.some((part) => callingCode(part) !== callingCode(first))) return undefined;
  return known.find(({ country }) => country !== undefined) ?? first;
}
