import { type Countries, countries } from '../contacts/countries/written.ts';
import { isLandline, type NumberReader, numberReader, type Reading } from '../contacts/numbers/phone.ts';
import { quoted } from '../lib/text.ts';
import { type OptOutRules, OptOuts } from './consent/optOuts.ts';
import { agreeing, rowCountry } from './rows/country.ts';
import type { WrittenNumber } from './rows/numbers.ts';
import { NumberTable } from './rows/numberTable.ts';
import type { SheetRow } from './rows/rows.ts';
import type { Sheet } from './sheet.ts';

/** A row that gives a contact, or the reason why it gives none. */
export type CheckedRow = TakenRow | RefusedRow;

export interface TakenRow {
  state: 'valid';
  row: SheetRow;
  /** In E.164, unless `onlyStored`. */
  number: string;
  /** Why the number can belong only to a contact that has it to the letter, a phrase: it would not do for a new contact. */
  onlyStored: string | undefined;
  name: string;
  /** Of the column whose text stands in for a missing name its header; empty where the number does. */
  nameFrom: string | undefined;
  /** Protected tags that any row of its number gives: nothing else of those rows counts then but the name. */
  optOuts: readonly string[];
  /** The other numbers of the row, which are left out. */
  others: string[];
}

export interface RefusedRow {
  /**
   * `needs_country`: the row would be taken if the country of its number were stated. `skipped`: a row of its number says
   * no to messages in a column mapped to `skip_opt_outs`.
   */
  state: 'invalid' | 'duplicate' | 'needs_country' | 'skipped';
  row: SheetRow;
  /** As it is written; empty without a number. */
  number: string;
  /** A phrase, such as `the same number as row 3`. */
  reason: string;
}

/** Readers of the numbers of rows, and of their countries once a row states one. */
interface Readers {
  read: NumberReader;
  countries: Countries | undefined;
}

/**
 * The rows of a sheet with numbers in E.164, each taken once. The sheet is read once for opt-outs before its first row is
 * taken, since an opt-out of a number counts in all of its rows; neither reading holds the rows in memory. `country` is the
 * one stated for numbers without a country code (`IN`); the country that a row states comes before it. Nothing is guessed.
 */
export async function* checkSheet(
  sheet: Pick<Sheet, 'rows' | 'optOutRows'>,
  country: string | undefined,
  rules: OptOutRules,
): AsyncGenerator<CheckedRow> {
  const readers: Readers = { read: await numberReader(), countries: undefined };
  const optOuts = new OptOuts(rules);
  for await (const row of sheet.optOutRows(rules.protectedFolds)) {
    if (row.countries.length > 0) readers.countries ??= await countries();
    optOuts.add(row, () => numbersOf(row, readers, country));
  }
  const firstRows = new NumberTable();
  for await (const row of sheet.rows()) {
    if (row.countries.length > 0) readers.countries ??= await countries();
    const numbers = () => numbersOf(row, readers, country);
    const checked = withOptOut(check(row, readers, country), optOuts, numbers);
    const earlier = checked.state === 'valid' ? firstRows.putNew(checked.number, row.row) : undefined;
    yield earlier === undefined ? checked : refused(row, 'duplicate', `the same number as row ${earlier}`);
  }
}

/** A row that is refused anyway is skipped, too: the file that it would be in does not hold the row that says no. */
function withOptOut(checked: CheckedRow, optOuts: OptOuts, numbers: () => readonly string[]): CheckedRow {
  const isTaken = checked.state === 'valid';
  const found = (isTaken ? [checked.number] : numbers()).map((number) => optOuts.of(number));
  const tags = found.flatMap((optOut) => optOut.tags);
  if (tags.length > 0) return isTaken ? { ...checked, optOuts: tags } : checked;
  const isSkipped = found.some((optOut) => optOut.isSkipped);
  return isSkipped ? refused(checked.row, 'skipped', 'a row of its number says no to messages') : checked;
}

interface Candidate {
  text: string;
  rank: number;
  reading: Reading;
  onlyStored?: string;
}

/** A landline, where the number tells one, comes after all mobiles. */
const LANDLINE_RANK = 10;

/** Every number that can be read in a row, even in a row that is refused. */
function numbersOf(row: SheetRow, readers: Readers, country: string | undefined): string[] {
  const { stated } = rowCountry(row.countries, country, readers.countries);
  return row.numbers.flatMap(({ text, isStored }) => {
    const reading = readers.read(text, stated);
    return [...(isStored ? [text] : []), ...('number' in reading ? [reading.number] : [])];
  });
}

function check(row: SheetRow, readers: Readers, country: string | undefined): CheckedRow {
  const here = rowCountry(row.countries, country, readers.countries);
  const problem = row.problem ?? here.contradiction ?? unclearAnswer(row);
  if (problem !== undefined) return refused(row, 'invalid', problem);
  const candidates = row.numbers.map((written) =>
    candidateOf(written, agreeing(readers.read(written.text, here.stated), written.text, here)),
  );
  const best = candidates.filter(isPossible).sort((a, b) => a.rank - b.rank)[0] ?? candidates[0];
  if (best === undefined) return refused(row, 'invalid', 'it has no phone number');
  if ('number' in best.reading) return taken(row, best, best.reading.number, candidates);
  if (!best.reading.lacksCountry) return refused(row, 'invalid', best.reading.problem);
  return here.unknown === undefined
    ? refused(row, 'needs_country', best.reading.problem)
    : refused(row, 'invalid', here.unknown);
}

function unclearAnswer({ answers }: SheetRow): string | undefined {
  const unclear = answers.find(({ answer }) => answer === 'unclear');
  if (unclear === undefined) return undefined;
  return `${quoted(unclear.header, 60)} says ${quoted(unclear.text, 40)}, which is neither a yes nor a no`;
}

function candidateOf({ text, rank, isStored }: WrittenNumber, reading: Reading): Candidate {
  if (isStored) return { text, rank, reading: { number: text }, ...onlyStored(text, reading) };
  const landline = 'number' in reading && isLandline(reading.number);
  return { text, reading, rank: landline ? rank + LANDLINE_RANK : rank };
}

/** An exported number that is not in E.164 belongs only to a contact that has it to the letter: a contact with the same digits may be another person. */
function onlyStored(text: string, reading: Reading): Pick<Candidate, 'onlyStored'> {
  if ('number' in reading && reading.number === text) return {};
  const why =
    'problem' in reading ? reading.problem : `${quoted(text, 40)} is not written as + and digits alone`;
  return { onlyStored: `no contact has the number as it stands here, and for a new one ${why}` };
}

/** It is a number, or becomes one once its country is stated. */
function isPossible({ reading }: Candidate): boolean {
  return 'number' in reading || reading.lacksCountry;
}

function taken(
  row: SheetRow,
  { onlyStored }: Candidate,
  number: string,
  candidates: readonly Candidate[],
): TakenRow {
  const left = candidates.filter(({ reading }) => !('number' in reading && reading.number === number));
  const others = left.map(({ text }) => text);
  const nameFrom = row.name === '' ? '' : row.nameFrom;
  return { state: 'valid', row, number, onlyStored, name: row.name || number, nameFrom, optOuts: [], others };
}

function refused(row: SheetRow, state: RefusedRow['state'], reason: string): RefusedRow {
  return { state, row, number: row.numbers[0]?.text ?? '', reason };
}
