import type { Stated } from '../numbers/phone.ts';
import { countryCode } from './country.ts';
import { countryFinder } from './names.ts';

/** What a text says of a country: its ISO code, or its calling code alone; nothing when that cannot be read. */
type CountryReader = (text: string) => Stated | undefined;

export interface Countries {
  read: CountryReader;
  /** The calling code that numbers of it begin with; none where no number does. */
  callingCode(stated: Stated): string | undefined;
}

/** Names are not longer. */
const LONGEST = 100;
/** Different texts that are kept with what they say: there are few in a column. */
const MOST_KEPT = 1000;
const FLAG = /[\u{1f1e6}-\u{1f1ff}]{2}/gu;
/** Flags of parts of a country are spelt out in invisible letters behind a black flag: England is `gbeng`. */
const PART_FLAG = /\u{1f3f4}([\u{e0061}-\u{e007a}]{2})[\u{e0030}-\u{e007a}]*\u{e007f}/gu;
const BETWEEN = /[()[\]|/,;:–—-]+/;
const A_FLAG = 0x1f1e6;
const A_TAG = 0xe0061;
const A = 65;

/** Once it is loaded, nothing is awaited. */
export async function countries(): Promise<Countries> {
  const [{ iso31661 }, phones] = await Promise.all([
    import('./iso3166.ts'),
    import('../numbers/libphonenumber.ts'),
  ]);
  const find = countryFinder(iso31661, countryCode);
  const callingCode = ({ country, callingCode: code }: Stated) =>
    code ??
    (country && phones.isSupportedCountry(country) ? phones.getCountryCallingCode(country) : undefined);
  const kept = new Map<string, Stated | undefined>();
  return {
    callingCode,
    read(text) {
      if (kept.has(text)) return kept.get(text);
      const said = text.length > LONGEST ? undefined : agreed(statements(text, find), callingCode);
      if (kept.size < MOST_KEPT) kept.set(text, said);
      return said;
    },
  };
}

/** All that a text such as `🇮🇳 India (+91)` says; `undefined` for each part that is not understood. */
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

/** One country, if all that is said is understood and goes together. */
function agreed(
  said: readonly (Stated | undefined)[],
  callingCode: (stated: Stated) => string | undefined,
): Stated | undefined {
  const known = said.filter((one) => one !== undefined);
  const [first] = known;
  if (first === undefined || known.length < said.length) return undefined;
  if (known.some((one) => callingCode(one) !== callingCode(first))) return undefined;
  return known.find(({ country }) => country !== undefined) ?? first;
}
