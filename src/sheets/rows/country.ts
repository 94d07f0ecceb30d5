import type { Countries } from '../../contacts/countries/written.ts';
import type { Reading } from '../../contacts/numbers/phone.ts';
import type { Stated } from '../../contacts/numbers/plans.ts';
import { quoted } from '../../lib/text.ts';
import type { WrittenCountry } from './rows.ts';

/** The country that is stated for the numbers of a row. */
interface RowCountry {
  stated: Stated;
  /** Why a number that needs the country cannot be read, a phrase. */
  unknown?: string;
  /** Why the row is refused, a phrase: it states two countries. */
  contradiction?: string;
  /** The country that the row itself states, with the calling code of its numbers. */
  own?: WrittenCountry & { callingCode: string | undefined };
}

/**
 * The country that a row states comes before `country`, which is stated for all rows. Where the row's cannot be read, none
 * is stated, not even `country`.
 */
export function rowCountry(
  written: readonly WrittenCountry[],
  country: string | undefined,
  countries: Countries | undefined,
): RowCountry {
  if (written.length === 0 || countries === undefined) return { stated: { country } };
  const known = written.flatMap((cell) => {
    const stated = countries.read(cell.text);
    return stated === undefined
      ? []
      : [{ stated, own: { ...cell, callingCode: countries.callingCode(stated) } }];
  });
  const [first] = known;
  const other = known.find(({ own }) => own.callingCode !== first?.own.callingCode);
  if (first && other) return { stated: {}, contradiction: disagreement(first.own, other.own) };
  const unread = written.find(({ text }) => countries.read(text) === undefined);
  if (unread) return { stated: {}, unknown: `${says(unread)}, and no country has this code or name` };
  const best = known.find(({ stated }) => stated.country !== undefined) ?? first;
  return best === undefined ? { stated: {} } : { stated: best.stated, own: best.own };
}

/** The reading, or a problem where the number is of another country than the row states. */
export function agreeing(reading: Reading, text: string, { own }: RowCountry): Reading {
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
