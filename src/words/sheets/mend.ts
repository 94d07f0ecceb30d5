import { listed, quoted, thousands } from '../../lib/text.ts';
import type { Asked } from '../../model/sheetNotes.ts';
import type { WarningFacts } from '../../model/warnings.ts';
import { type Size, someWords } from '../lists.ts';

type ToMend = WarningFacts['to mend'];

/** The file of rows that are not in a plan: what it holds, and how it is imported once they are corrected. */
export function mendWords({ file, refused, repeated = 0, asked }: ToMend, size: Size): string {
  const so = asked === undefined ? '' : ` with the same settings${askedWords(asked, size)}`;
  const [rows, are, they] = rowWords(refused, repeated);
  if (size.examples === 0)
    return `${rows} ${are} in ${quoted(file, 100)}${so === '' ? '.' : `: import it${so}.`}`;
  const then = `Once ${they} corrected, import that file${so}.`;
  const twice = repeated === 0 ? '' : ' A row that still repeats a number then is imported, too.';
  return `${rows} ${are} in ${quoted(file, 300)}, with a column that says why. ${then}${twice}`;
}

type RowWords = readonly [rows: string, are: 'is' | 'are', they: string];

function rowWords(refused: number | undefined, repeated: number): RowWords {
  if (refused === 0)
    return repeated === 1
      ? ['The row that repeats a number', 'is', 'its number is']
      : [`The ${thousands(repeated)} rows that repeat a number`, 'are', 'their numbers are'];
  const rows = refused === 1 ? 'The refused row' : 'The refused rows';
  if (repeated === 0) return refused === 1 ? [rows, 'is', 'it is'] : [rows, 'are', 'they are'];
  const those = repeated === 1 ? 'the one that repeats a number' : 'those that repeat a number';
  return [`${rows} and ${those}`, 'are', 'they are'];
}

/** ` (the columns "Opt-in" as "mark_opt_outs" and "Notes" left out, country IN, …)`. */
function askedWords(
  { columns, default_country: country, existing, add_tags: tags }: Asked,
  size: Size,
): string {
  const { examples: most } = size;
  if (most === 0) return '';
  const columnWords = ({ header, as }: { header: string; as: string }) =>
    `${quoted(header, 40)} ${as === '' ? 'left out' : `as ${quoted(as, 40)}`}`;
  const parts = [
    ...(columns.count === 0
      ? []
      : [`the column${columns.count === 1 ? '' : 's'} ${someWords(columns, most, columnWords)}`]),
    ...(country === undefined ? [] : [`country ${quoted(country, 20)}`]),
    ...(existing === undefined ? [] : [`existing contacts ${quoted(existing)}`]),
    ...(tags.length === 0
      ? []
      : [`tags for all ${someWords({ first: tags, count: tags.length }, most, (tag) => quoted(tag, 40))}`]),
  ];
  return ` (${parts.join('; ')})`;
}

const LONGEST = 2000;

/** Tells the agent how to import the file of refused rows; `given` is what was said of how to import the sheet. */
export function mendHint(file: string, given: Readonly<Record<string, unknown>>): string {
  const whole = JSON.stringify({ path: file, ...given });
  const args =
    whole.length > LONGEST ? `${JSON.stringify({ path: file })} and ${sameWords(given)} as here` : whole;
  return `Once the rows in that file are corrected, call \`plan_import\` with ${args}: without these its rows would be read in another way.`;
}

/** Of rows that failed. Pasted rows are in no file, so that the agent sends them again, with what was `given`. */
export function failedRowsHint(given: Readonly<Record<string, unknown>>): string {
  const so = Object.keys(given).length === 0 ? '' : `, with ${sameWords(given)}`;
  return `Show the person the failed rows with their reasons; only what they correct is sent again${so}.`;
}

function sameWords(given: Readonly<Record<string, unknown>>): string {
  return `the same ${listed(Object.keys(given).map((name) => `\`${name}\``))}`;
}
