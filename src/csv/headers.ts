import { HEADERS, type Kind, PHONES } from './words.ts';

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

/** The letters of a header alone: `E-mail 1 - Value` and `email value` are one. */
export function keyOf(header: string): string {
  const letters = header
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u093c]/g, '')
    .toLowerCase();
  return letters.replace(/[^\p{L}\p{M}]+/gu, '');
}

export function meaningOf(header: string): Meaning {
  const key = keyOf(header);
  const kind = KINDS.get(key);
  if (kind !== undefined) return { kind, rank: 0 };
  const rank = key === '' ? -1 : PHONES.findIndex((pattern) => pattern.test(key));
  return rank < 0 ? { kind: undefined, rank: 0 } : { kind: 'phone_number', rank };
}

const LABEL = /^(.*\d.*?)[\s_-]*(?:label|type)$/i;
const VALUE = /[\s_-]*value$/i;

/** Position of the column that says what kind of number stands in this one: `Phone 1 - Label` for `Phone 1 - Value`. */
export function labelOf(header: string, headers: readonly string[]): number | undefined {
  const stem = header.trim().replace(VALUE, '').toLowerCase();
  const index = headers.findIndex((other) => LABEL.exec(other.trim())?.[1]?.trim().toLowerCase() === stem);
  return index < 0 ? undefined : index;
}

/** The first line is no header but a contact: one of its cells is a number. */
export function looksLikeRow(cells: readonly string[]): boolean {
  return cells.some((cell) => /^\D{0,3}(\d[\s().+/-]*){7,}$/.test(cell.trim()));
}
