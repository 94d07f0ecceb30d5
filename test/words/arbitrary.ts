/** Names, tags, numbers and counts as hostile as they get. */
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
export const word = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 200, unit: 'grapheme' }).filter((text) => !text.includes('\\')),
);
/** What the service holds as a number: it stands without quotation marks. */
export const phone = fc.constantFrom('+919845012345', '98450 12345', 'not a number', '', '9'.repeat(200));
export const count = fc.constantFrom(1, 2, 3, 40, 10_000);
export const person: fc.Arbitrary<Person> = fc.record({ id: fc.uuid(), name: word, phone_number: phone });

export function some<T>(one: fc.Arbitrary<T>, most: number): fc.Arbitrary<Some<T>> {
  return fc.tuple(fc.array(one, { minLength: 1, maxLength: most }), count).map(([first, more]) => ({
    first: first.slice(0, more),
    count: Math.max(first.slice(0, more).length, more),
  }));
}
