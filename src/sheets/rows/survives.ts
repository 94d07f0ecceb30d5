import { cellText, guarded } from '../text/cells.ts';
import { isEmptyWord } from './emptyWords.ts';

/** Some spreadsheets cut longer cells, and our own reading refuses them. */
const LONGEST = 10_000;
/** A spreadsheet rewrites line breaks when it saves, and no sheet may have a zero byte. */
const CONTROL = /\p{Cc}/u;
/** Programs write these into empty cells, or for values that they cannot show. */
const EMPTY = /^(?:null|nil|none|nan|na|n\/a|n\.a\.?|undefined|missing|empty|#.*|[\p{P}\s+<=>^`|~]*)$/iu;
/** True and false in the languages of spreadsheets, which write them in capitals. */
const TRUTHS = new Set(
  `true false wahr falsch vrai faux verdadero falso verdadeiro vero waar onwaar prawda fałsz sant falskt sand falsk
  sann usann tosi epätosi pravda nepravda igaz hamis истина ложь doğru yanlış adevărat fals benar salah`.split(
    /\s+/,
  ),
);
const WORDS = /[\p{L}\p{M}]{4,}/gu;
/** Languages whose months spreadsheets know. */
const LANGUAGES =
  `ar bg bn ca cs da de el en en-GB es et fa fi fil fr gu he hi hr hu id it kk kn ko lt lv ml mr ms nb nl
  pa pl pt ro ru sk sl sr sv sw ta te th tr uk ur vi`.split(/\s+/);

/**
 * Whether a cell still holds this text after a spreadsheet of any language has opened and saved the sheet: `00123`, `1-2` and
 * `true` do not survive.
 */
export function survives(text: string): boolean {
  if (text === '' || text.length > LONGEST || CONTROL.test(text) || !text.isWellFormed()) return false;
  if (mayBeEmptyWord(text) || cellText(text) !== text) return false;
  return guarded(text) !== text || !isTakenForValue(text);
}

/** Some program, or our own reading, takes the text for an empty cell. */
export function mayBeEmptyWord(text: string): boolean {
  return EMPTY.test(text) || isEmptyWord(text);
}

/** A spreadsheet may take any text with digits for a number, date, time or amount, unless it has a word that is no month. */
function isTakenForValue(text: string): boolean {
  if (!/\p{N}/u.test(text)) return TRUTHS.has(text.toLowerCase());
  return !text.match(WORDS)?.some((word) => !monthWords().has(folded(word)));
}

let months: Set<string> | undefined;

/** The names of months in all languages, and all their beginnings, to which they may be shortened. */
function monthWords(): ReadonlySet<string> {
  months ??= new Set(
    LANGUAGES.flatMap((language) => {
      // Only beside a day a month stands in the genitive: `5 мая`, but `май`.
      const formats = [{ month: 'long' }, { month: 'long', day: 'numeric' }, { month: 'short' }] as const;
      return formats.flatMap((format) => {
        const { format: write } = new Intl.DateTimeFormat(language, { ...format, timeZone: 'UTC' });
        return Array.from({ length: 12 }, (_, month) => write(Date.UTC(2026, month, 1)));
      });
    }).flatMap((name) => (name.match(/[\p{L}\p{M}]+/gu) ?? []).flatMap(beginnings)),
  );
  return months;
}

function beginnings(name: string): string[] {
  const word = folded(name);
  return Array.from({ length: word.length }, (_, end) => word.slice(0, end + 1));
}

function folded(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
