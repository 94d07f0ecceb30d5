import { shownShort } from '../lib/text.ts';
import { COUNTRIES, HEADERS, type Kind, PHONES } from './words.ts';

/** What a header says of its column. */
export interface Meaning {
  kind: Kind | 'phone_number' | undefined;
  /** Of several columns with numbers the lowest comes first. */
  rank: number;
}

const KINDS: ReadonlyMap<string, Kind> = new Map(
  (Object.keys(HEADERS) as Kind[]).flatMap((kind) =>
    HEADERS[kind]
      .trim()
      .split(/\s+/)
      .map((word) => [keyOf(word), kind] as const),
  ),
);

const LONGEST = 80;
const MOST_SHOWN = 200;

/** A header as it is shown, and may be named in `columns`: hidden characters escaped, and not too long. */
export function headerName(header: string): string {
  return shownShort(header, MOST_SHOWN);
}

/** The letters of a header alone: `E-mail 1 - Value` and `email value` are one. */
export function keyOf(header: string): string {
  const letters = header
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u093c]/g, '')
    .toLowerCase();
  return letters.replace(/[^\p{L}\p{M}]+/gu, '');
}

/** What the words of a header say; long ones are questions, not names of columns. */
export function meaningOf(header: string): Meaning {
  const key = header.length > LONGEST ? '' : keyOf(header);
  const kind = KINDS.get(key);
  if (kind !== undefined) return { kind, rank: 0 };
  if (COUNTRIES.test(key)) return { kind: 'country_code', rank: 0 };
  const rank = key === '' ? -1 : PHONES.findIndex((pattern) => pattern.test(key));
  return rank < 0 ? { kind: undefined, rank: 0 } : { kind: 'phone_number', rank };
}

/** Columns of the same stem belong together: `phone 1` of `Phone 1 - Label` and `Phone 1 - Value`. */
function stemOf(header: string, ending: 'label' | 'type' | 'value'): string | undefined {
  const words = header
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return words.pop() === ending && /\d/.test(words.at(-1) ?? '') ? words.join(' ') : undefined;
}

/** Position of the column that says what kind of number stands in this one. */
export function labelOf(header: string, headers: readonly string[]): number | undefined {
  const stem = stemOf(header, 'value');
  if (stem === undefined) return undefined;
  const index = headers.findIndex((other) => (stemOf(other, 'label') ?? stemOf(other, 'type')) === stem);
  return index < 0 ? undefined : index;
}

/** The first line is no header but a contact: one of its cells is a number. */
export function looksLikeRow(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.length < LONGEST && /^\D{0,3}(\d[\s().+/-]*){7,}$/.test(cell.trim()));
}
