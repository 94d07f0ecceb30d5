import { lettersOf } from '../../lib/letters.ts';
import { shownShort } from '../../lib/text.ts';
import { withoutExplanation } from './explained.ts';
import { keysOf } from './keys.ts';
import { COUNTRY, HEADERS, type Kind, PHONE } from './words.ts';

/** The meaning of a header. */
export interface Meaning {
  kind: Kind | 'phone_number' | undefined;
  /** The column of numbers with the lowest rank is tried first. */
  rank: number;
}

const KINDS: ReadonlyMap<string, Kind> = new Map(
  (Object.keys(HEADERS) as Kind[]).flatMap((kind) =>
    keysOf(HEADERS[kind]).map((key) => [key, kind] as const),
  ),
);

const either = (table: string) => `(?:${keysOf(table).join('|')})`;
const phone = (before: string, word: string, behind = '') =>
  new RegExp(
    `^${either(PHONE.leading)}?${either(before)}*${either(word)}${either(PHONE.behind + behind)}*$`,
    'u',
  );

/** Headers of numbers, the best to reach a person first; `Customer Number` and the like are not among them. */
const PHONES: readonly RegExp[] = [
  phone(PHONE.before, PHONE.whatsapp),
  phone(`${PHONE.before} ${PHONE.plain}`, PHONE.mobile),
  phone(PHONE.before, `${PHONE.plain} ${PHONE.contact}`),
  phone(
    `${PHONE.before} ${PHONE.elsewhere} ${PHONE.plain}`,
    `${PHONE.mobile} ${PHONE.plain} ${PHONE.landline}`,
    ` ${PHONE.elsewhere} ${PHONE.landline}`,
  ),
  phone(PHONE.elsewhere, 'number'),
];

/** Headers of countries, be it by name or code. */
const COUNTRIES = new RegExp(
  `^${either(COUNTRY.leading)}?${either(`${PHONE.before} ${PHONE.elsewhere} ${PHONE.plain} ${PHONE.mobile} ${COUNTRY.before}`)}*${either(COUNTRY.country)}${either(COUNTRY.behind)}*$`,
  'u',
);

const LONGEST = 80;
const MOST_SHOWN = 200;

/** A header as results show it, and as `columns` may name it: hidden characters escaped, long ones shortened. */
export function headerName(header: string): string {
  return shownShort(header, MOST_SHOWN);
}

/** The name of a column for people; without a header, its place. */
export function columnName({ header, index }: { header: string; index: number }): string {
  return headerName(header) || `column ${index + 1}`;
}

/** The meaning of a header, without its explanation if need be; long headers are questions of a form. */
export function meaningOf(header: string): Meaning {
  const whole = meaningOfKey(header.length > LONGEST ? '' : lettersOf(header));
  if (whole.kind !== undefined) return whole;
  const bare = withoutExplanation(header) ?? '';
  const meaning = meaningOfKey(bare.length > LONGEST ? '' : lettersOf(bare));
  return meaning.kind === undefined && header.length <= LONGEST ? meaningOfEither(header) : meaning;
}

/** The meaning that all parts of `Tags/Labels` or `Nom | Name` share. */
function meaningOfEither(header: string): Meaning {
  const [first = { kind: undefined, rank: 0 }, ...others] = header
    .split(/[/|\n\r]+/)
    .map((word) => meaningOfKey(lettersOf(word)));
  return others.every(({ kind }) => kind === first.kind) ? first : { kind: undefined, rank: 0 };
}

function meaningOfKey(key: string): Meaning {
  const kind = KINDS.get(key);
  if (kind !== undefined) return { kind, rank: 0 };
  if (COUNTRIES.test(key)) return { kind: 'country_code', rank: 0 };
  const rank = key === '' ? -1 : PHONES.findIndex((pattern) => pattern.test(key));
  return rank < 0 ? { kind: undefined, rank: 0 } : { kind: 'phone_number', rank };
}

/** `phone 1` of `Phone 1 - Label` and `Phone 1 - Value`: columns of one stem belong together. */
function stemOf(header: string, ending: 'label' | 'type' | 'value'): string | undefined {
  const words = header
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return words.pop() === ending && /\d/.test(words.at(-1) ?? '') ? words.join(' ') : undefined;
}

/** The index of the column that labels the numbers of this column. */
export function labelOf(header: string, headers: readonly string[]): number | undefined {
  const stem = stemOf(header, 'value');
  if (stem === undefined) return undefined;
  const index = headers.findIndex((other) => (stemOf(other, 'label') ?? stemOf(other, 'type')) === stem);
  return index < 0 ? undefined : index;
}

/** One of the cells is a number: the line is a contact, not a header. */
export function looksLikeRow(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.length < LONGEST && /^\D{0,3}(\d[\s().+/-]*){7,}$/.test(cell.trim()));
}
