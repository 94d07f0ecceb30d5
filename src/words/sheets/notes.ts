import { counted, listed, quoted, thousands } from '../../lib/text.ts';
import type { Some } from '../../model/facts.ts';
import type { Delimiter, SheetNote } from '../../model/sheetNotes.ts';
import { someWords } from '../lists.ts';
import { agreedWords } from './agreed.ts';

const CELLS_BETWEEN: Readonly<Record<Delimiter, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
};
const MOST_TITLES = 5;
const MOST_WORDS = 5;

/** How a sheet was read, for the person who approves its import. */
export function sheetNoteWords(note: SheetNote): string {
  switch (note.say) {
    case 'not utf-8':
      return `The sheet is not UTF-8, so it is read as Windows-1252, with ${CELLS_BETWEEN[note.delimiter]} between cells. If letters of names look wrong, save it as "CSV UTF-8".`;
    case 'wrapped':
      return 'Each line of the sheet is in quotation marks, which are left out.';
    case 'titles':
      return titleWords(note.lines);
    case 'name parts':
      return `The name is put together from ${headers(note.headers)}.`;
    case 'tags from':
      return `Tags come from ${headers(note.headers)}.`;
    case 'no names':
      return `No column is known to hold names, so each contact is named by ${[...note.stand_ins.map(header), 'its number'].join(', or else ')}.`;
    case 'number columns':
      return `Phone numbers are in ${headers(note.headers)}, looked at in this order, mobiles first. A contact gets one number, and the others are not imported.`;
    case 'guessed':
      return `${note.as === 'name' ? 'Names' : 'Phone numbers'} are taken from ${header(note.header)}, whose header only hints at them: check that it is the right column.`;
    case 'left out':
      return `Not imported, although they hold something: ${someWords(note.columns, note.columns.first.length, leftOutWords)}.`;
    case 'country unused':
      return `${header(note.header)} names countries but is not used: numbers without a country code are taken for numbers of ${note.country}.`;
    case 'agreed':
      return agreedWords(note);
    case 'more consents':
      return `${headersAmong(note.headers)} may also say who agreed to messages.`;
    case 'empty words':
      return `Read as empty cells: ${someWords(note.words, MOST_WORDS, ([word, rows]) => `${quoted(word, 30)} (${thousands(rows)})`)}.`;
    case 'lost letters':
      return lostWords(note);
    case 'nameless':
      return `${counted(note.rows, 'row')} without a name: ${note.header === undefined ? 'the number' : header(note.header)} is used instead.`;
    case 'several numbers':
      return `${counted(note.rows, 'row')} with several numbers: one of each is imported, the others are not.`;
    case 'opt-outs refused':
      return refusedWords(note.rows);
    case 'unwritten':
      return `The refused rows could not be saved as a file: ${note.why}`;
    default:
      return note satisfies never;
  }
}

function header(text: string): string {
  return quoted(text, 60);
}

function headers(texts: readonly string[]): string {
  return listed(texts.map(header));
}

function headersAmong(texts: Some<string>): string {
  return someWords(texts, texts.first.length, header);
}

function titleWords(lines: readonly string[]): string {
  const isOne = lines.length === 1;
  const above = listed(lines.map(header), MOST_TITLES);
  return `The line${isOne ? '' : 's'} ${above} above the names of the columns ${isOne ? 'is' : 'are'} not imported. Rows are counted from below those names.`;
}

/** Of a column that stands in for names, the rest is lost. */
function leftOutWords(column: { header: string; stands_in: boolean }): string {
  return `${header(column.header)}${column.stands_in ? ' (except where it is used as the name)' : ''}`;
}

function lostWords({ rows, example }: Extract<SheetNote, { say: 'lost letters' }>): string {
  const such =
    example === undefined ? '' : `, such as ${header('tag' in example ? example.tag : example.name)}`;
  return `In ${counted(rows, 'row')}, letters of the name or of a tag were lost before the sheet came here${such}. They are imported as they are. If the letters are still right in the original, save that as "CSV UTF-8" and import it instead.`;
}

/** Refused rows are in no plan, but an opt-out in them must not be lost. */
function refusedWords(rows: number): string {
  const [say, those] = rows === 1 ? ['row says', 'that row is'] : ['rows say', 'those rows are'];
  return `${thousands(rows)} refused ${say} that somebody opted out. They are marked only once ${those} corrected; until then rows with the same numbers get no tags.`;
}
