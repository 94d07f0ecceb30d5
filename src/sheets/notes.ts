import { listed, quoted, thousands } from '../lib/text.ts';
import type { Column } from './columns/columns.ts';
import type { Head } from './columns/head.ts';
import { meaningOf } from './columns/headers.ts';
import { standInsOf } from './rows/rows.ts';
import { DELIMITER_NAMES } from './text/dialect.ts';
import type { Dialect } from './text/records.ts';

/** Sentences for the person on how a sheet is read, where that is not obvious. */
export function notesOf(columns: readonly Column[], dialect: Dialect): string[] {
  return [encodingNote(dialect), nameNote(columns), numberNote(columns), ...claimNotes(columns)].filter(
    (note) => note !== undefined,
  );
}

const MOST_SHOWN = 5;

/** Sentences on quotation marks around lines and titles above the header, which are passed over. */
export function headNotes({ titles, dialect }: Head): string[] {
  const above = titles.map((cells) => quoted(cells.filter((cell) => cell.trim() !== '').join(' '), 60));
  return [
    ...(dialect.wrapped === undefined
      ? []
      : ['Each line stands in quotation marks; it is read without them.']),
    ...(above.length === 0
      ? []
      : [
          `Above the names of the columns stands ${listed(above, MOST_SHOWN)}, which is no row; rows are counted from below those names.`,
        ]),
  ];
}

/** A sentence on the words that were read as empty cells; `emptyWords` counts them. */
export function emptyWordNotes(emptyWords: ReadonlyMap<string, number>): string[] {
  if (emptyWords.size === 0) return [];
  const words = [...emptyWords]
    .sort((a, b) => b[1] - a[1])
    .map(([word, count]) => `${quoted(word, 30)} (${thousands(count)})`);
  return [`Taken for empty cells: ${listed(words, MOST_SHOWN)}.`];
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

/** Sentences on columns that are taken by a word among others in their header, which may be wrong. */
function claimNotes(columns: readonly Column[]): string[] {
  return columns.flatMap(({ role, isMapped, header }) => {
    if ((role !== 'phone_number' && role !== 'name') || isMapped || meaningOf(header).kind !== undefined)
      return [];
    const what = role === 'name' ? 'names' : 'phone numbers';
    return [`No column is known to hold ${what}: ${quoted(header, 60)} is taken for them.`];
  });
}

function headers(columns: readonly Column[]): string {
  return listed(columns.map(({ header }) => quoted(header, 60)));
}
