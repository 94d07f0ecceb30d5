import { lettersOf } from '../lib/letters.ts';
import { shownShort } from '../lib/text.ts';
import { someOf } from '../model/facts.ts';
import type { SheetNote } from '../model/sheetNotes.ts';
import type { Column } from './columns/columns.ts';
import type { Head } from './columns/head.ts';
import { columnName, meaningOf } from './columns/headers.ts';
import { areApart } from './columns/ownHeaders.ts';
import { standInsOf } from './rows/rows.ts';
import type { Dialect } from './text/records.ts';

const MOST_HEADERS = 20;
/** Longer lines and words are cut. */
const LONGEST = 200;
const NAMED_TAGS: ReadonlySet<string> = new Set(['tag', 'tags']);

/** How a sheet is read, where that is not obvious. */
export function notesOf(columns: readonly Column[], { encoding, delimiter }: Dialect): SheetNote[] {
  return [
    ...(encoding === 'Windows-1252' ? [{ say: 'not utf-8' as const, delimiter }] : []),
    ...nameNotes(columns),
    ...tagNotes(columns),
    ...numberNotes(columns),
    ...guessNotes(columns),
  ];
}

/** Quotation marks around lines, and titles above the header. */
export function headNotes({ titles, dialect }: Head): SheetNote[] {
  const lines = titles.map((cells) =>
    shownShort(cells.filter((cell) => cell.trim() !== '').join(' '), LONGEST),
  );
  return [
    ...(dialect.wrapped === undefined ? [] : [{ say: 'wrapped' as const }]),
    ...(lines.length === 0 ? [] : [{ say: 'titles' as const, lines }]),
  ];
}

/** The words that were read as empty cells, the most frequent first; `emptyWords` counts them. */
export function emptyWordNotes(emptyWords: ReadonlyMap<string, number>): SheetNote[] {
  if (emptyWords.size === 0) return [];
  const sorted = [...emptyWords].sort((a, b) => b[1] - a[1]);
  return [{ say: 'empty words', words: someOf(sorted, MOST_HEADERS, (word) => word) }];
}

/** A field that an export wrote in two columns is in one of them. */
function withoutTwins(columns: readonly Column[]): Column[] {
  return columns.filter(
    ({ header, own }) => !(own?.json && columns.some((other) => areApart(other.header, header))),
  );
}

function nameNotes(columns: readonly Column[]): SheetNote[] {
  const named = withoutTwins(columns.filter(({ role }) => role === 'name'));
  if (named.length > 1) return [{ say: 'name parts', headers: headersOf(named) }];
  return named.length === 1 ? [] : [{ say: 'no names', stand_ins: headersOf(standInsOf(columns)) }];
}

/** Each tag is an audience, so a person has to know which column makes them. */
function tagNotes(columns: readonly Column[]): SheetNote[] {
  const tagged = columns.filter(({ role }) => role === 'tags');
  return tagged.every(({ header }) => NAMED_TAGS.has(lettersOf(header)))
    ? []
    : [{ say: 'tags from', headers: headersOf(tagged) }];
}

function numberNotes(columns: readonly Column[]): SheetNote[] {
  const all = columns.filter(({ role }) => role === 'phone_number');
  const phones = withoutTwins(all).sort((a, b) => a.rank - b.rank);
  return phones.length < 2 ? [] : [{ say: 'number columns', headers: headersOf(phones) }];
}

function guessNotes(columns: readonly Column[]): SheetNote[] {
  return columns.flatMap((column) => {
    const { role, isMapped, header } = column;
    const isGuessed = !isMapped && meaningOf(header).kind === undefined;
    return (role === 'phone_number' || role === 'name') && isGuessed
      ? [{ say: 'guessed' as const, as: role, header: columnName(column) }]
      : [];
  });
}

function headersOf(columns: readonly Column[]): string[] {
  return columns.map(columnName);
}

/** What was found while the rows were read. */
interface RowFindings {
  /** How many rows are taken. */
  valid: number;
  /** How many rows lack a name, by the header of the column that stands in for it, or nothing for the number. */
  standIns: ReadonlyMap<string, number>;
  severalNumbers: number;
  /** Headers of columns that hold something and are left out. */
  leftOut: readonly string[];
  /** Why the refused rows could not be written to a file. */
  unwritten: string | undefined;
}

export function refusedNotes(optOuts: number): SheetNote[] {
  return optOuts === 0 ? [] : [{ say: 'opt-outs refused', rows: optOuts }];
}

export function rowNotes(findings: RowFindings): SheetNote[] {
  const { standIns, severalNumbers, unwritten } = findings;
  const columns = leftOutOf(findings);
  return [
    ...[...standIns].map(([header, rows]) => ({
      say: 'nameless' as const,
      rows,
      ...(header !== '' && { header }),
    })),
    ...(severalNumbers === 0 ? [] : [{ say: 'several numbers' as const, rows: severalNumbers }]),
    ...(columns.length === 0
      ? []
      : [{ say: 'left out' as const, columns: someOf(columns, MOST_HEADERS, (column) => column) }]),
    ...(unwritten === undefined ? [] : [{ say: 'unwritten' as const, why: unwritten }]),
  ];
}

/** A column that names every contact is not left out. */
function leftOutOf({ leftOut, standIns, valid }: RowFindings) {
  return leftOut.flatMap((header) => {
    const rows = standIns.get(header) ?? 0;
    return rows > 0 && rows === valid ? [] : [{ header, stands_in: rows > 0 }];
  });
}
