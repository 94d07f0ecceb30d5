import { listed, quoted } from '../lib/text.ts';
import type { Column } from './columns.ts';
import { DELIMITER_NAMES } from './dialect.ts';
import type { Dialect } from './records.ts';
import { standInsOf } from './rows.ts';

/** How a sheet is read, in sentences for the person; what goes without saying is not said. */
export function notesOf(columns: readonly Column[], dialect: Dialect): string[] {
  return [encodingNote(dialect), nameNote(columns), numberNote(columns)].filter((note) => note !== undefined);
}

function encodingNote({ encoding, delimiter }: Dialect): string | undefined {
  if (encoding !== 'Windows-1252') return undefined;
  return `It is read as Windows-1252 with ${DELIMITER_NAMES[delimiter]} between cells, since it is not UTF-8: if letters of names look wrong, save it as "CSV UTF-8".`;
}

function nameNote(columns: readonly Column[]): string | undefined {
  const named = columns.filter(({ role }) => role === 'name');
  if (named.length > 1) return `The name is made of ${headers(named)}.`;
  if (named.length === 1) return undefined;
  const standIns = [...standInsOf(columns).map(({ header }) => quoted(header, 60)), 'the number'];
  return `No column is known to hold names: ${standIns.join(', then ')} stands in for it.`;
}

function numberNote(columns: readonly Column[]): string | undefined {
  const phones = columns.filter(({ role }) => role === 'phone_number').sort((a, b) => a.rank - b.rank);
  if (phones.length < 2) return undefined;
  return `Numbers stand in ${headers(phones)}, looked at in this order, mobiles first; a contact gets one, and the others are left out.`;
}

function headers(columns: readonly Column[]): string {
  return listed(columns.map(({ header }) => quoted(header, 60)));
}
