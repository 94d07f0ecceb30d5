import type { Person, Some } from './facts.ts';

/** The answers about messages in a column of a sheet; `unclear` is neither yes nor no, and `blank` an empty cell. */
export type Answer = 'yes' | 'no' | 'unclear' | 'blank';

/** A text of cells, and how many rows have it. */
type TextCount = readonly [text: string, rows: number];

/** The most frequent texts of an answer, and how many rows give it. */
export interface Texts {
  first: readonly TextCount[];
  rows: number;
}

export type Delimiter = ',' | ';' | '\t' | '|';

/** What the caller said of how to import a sheet: whoever imports its refused rows has to say the same. */
export interface Asked {
  /** Those about messages come first; `as` is empty for a column that is left out. */
  columns: Some<{ header: string; as: string }>;
  default_country?: string;
  /** What becomes of contacts that exist, where it is not the usual. */
  existing?: 'overwrite' | 'skip';
  add_tags: readonly string[];
}

/** How a sheet was read, as far as the person who approves its import should know. Headers and cells are as they are written. */
export type SheetNote =
  // Of the file.
  | { say: 'not utf-8'; delimiter: Delimiter }
  | { say: 'wrapped' }
  /** Lines above the header. */
  | { say: 'titles'; lines: readonly string[] }
  // Of its columns.
  | { say: 'name parts'; headers: readonly string[] }
  /** The columns of tags, where their headers do not say so. */
  | { say: 'tags from'; headers: readonly string[] }
  /** No column holds names; these stand in for them before the number does. */
  | { say: 'no names'; stand_ins: readonly string[] }
  /** The columns of numbers, the first to be looked at first. */
  | { say: 'number columns'; headers: readonly string[] }
  /** A column that is taken for one of names or numbers by a word among others in its header. */
  | { say: 'guessed'; as: 'name' | 'phone_number'; header: string }
  /** Columns that hold something; `stands_in`: but for the rows where it replaces the name. */
  | { say: 'left out'; columns: Some<{ header: string; stands_in: boolean }> }
  | { say: 'country unused'; header: string; country: string }
  | ConsentNote
  | { say: 'more consents'; headers: Some<string> }
  // Of its rows.
  | { say: 'empty words'; words: Some<TextCount> }
  /** Names or tags that lost letters before the sheet came here. */
  | { say: 'lost letters'; rows: number; example?: Person | { tag: string } }
  /** Rows without a name; without a header the number stands in for it. */
  | { say: 'nameless'; rows: number; header?: string }
  | { say: 'several numbers'; rows: number }
  | { say: 'opt-outs refused'; rows: number }
  /** The refused rows are in no file. */
  | { say: 'unwritten'; why: string };

/** The answers about messages in one column, and what the import makes of it. */
export interface ConsentNote {
  say: 'agreed';
  header: string;
  as: 'mark_opt_outs' | 'skip_opt_outs' | 'attribute' | 'left_out';
  answers: Readonly<Record<Answer, number>>;
  noes: Texts;
  unclear: Texts;
}
