import { shownShort } from '../../lib/text.ts';
import * as country from './countryWords.ts';
import { withoutExplanation } from './explained.ts';
import { keyOf, keysOf } from './keys.ts';
import * as words from './phoneWords.ts';
import { HEADERS, type Kind } from './words.ts';

/** What a header says of its column. */
export interface Meaning {
  kind: Kind | 'phone_number' | undefined;
  /** Of several columns with numbers the lowest comes first. */
  rank: number;
}

const KINDS: ReadonlyMap<string, Kind> = new Map(
  (Object.keys(HEADERS) as Kind[]).flatMap((kind) =>
    keysOf(HEADERS[kind]).map((key) => [key, kind] as const),
  ),
);

const either = (table: string) => `(?:${keysOf(table).join('|')})`;
const phone = (before: string, word: string, after = '') =>
  new RegExp(
    `^${either(words.LEADING)}?${either(before)}*${either(word)}${either(words.AFTER + after)}*$`,
    'u',
  );

/** Headers of columns with numbers, best to reach a person first; `Customer Number` and the like are none. */
const PHONES: readonly RegExp[] = [
  phone(words.BEFORE, words.WHATSAPP),
  phone(`${words.BEFORE} ${words.PLAIN}`, words.MOBILE),
  phone(words.BEFORE, `${words.PLAIN} ${words.CONTACT}`),
  phone(
    `${words.BEFORE} ${words.ELSEWHERE} ${words.PLAIN}`,
    `${words.MOBILE} ${words.PLAIN} ${words.LANDLINE}`,
    ` ${words.ELSEWHERE} ${words.LANDLINE}`,
  ),
  phone(words.ELSEWHERE, 'number'),
];

/** Headers of columns that say the country of a row, by name or code. */
const COUNTRIES = new RegExp(
  `^${either(country.LEADING)}?${either(`${words.BEFORE} ${words.ELSEWHERE} ${words.PLAIN} ${words.MOBILE} ${country.BEFORE}`)}*${either(country.COUNTRY)}${either(country.AFTER)}*$`,
  'u',
);

const LONGEST = 80;
const MOST_SHOWN = 200;

/** A header as it is shown, and may be named in `columns`: hidden characters escaped, and not too long. */
export function headerName(header: string): string {
  return shownShort(header, MOST_SHOWN);
}

/** A column as it is named to the person: one without a header by its place. */
export function columnName({ header, index }: { header: string; index: number }): string {
  return headerName(header) || `column ${index + 1}`;
}

/** What the words of a header say, if need be without an explanation of it; long ones are questions, not names of columns. */
export function meaningOf(header: string): Meaning {
  const whole = meaningOfKey(header.length > LONGEST ? '' : keyOf(header));
  if (whole.kind !== undefined) return whole;
  const bare = withoutExplanation(header) ?? '';
  const meaning = meaningOfKey(bare.length > LONGEST ? '' : keyOf(bare));
  return meaning.kind === undefined && header.length <= LONGEST ? meaningOfEither(header) : meaning;
}

/** `Tags/Labels`, `Nom | Name`: words for the same, where each says it. */
function meaningOfEither(header: string): Meaning {
  const [first = { kind: undefined, rank: 0 }, ...others] = header
    .split(/[/|\n\r]+/)
    .map((word) => meaningOfKey(keyOf(word)));
  return others.every(({ kind }) => kind === first.kind) ? first : { kind: undefined, rank: 0 };
}

function meaningOfKey(key: string): Meaning {
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
