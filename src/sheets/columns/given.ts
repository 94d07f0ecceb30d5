import { AppError } from '../../errors.ts';
import { fold } from '../../lib/fold.ts';
import { nearest } from '../../lib/nearest.ts';
import { listed, quoted } from '../../lib/text.ts';
import { headerName } from './headers.ts';
import { ownHeader } from './ownHeaders.ts';

/** Header of a column to what it becomes: a role, the key of an attribute, or nothing, to leave it out. */
export type Wishes = Readonly<Record<string, string>>;

const ROLES = ['name', 'phone_number', 'tags', 'country_code'] as const;
/** What becomes of those who say no in a column about who may be written to: marked as opted out, or not imported. */
export const REFUSALS = ['mark_opt_outs', 'skip_opt_outs'] as const;
export type Refusing = (typeof REFUSALS)[number];
export type Role = (typeof ROLES)[number] | Refusing;

/** What was wished for a column; `order` is its place among the wishes. */
export type Wish =
  | { role: Role | 'left_out'; order: number }
  | { role: 'attribute'; key: string; order: number };

/** For the agent. */
const ABOUT_NO =
  'Of a column that says who may be written to, mark_opt_outs marks those who say no as opted out, and skip_opt_outs leaves their rows out.';

const LONGEST_KEY = 100;
/** What is meant for a role would become an attribute nobody looks at. */
const MEANT: ReadonlyMap<string, Role> = new Map([
  ['phone', 'phone_number'],
  ['number', 'phone_number'],
  ['tag', 'tags'],
]);

/** The wishes by the position of their columns; a header that is not there, or an impossible wish, is refused by name. */
export function wishedOf(headers: readonly string[], wishes: Wishes): Map<number, Wish> {
  const wished = new Map<number, Wish>();
  const problems = Object.entries(wishes).flatMap(([header, target], order) => {
    const wish = wishOf(target.trim(), order);
    const positions = positionsOf(header.trim(), headers);
    for (const index of positions) wished.set(index, wish);
    return [
      ...(positions.length === 0 ? [unknown(header, headers)] : []),
      ...(wish.role === 'attribute' ? problemOf(wish.key) : []),
    ];
  });
  problems.push(...twice([...wished.values()]));
  if (problems.length === 0) return wished;
  throw new AppError(
    `The \`columns\` do not fit the sheet: ${problems.join('; ')}.`,
    `Its columns are ${columnNames(headers)}. Each becomes ${ROLES.join(', ')}, the key of an attribute, or "" to leave it out. ${ABOUT_NO}`,
  );
}

/** The headers in words. */
export function columnNames(headers: readonly string[]): string {
  return listed(
    headers.filter(Boolean).map((header) => quoted(header, 60)),
    40,
  );
}

function wishOf(target: string, order: number): Wish {
  if (target === '') return { role: 'left_out', order };
  const role = [...ROLES, ...REFUSALS].find((known) => known === target);
  return role ? { role, order } : { role: 'attribute', key: target, order };
}

/** By the header, which several columns may have, by the key in it, or by the place: `column 3`, `Phone (column 3)`. */
function positionsOf(header: string, headers: readonly string[]): number[] {
  const where = (fits: (other: string) => boolean) =>
    headers.flatMap((other, index) => (other !== '' && fits(other) ? [index] : []));
  const whole = where((other) => other === header || headerName(other) === header);
  // In `attribute: city` the key is a name of the column, too.
  const named = whole.length > 0 ? whole : where((other) => ownHeader(other)?.key === header);
  const [, bare, name, behind] = PLACE.exec(header) ?? [];
  const index = Number(bare ?? behind) - 1;
  const other = headers[index];
  const placed = other !== undefined && (name === undefined || headerName(other) === name);
  return named.length === 0 && placed ? [index] : named;
}

const PLACE = /^(?:column (\d+)|(.*) \(column (\d+)\))$/s;

function unknown(header: string, headers: readonly string[]): string {
  const short = headers.filter((other) => other !== '' && other.length <= LONGEST_KEY);
  const near = nearest(header.slice(0, LONGEST_KEY), short);
  return `${quoted(header, 60)} is no column${near ? ` (did you mean ${quoted(near, 60)}?)` : ''}`;
}

function problemOf(key: string): string[] {
  if (key.length > LONGEST_KEY) return [`the attribute key ${quoted(key, 40)} is too long`];
  const role = MEANT.get(fold(key)) ?? [...ROLES, ...REFUSALS].find((known) => fold(known) === fold(key));
  return role ? [`${quoted(key)} would be an attribute; is ${role} meant?`] : [];
}

function twice(wishes: readonly Wish[]): string[] {
  const keys = wishes.flatMap((wish) => (wish.role === 'attribute' ? [wish.key] : []));
  const again = keys.filter((key, index) => keys.indexOf(key) !== index);
  const codes = wishes.filter(({ role }) => role === 'country_code');
  return [
    ...[...new Set(again)].map((key) => `two columns would become the attribute ${quoted(key, 60)}`),
    ...(codes.length > 1 ? ['two columns would be the country code'] : []),
  ];
}
