import { setImmediate as othersTurn } from 'node:timers/promises';
import { numberReader } from '../../../contacts/numbers/phone.ts';
import { AppError } from '../../../errors.ts';
import { textOf } from '../../../lib/json.ts';
import { nearest } from '../../../lib/nearest.ts';
import { listed, quoted, quotedList } from '../../../lib/text.ts';
import type { Contact } from '../../../model/contact.ts';
import { attributeHeader, fieldHeader, OTHERS, ownHeader } from '../../../sheets/columns/ownHeaders.ts';
import { jsonCell } from '../../../sheets/rows/jsonCells.ts';
import { survives } from '../../../sheets/rows/survives.ts';
import { tagsCell } from '../../../sheets/rows/tags.ts';

interface ExportColumn {
  header: string;
  cell(contact: Contact): string;
}

/** The columns without `columns`, followed by the most frequent attributes. */
const USUAL = ['phone_number', 'name', 'tags'] as const;
const TIMES = ['id', 'last_active_at', 'created_at', 'updated_at'] as const;
const FIELDS = [...USUAL, ...TIMES] as const;
type Field = (typeof FIELDS)[number];
/** Further attributes share a column. */
const MOST_ATTRIBUTES = 50;
const LOOKED_AT_ONCE = 2000;

/** The columns for these contacts. Values that plain text would change are written as JSON, and the header says so. */
export async function exportColumns(
  contacts: readonly Contact[],
  wanted: readonly string[] | undefined,
): Promise<ExportColumn[]> {
  const survey = await surveyed(contacts);
  if (wanted !== undefined) return wantedColumns(wanted, survey);
  const byCount = [...survey.attributes].sort(([, a], [, b]) => b.count - a.count).map(([key]) => key);
  const others = byCount.slice(MOST_ATTRIBUTES);
  return [
    ...USUAL.map((field) => fieldColumn(field, survey)),
    ...byCount.slice(0, MOST_ATTRIBUTES).map((key) => attributeColumn(key, survey)),
    ...(others.length > 0 ? [othersColumn(others)] : []),
  ];
}

/** Each column once. `name` is the field, `attribute: name` the attribute of that name. */
function wantedColumns(wanted: readonly string[], survey: Survey): ExportColumn[] {
  const unknown: string[] = [];
  const columns = wanted.flatMap((name) => {
    const field = FIELDS.find((known) => known === name);
    if (field !== undefined) return [fieldColumn(field, survey)];
    const key = survey.attributes.has(name) ? name : ownHeader(name)?.key;
    if (key !== undefined && survey.attributes.has(key)) return [attributeColumn(key, survey)];
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

/** `isPlain`: every value can be imported again from plain text. */
interface Survey {
  attributes: Map<string, { count: number; isPlain: boolean }>;
  isPlain: Record<'phone_number' | 'name', boolean>;
}

async function surveyed(contacts: readonly Contact[]): Promise<Survey> {
  const read = await numberReader();
  const survey: Survey = { attributes: new Map(), isPlain: { phone_number: true, name: true } };
  const { attributes, isPlain } = survey;
  for (const [index, { phone_number, name, custom_attributes }] of contacts.entries()) {
    if (index % LOOKED_AT_ONCE === 0) await othersTurn();
    isPlain.name &&= name === '' || survives(name);
    if (isPlain.phone_number) {
      const reading = read(phone_number);
      isPlain.phone_number = 'number' in reading && reading.number === phone_number;
    }
    for (const [key, value] of Object.entries(custom_attributes)) {
      const known = attributes.get(key) ?? { count: 0, isPlain: true };
      known.count += 1;
      known.isPlain &&= typeof value === 'string' && survives(value);
      attributes.set(key, known);
    }
  }
  return survey;
}

function fieldColumn(field: Field, { isPlain }: Survey): ExportColumn {
  if (field === 'tags') return { header: field, cell: ({ tags }) => tagsCell(tags) };
  if (field !== 'name' && field !== 'phone_number')
    return { header: field, cell: (contact) => contact[field] ?? '' };
  const header = fieldHeader(field, !isPlain[field]);
  return isPlain[field]
    ? { header, cell: (contact) => contact[field] }
    : { header, cell: (contact) => jsonCell(contact[field]) };
}

function attributeColumn(key: string, { attributes }: Survey): ExportColumn {
  const isPlain = attributes.get(key)?.isPlain ?? false;
  const valueIn = ({ custom_attributes: all }: Contact) => (Object.hasOwn(all, key) ? all[key] : undefined);
  return {
    header: attributeHeader(key, !isPlain),
    cell: isPlain ? (contact) => textOf(valueIn(contact)) : (contact) => jsonCell(valueIn(contact)),
  };
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
