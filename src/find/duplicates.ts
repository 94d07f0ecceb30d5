import { numberKeys } from '../contacts/numbers/keys.ts';
import { fold } from '../lib/fold.ts';
import { isNumber, numberOrDigits, textOf } from '../lib/json.ts';
import { plain, quoted } from '../lib/text.ts';
import { inTurns } from '../lib/turns.ts';
import type { Contact } from '../model/contact.ts';

/** Contacts that may be one person, the oldest first, and what they share. */
export interface Duplicates {
  reason: string;
  contacts: Contact[];
}

/** What contacts are compared by: who has the same key is a duplicate, who has none is nobody's. */
interface Trait {
  keyOf(contact: Contact): string | undefined;
  /** What the contacts of a group share, in words. */
  shared(key: string, first: Contact): string;
}

/** By number however it is written, by name as it looks, or by the value of an attribute. */
export async function traitOf(by: string, country: string | undefined): Promise<Trait> {
  if (by === 'phone') {
    const keyOf = await numberKeys(country);
    return {
      keyOf: ({ phone_number }) => keyOf(phone_number),
      shared: (number) => `the same number ${plain(number, 40)}`,
    };
  }
  if (by === 'name')
    return {
      keyOf: ({ name }) => fold(name) || undefined,
      shared: (_key, { name }) => `the same name ${quoted(name, 60)}`,
    };
  return {
    keyOf: ({ custom_attributes }) =>
      Object.hasOwn(custom_attributes, by) ? valueKey(custom_attributes[by]) : undefined,
    shared: (value) => `the same ${quoted(by, 60)}: ${quoted(value, 60)}`,
  };
}

/** Groups of at least two contacts with the same key, the largest first, then by name. */
export async function duplicatesOf(
  contacts: readonly Contact[],
  { keyOf, shared }: Trait,
): Promise<Duplicates[]> {
  const groups = new Map<string, Contact[]>();
  for await (const part of inTurns(contacts)) {
    for (const contact of part) {
      const key = keyOf(contact);
      if (key === undefined) continue;
      const group = groups.get(key);
      if (group) group.push(contact);
      else groups.set(key, [contact]);
    }
  }
  return [...groups]
    .filter(([, group]) => group.length > 1)
    .map(([key, group]) => {
      const sorted = group.sort((a, b) => order(a.created_at, b.created_at) || order(a.id, b.id));
      const [first = group[0]] = sorted;
      return { reason: first ? shared(key, first) : '', contacts: sorted };
    })
    .sort((a, b) => b.contacts.length - a.contacts.length || order(nameOf(a), nameOf(b)));
}

/** Values as people compare them: case and outer spaces do not count, an empty one is none. */
function valueKey(value: unknown): string | undefined {
  if (value === null) return undefined;
  const text = textOf(isNumber(value) ? numberOrDigits(value) : value);
  return text.normalize('NFC').trim().toLowerCase() || undefined;
}

function nameOf({ contacts: [first] }: Duplicates): string {
  return `${first?.name.toLowerCase()} ${first?.id}`;
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
