import { type Countries, countries } from '../contacts/countries/written.ts';
import { isLandline, type NumberReader, numberReader, type Reading } from '../contacts/numbers/phone.ts';
import { listed, quoted } from '../lib/text.ts';
import { type Marks, SaidNo } from './consent/saidNo.ts';
import { agreeing, type StatedHere, statedBy } from './rows/country.ts';
import type { WrittenNumber } from './rows/numbers.ts';
import type { Refusal, SheetRow } from './rows/rows.ts';
import { SeenNumbers } from './rows/seenNumbers.ts';
import type { Sheet } from './sheet.ts';

/** A row that gives a contact its number in E.164, or why it does not. */
export type CheckedRow = TakenRow | RefusedRow;

export interface TakenRow {
  state: 'valid';
  row: SheetRow;
  number: string;
  /** Why only a contact that has this number to the letter is meant, a phrase: for a new one it would not do. */
  onlyStored: string | undefined;
  name: string;
  /** What stands in for a name that is missing: the header of a column, or `the number`. */
  nameFrom: string | undefined;
  /** Protected tags that any row of its number gives: then nothing else of them counts but a name. */
  optOuts: readonly string[];
  /** What a person should know of the row, phrases: numbers that are left out. */
  notes: string[];
}

export interface RefusedRow {
  /**
   * `needs_country`: it would be taken if the country of its number were stated. `skipped`: a row of its number says no to
   * messages, and those were to be left out.
   */
  state: 'invalid' | 'duplicate' | 'needs_country' | 'skipped';
  row: SheetRow;
  /** The number as it is written; empty where there is none. */
  number: string;
  /** A phrase, such as `the same number as row 3`. */
  reason: string;
}

/**
 * Checks the rows of a sheet. Who opted out in it is known before the first row is taken: it is looked through for that
 * first, without all rows in memory.
 */
export function checkSheet(
  sheet: Pick<Sheet, 'rows' | 'noes'>,
  country: string | undefined,
  marks: Marks,
): AsyncGenerator<CheckedRow> {
  return checkRows(sheet.rows(), country, () => saidNo(sheet, country, marks));
}

async function saidNo(
  sheet: Pick<Sheet, 'noes'>,
  country: string | undefined,
  marks: Marks,
): Promise<SaidNo> {
  const said = new SaidNo(marks);
  const readers = new Readers(await numberReader());
  for await (const row of sheet.noes(marks.protectedFolds)) {
    if (readers.lacks(row)) await readers.load();
    said.hear(row, (heard) => numbersOf(heard, readers, country));
  }
  return said;
}

/**
 * Numbers in E.164, and each only once. `country` is what was stated for numbers without a country code (`IN`); what a
 * row says itself comes before it. Nothing is guessed. What was said of a number goes for all of its rows.
 */
export async function* checkRows(
  rows: AsyncIterable<SheetRow>,
  country: string | undefined,
  hear?: () => Promise<SaidNo>,
): AsyncGenerator<CheckedRow> {
  const readers = new Readers(await numberReader());
  const said = await hear?.();
  const seen = new SeenNumbers();
  for await (const row of rows) {
    if (readers.lacks(row)) await readers.load();
    const checked = heeding(check(row, readers, country), said);
    const earlier = checked.state === 'valid' ? seen.earlier(checked.number, row.row) : undefined;
    yield earlier === undefined ? checked : refused(row, 'duplicate', `the same number as row ${earlier}`);
  }
}

function heeding(checked: CheckedRow, said: SaidNo | undefined): CheckedRow {
  if (checked.state !== 'valid' || said === undefined) return checked;
  const { optOuts, isSkipped } = said.of(checked.number);
  if (optOuts.length > 0) return { ...checked, optOuts };
  return isSkipped ? refused(checked.row, 'skipped', 'a row of its number says no to messages') : checked;
}

function saidIn({ header, text }: Refusal): string {
  return `${quoted(header, 60)} says ${quoted(text, 40)}`;
}

interface Candidate {
  text: string;
  rank: number;
  reading: Reading;
  onlyStored?: string;
}

/** A landline, where that can be told, comes after all mobiles. */
const LANDLINE_RANK = 10;

/** What reads numbers, and, from the first row on that says a country, countries. */
class Readers {
  readonly read: NumberReader;
  countries: Countries | undefined;

  constructor(read: NumberReader) {
    this.read = read;
  }

  lacks(row: SheetRow): boolean {
    return row.countries.length > 0 && this.countries === undefined;
  }

  async load(): Promise<void> {
    this.countries = await countries();
  }
}

/** Every number that can be read in a row, also in one that cannot be taken. */
function numbersOf(row: SheetRow, readers: Readers, country: string | undefined): string[] {
  const { stated } = statedBy(row.countries, country, readers.countries);
  return row.numbers.flatMap(({ text, stored }) => {
    const reading = readers.read(text, stated);
    return [...(stored ? [text] : []), ...('number' in reading ? [reading.number] : [])];
  });
}

function check(row: SheetRow, readers: Readers, country: string | undefined): CheckedRow {
  const here = statedBy(row.countries, country, readers.countries);
  const unclear = row.refusals.find(({ says }) => says === 'unclear');
  const problem =
    row.problem ?? here.contradiction ?? (unclear && `${saidIn(unclear)}, which is neither a yes nor a no`);
  if (problem !== undefined) return refused(row, 'invalid', problem);
  const candidates = candidatesOf(row, here, readers);
  const best = candidates.filter(isPossible).sort((a, b) => a.rank - b.rank)[0] ?? candidates[0];
  if (best === undefined) return refused(row, 'invalid', 'it has no phone number');
  if ('number' in best.reading) return taken(row, best, best.reading.number, candidates);
  if (!best.reading.lacksCountry) return refused(row, 'invalid', best.reading.problem);
  return here.unknown === undefined
    ? refused(row, 'needs_country', best.reading.problem)
    : refused(row, 'invalid', here.unknown);
}

function candidatesOf({ numbers }: SheetRow, here: StatedHere, { read }: Readers): Candidate[] {
  return numbers.map((written) =>
    candidateOf(written, agreeing(read(written.text, here.stated), written.text, here)),
  );
}

function candidateOf({ text, rank, stored }: WrittenNumber, reading: Reading): Candidate {
  if (stored) return { text, rank, reading: { number: text }, ...onlyStored(text, reading) };
  const landline = 'number' in reading && isLandline(reading.number);
  return { text, reading, rank: landline ? rank + LANDLINE_RANK : rank };
}

/** A number of an export that is none in E.164 belongs to who has it to the letter: whoever has its digits may be another. */
function onlyStored(text: string, reading: Reading): Pick<Candidate, 'onlyStored'> {
  if ('number' in reading && reading.number === text) return {};
  const why =
    'problem' in reading ? reading.problem : `${quoted(text, 40)} is not written as + and digits alone`;
  return { onlyStored: `no contact has the number as it stands here, and for a new one ${why}` };
}

/** A number, or one once its country is stated. */
function isPossible({ reading }: Candidate): boolean {
  return 'number' in reading || reading.lacksCountry;
}

function taken(
  row: SheetRow,
  { text, onlyStored }: Candidate,
  number: string,
  candidates: readonly Candidate[],
): TakenRow {
  const others = candidates.filter(({ reading }) => !('number' in reading && reading.number === number));
  const left = listed(others.map((other) => quoted(other.text, 40)));
  const notes =
    others.length > 0 ? [`of its numbers ${quoted(text, 40)} is taken, and ${left} left out`] : [];
  const nameFrom = row.name === '' ? 'the number' : row.nameFrom;
  return { state: 'valid', row, number, onlyStored, name: row.name || number, nameFrom, optOuts: [], notes };
}

function refused(row: SheetRow, state: RefusedRow['state'], reason: string): RefusedRow {
  return { state, row, number: row.numbers[0]?.text ?? '', reason };
}
