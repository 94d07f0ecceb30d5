import { counted, quoted, thousands } from '../../lib/text.ts';
import type { People } from '../../model/facts.ts';
import { namesOf, someWords, WIDE } from '../lists.ts';

/** A column of JSON in an exported sheet, and the contacts that have a value in it. */
export interface InJson {
  header: string;
  of: 'phone_number' | 'name' | 'attribute';
  contacts: People;
}

const MOST_HEADERS = 10;

/** What stands in columns of JSON, and why, for whoever uses the sheet elsewhere. */
export function inJsonWords(columns: readonly InJson[]): string[] {
  const attributes = columns.filter(({ of }) => of === 'attribute');
  const fields = columns.flatMap((column) => (column.of === 'attribute' ? [] : [fieldWords(column)]));
  return [
    ...fields,
    ...(attributes.length === 0 ? [] : [attributeWords(attributes)]),
    ...(columns.length === 0
      ? []
      : [
          'In a column with "(JSON)" in its name texts stand in quotation marks. It keeps the values exactly for when this sheet is imported again; other programs need not read it.',
        ]),
  ];
}

function fieldWords({ header, of, contacts }: InJson): string {
  const [one, many, why] =
    of === 'name'
      ? ['name', 'names', 'that a spreadsheet would change']
      : ['number', 'numbers', 'that no new contact could have'];
  return `${counted(contacts.count, one, many)} ${why} ${contacts.count === 1 ? 'stands' : 'stand'} in ${quoted(header)}: ${namesOf(contacts, WIDE)}.`;
}

function attributeWords(columns: readonly InJson[]): string {
  const words = someWords(
    { first: columns, count: columns.length },
    MOST_HEADERS,
    ({ header, contacts }) => `${quoted(header, 60)} (${thousands(contacts.count)})`,
  );
  return `Values that are no text, or that a spreadsheet would change, stand in ${words}.`;
}
