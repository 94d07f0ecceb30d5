import type { Readable } from 'node:stream';
import { AppError } from '../../errors.ts';
import { thousands } from '../../lib/text.ts';
import { csvLine } from '../files/write.ts';
import { linesIn, unguarded } from './cells.ts';
import { type Encoding, utf8Of } from './decode.ts';
import { type Delimiter, isSepLine } from './dialect.ts';
import type { Source } from './source.ts';

/** How the bytes of a sheet are to be read. */
export interface Dialect {
  source: Source;
  encoding: Encoding;
  delimiter: Delimiter;
  /** Where each line is one cell, in which its cells stand: what stands between such cells. */
  wrapped?: Delimiter;
}

/** Of all cells of a row together, so that a quotation mark that is not closed does not take the whole sheet into memory. */
const MOST_ROW_BYTES = 1_000_000;

type Records = string[][];

/**
 * The records of a sheet as they are written, many at a time, guards against formulas taken off; empty lines are empty
 * records, a line `sep=;` is none. Quotation marks inside a cell are taken as they are; one that is never closed fails
 * the sheet.
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

/** The lines that stand in one cell each; those that do not stay as they are. */
async function* unwrapped(lines: AsyncIterable<Records>, delimiter: Delimiter): AsyncGenerator<string> {
  for await (const records of lines)
    for (const [line = '', ...others] of records)
      yield others.every((cell) => cell.trim() === '') ? `${line}\n` : csvLine([line, ...others], delimiter);
}

/** All that can be read of the records before an error comes before it. */
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
  // One record at a time, as the parser's own iterator gives them, takes twice as long.
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

/** The line on which the record begins that cannot be read. */
async function brokenLine(dialect: Dialect): Promise<number> {
  let line = 1;
  try {
    for await (const records of parsed(dialect))
      for (const cells of records) line += cells.reduce((lines, cell) => lines + linesIn(cell), 1);
  } catch {
    // It is the error whose line is looked for.
  }
  return line;
}
