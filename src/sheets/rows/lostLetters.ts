import type { SheetNote } from '../../model/sheetNotes.ts';
import type { SheetRow } from './rows.ts';

const UNUSUAL = /[?\u0080-\uffff]/;
/** The bytes of a letter in UTF-8 behind its first, when they are read as Windows-1252. */
const NEXT =
  '[\\u0080-\\u00bf\\u0152\\u0153\\u0160\\u0161\\u0178\\u017d\\u017e\\u0192\\u02c6\\u02dc\\u2013-\\u203a\\u20ac\\u2122]';
/** `JosÃ©`, `à¤†à¤¶à¤¾`: UTF-8 that was read as Windows-1252. */
const MISREAD = new RegExp(
  `[\\u00c2-\\u00df]${NEXT}|[\\u00e0-\\u00ef]${NEXT}{2}|[\\u00f0-\\u00f4]${NEXT}{3}`,
);
/** `Èâàí`: another script in an encoding of one byte a letter. No name has so many accents in a row. */
const FOREIGN = /[\u00c0-\u00ff]{4}/;
/** `????`, `M?ller`, and the replacement character. */
const REPLACED = /\ufffd|\?\?|\p{L}\?\p{L}/u;
/** `Jos?`, in names alone: a tag may be a question. */
const AT_ITS_END = /\p{L}\?(?:\s|$)|(?:^|\s)\?\p{L}/u;

function lacksLetters(text: string): boolean {
  return UNUSUAL.test(text) && (REPLACED.test(text) || MISREAD.test(text) || FOREIGN.test(text));
}

type Note = Extract<SheetNote, { say: 'lost letters' }>;

/** Counts the rows whose names or tags lost letters before they came here, and keeps the first such text as an example. */
export class LostLetters {
  #rows = 0;
  #example: Note['example'];

  /** `number` is the one that the row gives, in E.164: without it nobody could find the name to erase it. */
  look({ name, tags }: SheetRow, number: string | undefined): void {
    if (!UNUSUAL.test(name) && !tags.some((tag) => UNUSUAL.test(tag))) return;
    const isName = AT_ITS_END.test(name) || lacksLetters(name);
    const tag = tags.find(lacksLetters);
    if (!isName && tag === undefined) return;
    this.#rows += 1;
    if (!isName && tag !== undefined) this.#example ??= { tag };
    else if (number !== undefined) this.#example ??= { id: '', name, phone_number: number };
  }

  note(): Note[] {
    if (this.#rows === 0) return [];
    return [{ say: 'lost letters', rows: this.#rows, ...(this.#example && { example: this.#example }) }];
  }
}
