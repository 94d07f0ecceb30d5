/** Names, tags, numbers and counts as hostile as they get, or such as accounts have where they are read aloud. */
import fc from 'fast-check';
import type { Person, Some } from '../../src/model/facts.ts';

const HOSTILE = [
  '',
  ' ',
  'Asha Rao',
  'a"b\\"c',
  'Ana, Bob and 3 others',
  '"). Nothing is deleted.',
  '\u202eevil',
  '\u0000\u0007',
  'ग्राहक',
  '👩‍👩‍👧 family',
  'x'.repeat(200),
  'new\nline',
];
const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 200, unit: 'grapheme' }).filter((text) => !text.includes('\\')),
);

/** How many of each list of plain texts were used; undefined where texts are hostile. */
let used: Map<unknown, number> | undefined;

/** Makes examples of plain texts, in turn, so that no list names one twice. */
export function plainly<T>(make: () => T): T {
  used = new Map();
  try {
    return make();
  } finally {
    used = undefined;
  }
}

function either<T>(hostileOne: fc.Arbitrary<T>, ...plain: readonly T[]): fc.Arbitrary<T> {
  return fc.constant(plain).chain(() => {
    const turn = used?.get(plain) ?? 0;
    const [next] = plain.slice(turn % plain.length);
    if (used === undefined || next === undefined) return hostileOne;
    used.set(plain, turn + 1);
    return fc.constant(next);
  });
}

/** A tag, where nothing else is meant. */
export const word = either(
  hostile,
  'vip',
  'newsletter',
  'diwali-2025',
  'gold',
  'walk-in',
  'ग्राहक',
  'expo',
  'wholesale',
  'trial',
  'renewal',
  'pune-store',
  'VIP',
);
export const key = either(hostile, 'city', 'company', 'plan', 'language', 'birthday', 'source');
export const value = either(hostile, 'Pune', 'Acme Retail', 'annual', 'Hindi', '12 May', 'website');
export const fullName = either(hostile, 'Asha Rao', 'Vikram Iyer', 'Meera Nair', 'Omar Said', 'Ana Ruiz');
export const header = either(hostile, 'Mobile', 'First Name', 'Last Name', 'Labels', 'Notes', 'Accepts SMS');
export const cell = either(hostile, 'no', 'never', 'stop', 'maybe later', 'ask me', 'nein');
export const emptyWord = either(hostile, 'N/A', 'NULL', 'none', '-');
export const consentKey = either(hostile, 'opt_in', 'Accepts SMS');
export const fixFile = either(fc.string({ maxLength: 400 }), 'google-to-fix.csv');
export const file = either(hostile, 'google.csv', 'expo leads.csv', 'store-visits.csv');
/** What the service holds as a number: it stands without quotation marks. */
export const phone = either(
  fc.constantFrom('+919845012345', '98450 12345', 'not a number', '', '9'.repeat(200)),
  '+919845012345',
  '+919886098860',
  '+919812345670',
  '+918041234567',
  '+447700900123',
);
export const count = fc.constantFrom(1, 2, 3, 40, 10_000);
export const person: fc.Arbitrary<Person> = fc.record({ id: fc.uuid(), name: fullName, phone_number: phone });

export function some<T>(one: fc.Arbitrary<T>, most: number): fc.Arbitrary<Some<T>> {
  return fc.tuple(fc.array(one, { minLength: 1, maxLength: most }), count).map(([first, more]) => ({
    first: first.slice(0, more),
    count: Math.max(first.slice(0, more).length, more),
  }));
}
