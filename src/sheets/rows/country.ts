import type { Countries } from '../../contacts/countries/written.ts';
import type { Reading, Stated } from '../../contacts/numbers/phone.ts';
import { quoted } from '../../lib/text.ts';
import type { WrittenCountry } from './rows.ts';

/** What is stated of the country of a row's numbers. */
export interface StatedHere {
  stated: Stated;
  /** Why a number that needs it cannot be read, a phrase. */
  unknown?: string;
  /** Why the row cannot be taken at all, a phrase: it says two things. */
  contradiction?: string;
  /** What the row says itself, if it does, and what its numbers begin with then. */
  own?: WrittenCountry & { callingCode: string | undefined };
}

/**
 * What a row says of its country comes before the country that was stated for all. Where it cannot be read, nothing is stated,
 * not even the country of the other rows.
 */
export function statedBy(
  written: readonly WrittenCountry[],
  country: string | undefined,
  countries: Countries | undefined,
): StatedHere {
  if (written.length === 0 || countries === undefined) return { stated: { country } };
  const known = written.flatMap((one) => {
    const said = countries.read(one.text);
    return said === undefined ? [] : [{ said, own: { ...one, callingCode: countries.callingCode(said) } }];
  });
  const [first] = known;
  const other = known.find(({ own }) => own.callingCode !== first?.own.callingCode);
  if (first && other) return { stated: {}, contradiction: disagreement(first.own, other.own) };
  const unread = written.find(({ text }) => countries.read(text) === undefined);
  if (unread) return { stated: {}, unknown: `${says(unread)}, and no country has this code or name` };
  const best = known.find(({ said }) => said.country !== undefined) ?? first;
  return best === undefined ? { stated: {} } : { stated: best.said, own: best.own };
}

/** The reading, unless it is a number of another country than the row says. */
export function agreeing(reading: Reading, text: string, { own }: StatedHere): Reading {
  if (own?.callingCode === undefined || !('number' in reading)) return reading;
  if (reading.number.startsWith(`+${own.callingCode}`)) return reading;
  const problem = `${says(own)}, but ${quoted(text, 40)} is a number of another country`;
  return { problem, next: 'Ask the person which of them is right.', lacksCountry: false };
}

function disagreement(one: WrittenCountry, other: WrittenCountry): string {
  return `${says(one)}, and ${says(other)}: which is right is for a person to say`;
}

function says({ header, text }: WrittenCountry): string {
  return `${quoted(header, 60)} says ${quoted(text, 40)}`;
}
