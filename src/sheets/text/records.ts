import type { Readable } from 'node:stream';
import { AppError } from '../../errors.ts';
import { thousands } from '../../lib/text.ts';
import type { Delimiter } from '../../model/sheetNotes.ts';
import { csvLine } from '../files/write.ts';
import { linesIn, unguarded } from './cells.ts';
import { type Encoding, utf8Of } from './decode.ts';
import { isSepLine } from './dialect.ts';
import type { Source } from './source.ts';

/** The way in which the bytes of a sheet are read. */
export interface Dialect {
  source: Source;
  encoding: Encoding;
  delimiter: Delimiter;
  /** Of a sheet in which each line is one quoted cell that holds the cells of a record: the delimiter of the outer cells. */
  wrapped?: Delimiter;
}

/** For all cells of a row together: an unclosed quotation mark must not take the whole sheet into memory. */
const MOST_ROW_BYTES = 1_000_000;

type Records = string[][];

/**
 * The records of a sheet as they are written, many at a time, without guards against formulas. Empty lines are empty records,
 * and a line `sep=;` is none. Quotation marks inside a cell belong to its text; one that is never closed fails the sheet.
 */
export async function* readRecords(dialect: Dialect): AsyncGenerator<Records> {
  let first = true;
  for await (const records of rawRecords(dialect)) {
    const skip = first && isSepLine(records[0] ?? []);
    first &&= records.length === 0;
    yield (skip ? records.slice(1) : records).map((cells) => cells.map(unguarded));
  }
}

async function* rawRecords(dialect: Dialect): AsyncGenerator<Records> {
  const { CsvError } = await import('./parse.ts');
  try {
    yield* parsed(dialect);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const reason =
      error.code === 'CSV_MAX_RECORD_SIZE'
        ? `a row there has more than ${thousands(MOST_ROW_BYTES)} bytes, as when a quotation mark is not closed`
        : 'a quotation mark that is opened there is never closed';
    throw new AppError(
      `${dialect.source.title} cannot be read from line ${thousands(await brokenLine(dialect))} on: ${reason}.`,
      'Close that quotation mark or take it out, save the sheet, and call again.',
      { cause: error },
    );
  }
}

function parsed({ source, encoding, delimiter, wrapped }: Dialect): AsyncGenerator<Records> {
  const bytes = utf8Of(source, encoding);
  if (wrapped === undefined) return recordsIn(bytes, delimiter);
  return recordsIn(unwrapped(recordsIn(bytes, wrapped), delimiter), delimiter);
}

/** The lines of a sheet whose records are quoted as a whole; a record of several cells stays as it is. */
async function* unwrapped(lines: AsyncIterable<Records>, delimiter: Delimiter): AsyncGenerator<string> {
  for await (const records of lines)
    for (const [line = '', ...others] of records)
      yield others.every((cell) => cell.trim() === '') ? `${line}\n` : csvLine([line, ...others], delimiter);
}

/** The records of a text; all that can be read before an error come before it. */
async function* recordsIn(
  text: AsyncIterable<Uint8Array | string>,
  delimiter: Delimiter,
): AsyncGenerator<Records> {
  const { parse } = await import('./parse.ts');
  const parser = parse({
    delimiter,
    ltrim: true,
    max_record_size: MOST_ROW_BYTES,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
  });
  parser.on('error', () => {});
  // The parser's own iterator yields one record at a time, which takes twice as long.
  for await (const chunk of text) {
    parser.write(chunk);
    yield drained(parser);
    if (parser.errored) throw parser.errored;
  }
  parser.end();
  yield drained(parser);
  yield await parser.toArray();
}

function drained(parser: Readable): Records {
  const records: Records = [];
  for (let record: unknown = parser.read(); record !== null; record = parser.read())
    if (Array.isArray(record)) records.push(record);
  return records;
}

/** The line on which the unreadable record begins. */
async function brokenLine(dialect: Dialect): Promise<number> {
  let line = 1;
  try {
    for await (const records of parsed(dialect))
      for (const cells of records) line += cells.reduce((lines, cell) => lines + linesIn(cell), 1);
  } catch {
    // This error ends the search for its line.
  }
  return line;
}
