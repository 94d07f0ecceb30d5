import { AppError } from '../../errors.ts';
import { quoted, thousands } from '../../lib/text.ts';
import { numberColumn, onlyNames, onlyNumbers } from './claims.ts';
import { columnNames, type Role, type Wish, type Wishes, wishedOf } from './given.ts';
import { headerName, labelOf, looksLikeRow, type Meaning, meaningOf } from './headers.ts';
import { keyOf } from './keys.ts';
import { type OwnHeader, ownHeader } from './ownHeaders.ts';

/** A column of a sheet and what was made of it. */
export interface Column {
  index: number;
  header: string;
  role: Role | 'attribute' | 'attributes' | 'label' | 'problem' | 'left_out';
  /** What its header says, if `export_contacts` wrote it. */
  own: OwnHeader | undefined;
  /** Which part of the name it holds, or could stand in for. */
  kind: Meaning['kind'];
  /** By the caller, not by its header. */
  wished: boolean;
  /** Of columns of the same role the lowest comes first. */
  rank: number;
  /** Of the attribute. */
  key: string | undefined;
  /** For a column of numbers, where it is said what kind of number each is. */
  label: number | undefined;
}

/** A column as it was understood: `name`, `phone_number`, `tags`, `country_code`, `attribute city`, `left out`. */
export interface Understood {
  /** From 1. */
  column: number;
  /** Hidden characters are escaped, and a long one is shortened; `columns` takes it like this as well. */
  header: string;
  as: string;
}

/** The header of the column that our own files begin with, which says why a row was refused. */
export const PROBLEM = 'problem';
const MOST_COLUMNS = 1000;
/** Behind the last column that has a header; more are only what a spreadsheet writes of its empty ones. */
const MOST_UNNAMED = 100;
/** Wished columns come before all others, in the order of the wishes. */
const WISHED_RANK = 100;
const SYSTEM_TAGS = ['labels', 'groupmembership'];

/**
 * What each column of a sheet becomes, by its header or, before that, as wished. Columns with nothing known in their
 * header are left out. `title` is how sentences about the sheet begin; `sample` are its first rows.
 */
export function columnsOf(
  written: readonly string[],
  wishes: Wishes,
  title: string,
  sample: readonly (readonly string[])[] = [],
): Column[] {
  const named = written.findLastIndex((header) => header !== '') + 1;
  if (named > MOST_COLUMNS)
    throw new AppError(
      `${title} has ${thousands(named)} columns; at most ${thousands(MOST_COLUMNS)} are read.`,
      'Take out those that are not needed.',
    );
  const headers = written.slice(0, named + MOST_UNNAMED);
  const wished = wishedOf(headers, wishes);
  const taken = new Set([...wished.values()].map(targetOf));
  const known = headers.map((header, index) => columnOf(header, index, wished.get(index), taken));
  const columns = withClaims(known, sample);
  assertNumbers(columns, title, sample);
  assertOnce(columns, title);
  return labelled(columns, headers, wished);
}

function columnOf(header: string, index: number, wish: Wish | undefined, taken: ReadonlySet<string>): Column {
  const own = ownHeader(header);
  const { kind, rank } = meaningOf(own ? own.role : header);
  const about = { index, header, own, kind, key: undefined, label: undefined, wished: wish !== undefined };
  if (wish !== undefined) {
    const key = wish.role === 'attribute' ? wish.key : undefined;
    return { ...about, key, role: wish.role, rank: WISHED_RANK * wish.order };
  }
  if (index === 0 && header === PROBLEM) return { ...about, role: 'problem', rank };
  const role = own?.role ?? roleOf(kind);
  if (role === undefined || taken.has(targetOf({ role, key: own?.key })))
    return { ...about, rank, role: 'left_out' };
  return { ...about, rank, role, key: own?.key };
}

/** What a column becomes, by which two of them can be told to become the same. */
function targetOf({ role, key }: { role: string; key?: string | undefined }): string {
  return key === undefined ? role : `attribute ${key}`;
}

/** A company or an e-mail only stands in for a name that is missing. */
function roleOf(kind: Meaning['kind']): Role | undefined {
  if (kind === undefined || kind === 'company' || kind === 'email') return undefined;
  return kind === 'phone_number' || kind === 'tags' || kind === 'country_code' ? kind : 'name';
}

/**
 * The columns, in which those with a known word among others became numbers or the name: where no column is known for it,
 * and only one has such a word.
 */
function withClaims(columns: readonly Column[], sample: readonly (readonly string[])[]): Column[] {
  const free = columns.filter(
    ({ role, wished, kind }) => role === 'left_out' && !wished && kind === undefined,
  );
  const lacks = (role: Role) => columns.every((column) => column.role !== role);
  const numbers = lacks('phone_number') ? onlyNumbers(free, sample) : undefined;
  const name = lacks('name') ? onlyNames(free.filter(({ index }) => index !== numbers)) : undefined;
  return columns.map((column) => {
    if (column.index === numbers) return { ...column, role: 'phone_number' };
    return column.index === name ? { ...column, role: 'name', kind: 'name' } : column;
  });
}

function labelled(
  columns: readonly Column[],
  headers: readonly string[],
  wished: ReadonlyMap<number, Wish>,
): Column[] {
  const paired = columns.map((column) =>
    column.role === 'phone_number' ? { ...column, label: labelOf(column.header, headers) } : column,
  );
  const labels = new Set(paired.map(({ label }) => label));
  return paired.map((column) =>
    labels.has(column.index) && !wished.has(column.index) ? { ...column, role: 'label' } : column,
  );
}

function assertNumbers(
  columns: readonly Column[],
  title: string,
  sample: readonly (readonly string[])[],
): void {
  if (columns.some(({ role }) => role === 'phone_number')) return;
  const headers = columns.map(({ header }) => header);
  if (looksLikeRow(headers))
    throw new AppError(
      `${title} begins with a contact, not with the names of its columns.`,
      'Put a line above it that names them, such as name,phone_number,tags.',
    );
  const likely = numberColumn(columns, sample);
  const example =
    likely === undefined
      ? '{header: "phone_number"}, for the right column: in none of them do the cells look like numbers'
      : `such as ${JSON.stringify({ [likely]: 'phone_number' })}, for the right column`;
  throw new AppError(
    `${title} has no column that is known to hold phone numbers; its columns are ${columnNames(headers)}.`,
    `Call again with \`columns\`, ${example}. If the names of the columns stand further down, the lines above them come out first.`,
  );
}

/** Of two columns of an export that become the same, one would be lost without a word. */
function assertOnce(columns: readonly Column[], title: string): void {
  const own = columns.filter(({ own, role, wished }) => own !== undefined && role !== 'left_out' && !wished);
  const targets = own.map(targetOf);
  const again = own.find((column, index) => targets.indexOf(targetOf(column)) < index);
  if (again === undefined) return;
  throw new AppError(
    `${title} has two columns that are ${quoted(again.header, 60)}.`,
    `Leave one of them out, such as by \`columns\` ${JSON.stringify({ [`column ${again.index + 1}`]: '' })}.`,
  );
}

/** Google joins its own groups to those that people made, and marks them. */
export function hasSystemTags({ header }: Column): boolean {
  return SYSTEM_TAGS.includes(keyOf(header));
}

/** The column in words. */
export function understood({ index, header, role, key }: Column): Understood {
  const words: Partial<Record<Column['role'], string>> = {
    attribute: `attribute ${key}`,
    attributes: 'other attributes',
    label: 'label of a number',
    problem: 'left out',
    left_out: 'left out',
  };
  return { column: index + 1, header: headerName(header), as: words[role] ?? role };
}
