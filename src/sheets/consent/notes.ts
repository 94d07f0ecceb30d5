import { someOf } from '../../model/facts.ts';
import type { ConsentNote, SheetNote, Texts } from '../../model/sheetNotes.ts';
import type { Consent } from '../survey.ts';

/** Different texts that a note keeps: a no decides more than an unclear answer. */
const MOST_NOES = 12;
const MOST_UNCLEAR = 5;
/** Columns that get a note of their own. */
const MOST_COLUMNS = 8;
const MOST_HEADERS = 20;

/** For whoever approves: the answers of each column about messages, and what becomes of contacts that say no. */
export function consentNotes(consents: readonly Consent[]): SheetNote[] {
  const rest = consents.slice(MOST_COLUMNS);
  return [
    ...consents.slice(0, MOST_COLUMNS).map(noteOf),
    ...(rest.length === 0
      ? []
      : [{ say: 'more consents' as const, headers: someOf(rest, MOST_HEADERS, ({ header }) => header) }]),
  ];
}

function noteOf({ header, role, isKept, rows, noes, unclear }: Consent): ConsentNote {
  return {
    say: 'agreed',
    header,
    as: role ?? (isKept ? 'attribute' : 'left_out'),
    answers: rows,
    noes: textsOf(noes, rows.no, MOST_NOES),
    unclear: textsOf(unclear, rows.unclear, MOST_UNCLEAR),
  };
}

/** The most frequent texts first. */
function textsOf(texts: ReadonlyMap<string, number>, rows: number, most: number): Texts {
  return { first: [...texts].sort((a, b) => b[1] - a[1]).slice(0, most), rows };
}
