import { AppError } from '../../errors.ts';
import { lettersOf } from '../../lib/letters.ts';
import { quoted, thousands } from '../../lib/text.ts';
import { beginsWithNumber, isOfContact, numberColumn, onlyNames, onlyNumbers } from './claims.ts';
import { headerName, labelOf, type Meaning, meaningOf } from './headers.ts';
import { type ColumnMapping, columnNames, type Role, type Target, targetsOf } from './mapping.ts';
import { type OwnHeader, ownHeader } from './ownHeaders.ts';

/** A column of a sheet and its role. */
export interface Column {
  index: number;
  header: string;
  role: Role | 'attribute' | 'attributes' | 'label' | 'problem' | 'left_out';
  /** Of a header that `export_contacts` wrote. */
  own: OwnHeader | undefined;
  /** The meaning of its header, which tells the parts of a name and columns that could stand in for one. */
  kind: Meaning['kind'];
  /** The caller gave its role. */
  isMapped: boolean;
  /** The column of a role with the lowest rank comes first. */
  rank: number;
  /** The key of the attribute. */
  key: string | undefined;
  /** For a column of numbers, the index of the column that labels them. */
  label: number | undefined;
}

/** A column and its role in words: `name`, `phone_number`, `tags`, `country_code`, `attribute city`, `left out`. */
export interface Understood {
  /** From 1. */
  column: number;
  /** As `headerName` shows it. */
  header: string;
  as: string;
}

/** The header of the first column in files of refused rows, which holds the reason. */
export const PROBLEM = 'problem';
const MOST_COLUMNS = 1000;
/** Columns that are read behind the last one with a header: more are empty columns of a spreadsheet. */
const MOST_UNNAMED = 100;
/** Mapped columns come before all others, in the order of the mapping. */
const MAPPED_RANK = 100;
const SYSTEM_TAGS = ['labels', 'groupmembership'];

/**
 * The columns of a sheet with their roles by the mapping or, where it has none, by their headers; columns with an unknown
 * header are left out. `title` begins sentences about the sheet; `sample` are its first rows.
 */
export function columnsOf(
  written: readonly string[],
  mapping: ColumnMapping,
  title: string,
  sample: readonly (readonly string[])[] = [],
): Column[] {
  const named = written.findLastIndex((header) => header !== '') + 1;
  if (named > MOST_COLUMNS)
    throw new AppError(
      `${title} has ${thousands(named)} columns; at most ${thousands(MOST_COLUMNS)} are read.`,
      'Take out the columns that are not needed.',
    );
  const headers = written.slice(0, named + MOST_UNNAMED);
  const targets = targetsOf(headers, mapping);
  const taken = new Set([...targets.values()].map(fieldOf));
  const known = headers.map((header, index) => columnOf(header, index, targets.get(index), taken));
  const columns = withClaims(known, sample);
  assertNumbers(columns, title, sample);
  assertOnce(columns, title);
  return labelled(columns, headers);
}

/** `taken` are fields that the mapping fills: a header does not add to them. */
function columnOf(
  header: string,
  index: number,
  target: Target | undefined,
  taken: ReadonlySet<string>,
): Column {
  const own = ownHeader(header);
  const { kind, rank } = meaningOf(own ? own.role : header);
  const about = {
    index,
    header,
    own,
    kind,
    key: undefined,
    label: undefined,
    isMapped: target !== undefined,
  };
  if (target !== undefined) {
    const key = target.role === 'attribute' ? target.key : undefined;
    return { ...about, key, role: target.role, rank: MAPPED_RANK * target.order };
  }
  if (index === 0 && header === PROBLEM) return { ...about, role: 'problem', rank };
  const role = own?.role ?? roleOf(kind);
  if (role === undefined || taken.has(fieldOf({ role, key: own?.key })))
    return { ...about, rank, role: 'left_out' };
  return { ...about, rank, role, key: own?.key };
}

/** The field of a contact that a column fills, to find two columns for one. */
function fieldOf({ role, key }: { role: string; key?: string | undefined }): string {
  return key === undefined ? role : `attribute ${key}`;
}

/** A company or an e-mail only stands in for a name that is missing. */
function roleOf(kind: Meaning['kind']): Role | undefined {
  if (kind === undefined || kind === 'company' || kind === 'email') return undefined;
  return kind === 'phone_number' || kind === 'tags' || kind === 'country_code' ? kind : 'name';
}

/** Where no column is known to hold numbers or names, the only one with a word for them among others in its header is taken. */
function withClaims(columns: readonly Column[], sample: readonly (readonly string[])[]): Column[] {
  const free = columns.filter(
    ({ role, isMapped, kind }) => role === 'left_out' && !isMapped && kind === undefined,
  );
  const lacks = (role: Role) => columns.every((column) => column.role !== role);
  const numbers = lacks('phone_number') ? onlyNumbers(free, sample) : undefined;
  const name = lacks('name') ? onlyNames(free.filter(({ index }) => index !== numbers)) : undefined;
  return columns.map((column) => {
    if (column.index === numbers) return { ...column, role: 'phone_number' };
    return column.index === name ? { ...column, role: 'name', kind: 'name' } : column;
  });
}

function labelled(columns: readonly Column[], headers: readonly string[]): Column[] {
  const paired = columns.map((column) =>
    column.role === 'phone_number' ? { ...column, label: labelOf(column.header, headers) } : column,
  );
  const labels = new Set(paired.map(({ label }) => label));
  return paired.map((column) =>
    labels.has(column.index) && !column.isMapped ? { ...column, role: 'label' } : column,
  );
}

function assertNumbers(
  columns: readonly Column[],
  title: string,
  sample: readonly (readonly string[])[],
): void {
  const phones = columns.filter(({ role }) => role === 'phone_number');
  if (phones.some(({ isMapped, header }) => isMapped || !beginsWithNumber(header))) return;
  const headers = columns.map(({ header }) => header);
  if (headers.some(isOfContact)) throw beginsWithContact(headers, title);
  const likely = numberColumn(columns, sample);
  const example =
    likely === undefined
      ? '{header: "phone_number"}, for the right column: in none of them do the cells look like numbers'
      : `such as ${JSON.stringify({ [likely]: 'phone_number' })}, for the right column`;
  throw new AppError(
    `${title} has no column that this program knows to hold phone numbers; its columns are ${columnNames(headers)}.`,
    `Call again with \`columns\`, ${example}. If the names of the columns stand further down, delete the lines above them first.`,
  );
}

function beginsWithContact(headers: readonly string[], title: string): AppError {
  const apart = headers.length === 1 && /\p{L}/u.test(headers[0] ?? '');
  return new AppError(
    `The first line of ${title.replace(/^The /, 'the ')} seems to be a person, not the names of the columns: ${columnNames(headers)}.`,
    `Put a line above it that names the columns, such as name,phone_number,tags, and call again; ${apart ? 'name and number need a column each' : 'the rows stay as they are'}. If the names of the columns stand further down, the lines above them come out first.`,
  );
}

/** Of two exported columns for one field, one would be lost without a word; a plain one and one of JSON share its contacts. */
function assertOnce(columns: readonly Column[], title: string): void {
  const exported = columns.filter(
    ({ own, role, isMapped }) => own !== undefined && role !== 'left_out' && !isMapped,
  );
  const fields = exported.map((column) => `${fieldOf(column)} ${column.own?.json}`);
  const again = exported.find((_, index) => fields.indexOf(fields[index] ?? '') < index);
  if (again === undefined) return;
  throw new AppError(
    `${title} has two columns for ${quoted(again.header, 60)}.`,
    `Leave one of them out, for example with \`columns\` ${JSON.stringify({ [`column ${again.index + 1}`]: '' })}.`,
  );
}

/** In these columns Google adds its own groups to the person's, and marks them. */
export function hasSystemTags({ header }: Column): boolean {
  return SYSTEM_TAGS.includes(lettersOf(header));
}

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
