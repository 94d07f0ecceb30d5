import { numberKeys } from '../contacts/numbers/keys.ts';
import { digitsOf } from '../contacts/numbers/phone.ts';
import type { Contact } from '../model/contact.ts';

/** The contact that has each of the numbers, among these contacts. */
export type Holders = (
  contacts: Iterable<Contact>,
  numbers: readonly string[],
) => ReadonlyMap<string, Contact>;

/** Every writing of a number ends with these digits: what differs stands before them. */
const LAST = 4;

/** How alike a stored number and a wanted one are. */
const ALIKE = { same: 3, digits: 2, key: 1 } as const;

/**
 * Finds who has a number however it is stored: with spaces, without its plus, behind 00 or a trunk zero, and without its
 * country code where `country` tells it. The contact with exactly the same text comes first, then one with the same digits.
 */
export async function holdersIn(country: string | undefined): Promise<Holders> {
  const keyOf = await numberKeys(country);
  const alike = (stored: string, number: string): number => {
    if (stored === number) return ALIKE.same;
    if (digitsOf(stored) === digitsOf(number)) return ALIKE.digits;
    const key = keyOf(stored);
    return key !== undefined && key === keyOf(number) ? ALIKE.key : 0;
  };
  return (contacts, numbers) => {
    const wanted = Map.groupBy(numbers, (number) => digitsOf(number).slice(-LAST));
    const found = new Map<string, { contact: Contact; how: number }>();
    for (const contact of contacts) {
      for (const number of wanted.get(digitsOf(contact.phone_number).slice(-LAST)) ?? []) {
        const how = alike(contact.phone_number, number);
        if (how > (found.get(number)?.how ?? 0)) found.set(number, { contact, how });
      }
    }
    return new Map([...found].map(([number, { contact }]) => [number, contact]));
  };
}

/** Most writings leave the last four digits together, those of Indian mobiles five, and those without spaces all. */
const ENDS = [4, 5, 8];

/**
 * What to search for to find a number in another writing, where the service finds parts of numbers: an end of it, and a longer
 * one where too many numbers have that.
 */
export function endsOf(number: string): string[] {
  const digits = digitsOf(number);
  return ENDS.map((length) => digits.slice(-length));
}
