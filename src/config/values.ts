import { countryCode } from '../contacts/countries/country.ts';
import { fold } from '../lib/fold.ts';
import { listed } from '../lib/text.ts';
import { endsQuoted, isSample } from '../lib/unfilled.ts';

// What variables may hold: each throws a phrase that completes "VARIABLE must be".

export const UNQUOTED = 'without the quotation marks around it';
const OWN = 'your own (it is still the sample from the instructions)';

export function serviceUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = url !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback);
  if (!url || !safe) throw new RangeError('an https address (http only on this machine)');
  if (url.username || url.password || url.search || url.hash)
    throw new RangeError('an address without credentials, query or fragment');
  if (isSample(url.hostname)) throw new RangeError(OWN);
  return url;
}

/** A value that goes into a header unchanged. */
export function credential(text: string): string {
  if (endsQuoted(text)) throw new RangeError(UNQUOTED);
  if (isSample(text)) throw new RangeError(OWN);
  if (!/^[\x21-\x7e]+$/.test(text))
    throw new RangeError('plain letters, digits and signs (ASCII), without spaces');
  return text;
}

export function oneOf<T extends string>(values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text.toLowerCase());
    if (found === undefined) throw new RangeError(listed(values, values.length, 'or'));
    return found;
  };
}

export function numberIn(least: number, most: number, whole: boolean): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (number >= least && number <= most && (!whole || Number.isInteger(number))) return number;
    throw new RangeError(`a ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
  };
}

export function country(text: string): string {
  const code = countryCode(text);
  if (code === undefined) throw new RangeError('the two letters of a country, such as IN');
  return code;
}

/** What somebody writes who wants no tag protected. */
const NOBODY: ReadonlySet<string> = new Set(['none', 'off', 'no', 'false', 'null', 'nobody', 'nothing', '0']);

/** A tag has letters or digits, or is an emoji. */
const TELLING = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** Tags of people who opted out. A list without any would protect nobody, and nobody would notice. */
export function protectedTagList(text: string): [string, ...string[]] {
  const [first, ...others] = text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
  const protects = (tag: string) => TELLING.test(tag) && !NOBODY.has(fold(tag));
  if (first === undefined || ![first, ...others].some(protects))
    throw new RangeError('a tag of people who opted out, such as opted-out (this would protect nobody)');
  return [first, ...others];
}
