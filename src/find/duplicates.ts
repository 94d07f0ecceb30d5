import { numberKeys } from '../contacts/numbers/keys.ts';
import { fold } from '../lib/fold.ts';
import { isNumber, numberOrDigits, textOf } from '../lib/json.ts';
import { plain, quoted } from '../lib/text.ts';
import { inTurns } from '../lib/turns.ts';
import type { Contact } from '../model/contact.ts';

/** Contacts that may be one person, the oldest first. */
export interface Duplicates {
  /** What the contacts share. */
  reason: string;
  contacts: Contact[];
}

/** How contacts are compared: contacts with the same key are duplicates, a contact without a key has none. */
interface Trait {
  keyOf(contact: Contact): string | undefined;
  shared(key: string, first: Contact): string;
}

/** Compares by number, however it is written; by name, without case and punctuation; or by an attribute's value. */
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
    .sort((a, b) => b.contacts.length - a.contacts.length || order(sortName(a), sortName(b)));
}

/** Case and outer spaces of a value do not count; an empty value has no key. */
function valueKey(value: unknown): string | undefined {
  if (value === null) return undefined;
  const text = textOf(isNumber(value) ? numberOrDigits(value) : value);
  return text.normalize('NFC').trim().toLowerCase() || undefined;
}

function sortName({ contacts: [first] }: Duplicates): string {
  return `${first?.name.toLowerCase()} ${first?.id}`;
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
