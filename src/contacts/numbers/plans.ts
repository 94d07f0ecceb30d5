import type { CountryCode, PhoneNumber, PhoneNumberType } from 'libphonenumber-js/max';
import type { Writing } from './writing.ts';

export type Library = typeof import('./libphonenumber.ts');

/** The country of numbers without a +: by its code (`IN`) or, if given, by its calling code (`91`). */
export interface Stated {
  country?: string | undefined;
  callingCode?: string | undefined;
}

export function isStated({ country, callingCode }: Stated): boolean {
  return country !== undefined || callingCode !== undefined;
}

/** Why digits are no number. */
export type Fault =
  | 'NOT_A_NUMBER'
  | 'INVALID_COUNTRY'
  | 'TOO_SHORT'
  | 'TOO_LONG'
  | 'INVALID_LENGTH'
  | 'NO_SUCH_NUMBER';

/** A number in its country's plan, or the reason why there is none. */
type Parsed = PhoneNumber | Fault;

/** Types of numbers at which nobody reads messages. */
const SERVICE: readonly (PhoneNumberType | undefined)[] = [
  'PREMIUM_RATE',
  'TOLL_FREE',
  'SHARED_COST',
  'VOICEMAIL',
  'PAGER',
  'UAN',
];
/** Mobiles of Mexico had a 1 behind the calling code until 2019, and have it in the ids of WhatsApp. */
const MEXICAN_MOBILE = /^521(?=\d{10}$)/;
/** Trunk prefixes that many people write behind the calling code, although they are dialled at home alone. */
const TRUNK = /^(?:0|06)$/;

/**
 * The number with this calling code and these digits. Only a trunk prefix of its country is taken off. With `mayBeNew`, which
 * is for numbers written with their calling code, a number may be newer than the plans known here.
 */
export function international(library: Library, digits: string, mayBeNew = true): Parsed {
  const whole = digits.replace(MEXICAN_MOBILE, '52');
  const phone = parsed(library, `+${whole}`, { mayBeNew });
  if (typeof phone === 'string') return phone;
  const { countryCallingCode, nationalNumber } = phone;
  const [code, national] = [
    whole.slice(0, countryCallingCode.length),
    whole.slice(countryCallingCode.length),
  ];
  const prefix = national.slice(0, national.length - nationalNumber.length);
  const same = code + prefix + nationalNumber === whole && (prefix === '' || TRUNK.test(prefix));
  return same ? phone : 'NO_SUCH_NUMBER';
}

/**
 * All numbers that digits may be in the stated country, each once; without any, the fault of the first reading. Behind 00
 * stands a calling code, unless the country dials another prefix: then both readings count.
 */
export function readingsOf(
  library: Library,
  { digits, international: whole }: Pick<Writing, 'digits' | 'international'>,
  stated: Stated,
): PhoneNumber[] | Fault {
  if (whole) return distinct([international(library, digits)]);
  const abroad = digits.startsWith('00') ? [international(library, digits.slice(2), !isStated(stated))] : [];
  return distinct([...abroad, ...localReadings(library, digits, stated)]);
}

function localReadings(library: Library, digits: string, stated: Stated): Parsed[] {
  const home = homeOf(library, stated);
  if (typeof home === 'string') return [home];
  if (home === undefined) return [];
  const reading = home.parse(digits);
  const alike = alikeAtHome(reading, digits, home.code).map((each) => international(library, each, false));
  return [reading, ...alike];
}

/** Other readings of digits than the library's: a number with its calling code, or another number at home. */
function alikeAtHome(reading: Parsed, digits: string, code: string): string[] {
  const asTheyAre = code + digits;
  if (digits.startsWith(code)) return [digits, asTheyAre];
  if (digits.startsWith('00')) return [asTheyAre];
  if (typeof reading === 'string') return [];
  // The library took off a prefix that is dialled before calling codes.
  if (reading.countryCallingCode !== code) return [asTheyAre];
  // The library kept the first zero, which may be dialled at home alone.
  return reading.nationalNumber.startsWith('0') ? [code + digits.slice(1)] : [];
}

/** The stated country: its calling code, and its way of reading digits without one. */
interface Home {
  code: string;
  parse(digits: string): Parsed;
}

function homeOf(library: Library, { country, callingCode: code }: Stated): Home | Fault | undefined {
  if (code !== undefined) return { code, parse: (digits) => parsed(library, `+${code}${digits}`) };
  if (country === undefined) return undefined;
  if (!library.isSupportedCountry(country)) return 'INVALID_COUNTRY';
  const parse = (digits: string) => parsed(library, digits, { defaultCountry: country });
  return { code: library.getCountryCallingCode(country), parse };
}

function distinct(readings: readonly Parsed[]): PhoneNumber[] | Fault {
  const phones = readings.filter((reading) => typeof reading !== 'string');
  const numbers = new Map(phones.map((phone) => [phone.number, phone]));
  const fault = readings.find((reading) => typeof reading === 'string');
  return numbers.size > 0 ? [...numbers.values()] : (fault ?? 'NOT_A_NUMBER');
}

/** Whether it is the number of a service, as `1 800 555 0100` of an American who lost the + would be in India. */
export function isService(phone: PhoneNumber): boolean {
  return SERVICE.includes(phone.getType());
}

interface How {
  defaultCountry?: CountryCode;
  mayBeNew?: boolean;
}

function parsed(library: Library, text: string, { mayBeNew = false, ...defaults }: How = {}): Parsed {
  const { parsePhoneNumberWithError, ParseError, validatePhoneNumberLength } = library;
  try {
    const phone = parsePhoneNumberWithError(text, { ...defaults, extract: false });
    if (phone.isValid() || (mayBeNew && isLikeItsMobiles(library, phone))) return phone;
    return validatePhoneNumberLength(phone.number) ?? 'NO_SUCH_NUMBER';
  } catch (error) {
    if (error instanceof ParseError)
      return PARSE_FAULTS.find((fault) => fault === error.message) ?? 'NOT_A_NUMBER';
    throw error;
  }
}

/** The number is as long as its country's mobiles, and has the general form of its numbers: countries hand out such numbers all the time. */
function isLikeItsMobiles(library: Library, { country, nationalNumber: digits }: PhoneNumber): boolean {
  if (country === undefined || library.mobileExamples[country]?.length !== digits.length) return false;
  return library.hasGeneralForm(digits, country);
}

const PARSE_FAULTS = ['INVALID_COUNTRY', 'TOO_SHORT', 'TOO_LONG'] as const;
