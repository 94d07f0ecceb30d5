import { setImmediate as othersTurn } from 'node:timers/promises';
import { numberReader } from '../../../contacts/numbers/phone.ts';
import { AppError } from '../../../errors.ts';
import { textOf } from '../../../lib/json.ts';
import { nearest } from '../../../lib/nearest.ts';
import { listed, quoted, quotedList } from '../../../lib/text.ts';
import type { Contact } from '../../../model/contact.ts';
import { personOf } from '../../../model/facts.ts';
import { attributeHeader, fieldHeader, OTHERS, ownHeader } from '../../../sheets/columns/ownHeaders.ts';
import { jsonCell } from '../../../sheets/rows/jsonCells.ts';
import { survives } from '../../../sheets/rows/survives.ts';
import { tagsCell } from '../../../sheets/rows/tags.ts';
import type { InJson } from '../../../words/sheets/exported.ts';

interface ExportColumn {
  header: string;
  cell(contact: Contact): string;
  /** Of a column of JSON, the contacts that have a value in it. */
  inJson?: InJson;
}

/** The columns without `columns`, followed by the most frequent attributes. */
const USUAL = ['phone_number', 'name', 'tags'] as const;
const TIMES = ['id', 'last_active_at', 'created_at', 'updated_at'] as const;
const FIELDS = [...USUAL, ...TIMES] as const;
type Field = (typeof FIELDS)[number];
/** Further attributes share a column. */
const MOST_ATTRIBUTES = 50;
const LOOKED_AT_ONCE = 2000;
/** Contacts that the answer names for each column of JSON. */
const MOST_NAMED = 3;

/** The columns for these contacts. Values that plain text would change are written as JSON, in a column whose header says so. */
export async function exportColumns(
  contacts: readonly Contact[],
  wanted: readonly string[] | undefined,
): Promise<ExportColumn[]> {
  const survey = await surveyed(contacts);
  if (wanted !== undefined) return wantedColumns(wanted, survey);
  const total = ({ plain, odd }: Tally) => plain + odd;
  const byCount = [...survey.attributes].sort(([, a], [, b]) => total(b) - total(a)).map(([key]) => key);
  const others = byCount.slice(MOST_ATTRIBUTES);
  return [
    ...USUAL.flatMap((field) => fieldColumns(field, survey)),
    ...byCount.slice(0, MOST_ATTRIBUTES).flatMap((key) => attributeColumns(key, survey)),
    ...(others.length > 0 ? [othersColumn(others)] : []),
  ];
}

/** Each column once. `name` is the field, `attribute: name` the attribute of that name. */
function wantedColumns(wanted: readonly string[], survey: Survey): ExportColumn[] {
  const unknown: string[] = [];
  const columns = wanted.flatMap((name) => {
    const field = FIELDS.find((known) => known === name);
    if (field !== undefined) return fieldColumns(field, survey);
    const key = survey.attributes.has(name) ? name : ownHeader(name)?.key;
    if (key !== undefined && survey.attributes.has(key)) return attributeColumns(key, survey);
    unknown.push(name);
    return [];
  });
  if (unknown.length > 0) throw unknownColumns(unknown, [...FIELDS, ...survey.attributes.keys()]);
  return [...new Map(columns.map((column) => [column.header, column])).values()];
}

function unknownColumns(names: readonly string[], known: readonly string[]): AppError {
  const meant = names.flatMap((name) => {
    const near = nearest(ownHeader(name)?.key ?? name, known);
    return near === undefined ? [] : [`${quoted(near, 60)} instead of ${quoted(name, 60)}`];
  });
  const ask = meant.length === 0 ? '' : `Did you mean ${listed(meant)}? `;
  return new AppError(
    `Nothing was written: no contact here has ${quotedList(names)} as a field or an attribute.`,
    `${ask}\`columns\` may name ${listed([...FIELDS], 20)}, or the keys of attributes, which \`list_tags\` lists.`,
  );
}

/** How many contacts have a value that plain text keeps, how many have another, and the first of those. */
interface Tally {
  plain: number;
  odd: number;
  firstOdd: Contact[];
}

interface Survey {
  attributes: Map<string, Tally>;
  name: Tally;
  phone_number: Tally;
  /** Contacts whose number no new contact could have: only a cell of JSON means exactly this number. */
  oddNumbers: Set<Contact>;
}

async function surveyed(contacts: readonly Contact[]): Promise<Survey> {
  const read = await numberReader();
  const [name, phone_number, oddNumbers] = [tally(), tally(), new Set<Contact>()];
  const attributes = new Map<string, Tally>();
  for (const [index, contact] of contacts.entries()) {
    if (index % LOOKED_AT_ONCE === 0) await othersTurn();
    if (contact.name !== '') count(name, contact, survives(contact.name));
    const reading = read(contact.phone_number);
    const isPlain = 'number' in reading && reading.number === contact.phone_number;
    count(phone_number, contact, isPlain);
    if (!isPlain) oddNumbers.add(contact);
    for (const [key, value] of Object.entries(contact.custom_attributes)) {
      const of = attributes.get(key) ?? tally();
      count(of, contact, isPlainValue(value));
      attributes.set(key, of);
    }
  }
  return { attributes, name, phone_number, oddNumbers };
}

function tally(): Tally {
  return { plain: 0, odd: 0, firstOdd: [] };
}

function count(of: Tally, contact: Contact, isPlain: boolean): void {
  if (isPlain) of.plain += 1;
  else if (of.odd++ < MOST_NAMED) of.firstOdd.push(contact);
}

function isPlainValue(value: unknown): value is string {
  return typeof value === 'string' && survives(value);
}

function fieldColumns(field: Field, survey: Survey): ExportColumn[] {
  if (field === 'tags') return [{ header: field, cell: ({ tags }) => tagsCell(tags) }];
  if (field !== 'name' && field !== 'phone_number')
    return [{ header: field, cell: (contact) => contact[field] ?? '' }];
  const isOdd =
    field === 'name'
      ? ({ name }: Contact) => name !== '' && !survives(name)
      : (contact: Contact) => survey.oddNumbers.has(contact);
  return apart(survey[field], {
    plain: { header: fieldHeader(field, false), cell: (contact) => contact[field] },
    json: { header: fieldHeader(field, true), cell: (contact) => jsonCell(contact[field]) },
    isOdd,
    of: field,
  });
}

function attributeColumns(key: string, { attributes }: Survey): ExportColumn[] {
  const valueIn = ({ custom_attributes: all }: Contact) => (Object.hasOwn(all, key) ? all[key] : undefined);
  return apart(attributes.get(key) ?? tally(), {
    plain: { header: attributeHeader(key, false), cell: (contact) => textOf(valueIn(contact)) },
    json: { header: attributeHeader(key, true), cell: (contact) => jsonCell(valueIn(contact)) },
    isOdd: (contact) => !isPlainValue(valueIn(contact)),
    of: 'attribute',
  });
}

interface Both {
  plain: ExportColumn;
  json: ExportColumn;
  isOdd(contact: Contact): boolean;
  of: InJson['of'];
}

/** The plain column, that of JSON or, where only some values need it, both: a few odd values leave the others plain. */
function apart({ plain: some, odd, firstOdd }: Tally, { plain, json, isOdd, of }: Both): ExportColumn[] {
  if (odd === 0) return [plain];
  const inJson: InJson = { header: json.header, of, contacts: { first: firstOdd.map(personOf), count: odd } };
  if (some === 0) return [{ ...json, inJson }];
  return [
    { ...plain, cell: (contact) => (isOdd(contact) ? '' : plain.cell(contact)) },
    { ...json, inJson, cell: (contact) => (isOdd(contact) ? json.cell(contact) : '') },
  ];
}

function othersColumn(keys: readonly string[]): ExportColumn {
  const others = new Set(keys);
  return {
    header: OTHERS,
    cell({ custom_attributes }) {
      const rest = Object.entries(custom_attributes).filter(([key]) => others.has(key));
      return rest.length === 0 ? '' : jsonCell(Object.fromEntries(rest));
    },
  };
}
