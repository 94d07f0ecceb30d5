import fc from 'fast-check';
import { type CountryCode, getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/metadata.max.json';
import * as z from 'zod';

/** A number in the plan of a country. */
export interface Example {
  country: CountryCode;
  type: string;
  /** In E.164. */
  number: string;
  callingCode: string;
  /** Without trunk prefix. */
  digits: string;
  /** In the form of its country, and in the international one. */
  local: string;
  abroad: string;
}

/** The places of the patterns of types in a plan; 0 stands for none. */
const TYPES_AT = 11;
const types = z.array(z.union([z.literal(0), z.tuple([z.string()]).rest(z.unknown())]));

/** Numbers of each type of each country, generated from the patterns of their plans; the same ones every time. */
export function examples(ofEachType: number): Example[] {
  return getCountries().flatMap((country) =>
    patternsOf(country).flatMap((pattern) =>
      fc
        .sample(fc.stringMatching(new RegExp(`^(?:${pattern})$`)), { numRuns: ofEachType, seed: 13 })
        .flatMap((digits) => exampleOf(country, digits) ?? []),
    ),
  );
}

function patternsOf(country: CountryCode): string[] {
  const plan: readonly unknown[] = metadata.countries[country] ?? [];
  return types.parse(plan[TYPES_AT] || []).flatMap((type) => (type === 0 || type[0] === '' ? [] : [type[0]]));
}

function exampleOf(country: CountryCode, digits: string): Example | undefined {
  const callingCode = /^\d+/.exec(String(metadata.countries[country]?.[0]))?.[0] ?? '';
  const phone = parsePhoneNumberFromString(`+${callingCode}${digits}`);
  const type = phone?.getType();
  if (phone?.number !== `+${callingCode}${digits}` || type === undefined || digits.length < 6)
    return undefined;
  const [local, abroad] = [phone.formatNational(), phone.formatInternational()];
  return {
    country: phone.country ?? country,
    type,
    number: phone.number,
    callingCode,
    digits,
    local,
    abroad,
  };
}
