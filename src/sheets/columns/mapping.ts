import { AppError } from '../../errors.ts';
import { fold } from '../../lib/fold.ts';
import { nearest } from '../../lib/nearest.ts';
import { listed, quoted } from '../../lib/text.ts';
import { headerName } from './headers.ts';
import { areApart, ownHeader } from './ownHeaders.ts';

/** By the header of a column: its role, the key of an attribute, or an empty text to leave it out. */
export type ColumnMapping = Readonly<Record<string, string>>;

const ROLES = ['name', 'phone_number', 'tags', 'country_code'] as const;
/** Contacts that say no in a column about messages are marked as opted out, or their rows are skipped. */
const CONSENT_ROLES = ['mark_opt_outs', 'skip_opt_outs'] as const;
const ALL_ROLES = [...ROLES, ...CONSENT_ROLES] as const;
export type ConsentRole = (typeof CONSENT_ROLES)[number];
export type Role = (typeof ALL_ROLES)[number];

/** The target of a mapped column; `order` is its place in the mapping. */
export type Target =
  | { role: Role | 'left_out'; order: number }
  | { role: 'attribute'; key: string; order: number };

const ABOUT_CONSENT_ROLES =
  'For a column that says who may be written to: mark_opt_outs marks people who say no as opted out, and skip_opt_outs leaves their rows out.';

const LONGEST_KEY = 100;
/** Words that mean a role; as the key of an attribute nobody would look at them. */
const MEANT: ReadonlyMap<string, Role> = new Map([
  ['phone', 'phone_number'],
  ['number', 'phone_number'],
  ['tag', 'tags'],
]);

export function consentRoleOf({ role }: { role: string }): ConsentRole | undefined {
  return CONSENT_ROLES.find((known) => known === role);
}

/** The targets by the index of their columns; an unknown header or an impossible target is refused by name. */
export function targetsOf(headers: readonly string[], mapping: ColumnMapping): Map<number, Target> {
  const targets = new Map<number, Target>();
  const problems = Object.entries(mapping).flatMap(([header, text], order) => {
    const target = targetOf(text.trim(), order);
    const indexes = indexesOf(header.trim(), headers);
    for (const index of indexes) targets.set(index, target);
    return [
      ...(indexes.length === 0 ? [unknown(header, headers)] : []),
      ...(target.role === 'attribute' ? problemOf(target.key) : []),
    ];
  });
  problems.push(...repeated(targets, headers));
  if (problems.length === 0) return targets;
  throw new AppError(
    `The \`columns\` do not fit the sheet: ${problems.join('; ')}.`,
    `Its columns are ${columnNames(headers)}. Each becomes ${ROLES.join(', ')}, the key of an attribute, or "" to leave it out. ${ABOUT_CONSENT_ROLES}`,
  );
}

export function columnNames(headers: readonly string[]): string {
  return listed(
    headers.filter(Boolean).map((header) => quoted(header, 60)),
    40,
  );
}

function targetOf(text: string, order: number): Target {
  if (text === '') return { role: 'left_out', order };
  const role = ALL_ROLES.find((known) => known === text);
  return role ? { role, order } : { role: 'attribute', key: text, order };
}

const PLACE = /^(?:column (\d+)|(.*) \(column (\d+)\))$/s;

/** The mapping for the same columns behind one more in front of them: whoever is named by a place has another one there. */
export function behindOneMore(mapping: ColumnMapping, headers: readonly string[]): ColumnMapping {
  return Object.fromEntries(
    Object.entries(mapping).map(([name, as]) => {
      const text = name.trim();
      const [, place, header, placeBehind] = named(text, headers).length > 0 ? [] : (PLACE.exec(text) ?? []);
      const there = `column ${Number(place ?? placeBehind) + 1}`;
      if (place !== undefined) return [there, as];
      return [placeBehind === undefined ? name : `${header} (${there})`, as];
    }),
  );
}

/** A column is named by its header, which several may share, by the key in it, or by its place: `column 3`, `Phone (column 3)`. */
function indexesOf(name: string, headers: readonly string[]): number[] {
  const byName = named(name, headers);
  if (byName.length > 0) return byName;
  const [, place, header, placeBehind] = PLACE.exec(name) ?? [];
  const index = Number(place ?? placeBehind) - 1;
  const other = headers[index];
  const isPlaced = other !== undefined && (header === undefined || headerName(other) === header);
  return isPlaced ? [index] : [];
}

function named(name: string, headers: readonly string[]): number[] {
  const where = (fits: (header: string) => boolean) =>
    headers.flatMap((header, index) => (header !== '' && fits(header) ? [index] : []));
  const whole = where((header) => header === name || headerName(header) === name);
  // The key in `attribute: city` is a name of its column, too.
  return whole.length > 0 ? whole : where((header) => ownHeader(header)?.key === name);
}

function unknown(header: string, headers: readonly string[]): string {
  const short = headers.filter((other) => other !== '' && other.length <= LONGEST_KEY);
  const near = nearest(header.slice(0, LONGEST_KEY), short);
  return `${quoted(header, 60)} is not a column${near ? ` (did you mean ${quoted(near, 60)}?)` : ''}`;
}

function problemOf(key: string): string[] {
  if (key.length > LONGEST_KEY) return [`the attribute key ${quoted(key, 40)} is too long`];
  const role = MEANT.get(fold(key)) ?? ALL_ROLES.find((known) => fold(known) === fold(key));
  return role ? [`${quoted(key)} would be an attribute; is ${role} meant?`] : [];
}

function repeated(targets: ReadonlyMap<number, Target>, headers: readonly string[]): string[] {
  const columnsOf = (fits: (target: Target) => boolean) =>
    [...targets].flatMap(([index, target]) => (fits(target) ? [headers[index] ?? ''] : []));
  const keys = new Set([...targets.values()].flatMap((one) => (one.role === 'attribute' ? [one.key] : [])));
  const again = [...keys].filter((key) =>
    isSeveral(columnsOf((one) => one.role === 'attribute' && one.key === key)),
  );
  return [
    ...again.map((key) => `two columns would become the attribute ${quoted(key, 60)}`),
    ...(isSeveral(columnsOf(({ role }) => role === 'country_code'))
      ? ['two columns would be the country code']
      : []),
  ];
}

/** Several columns, and not one that an export wrote in two. */
function isSeveral([first, second, ...more]: readonly string[]): boolean {
  if (first === undefined || second === undefined) return false;
  return more.length > 0 || !areApart(first, second);
}
