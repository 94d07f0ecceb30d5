import { AppError } from '../errors.ts';
import { counted, thousands } from '../lib/text.ts';
import type { Delimiter, SheetNote } from '../model/sheetNotes.ts';
import { type Column, columnsOf, type Understood, understood } from './columns/columns.ts';
import { type Head, headOf, isBlank } from './columns/head.ts';
import { columnName } from './columns/headers.ts';
import { behindOneMore, type ColumnMapping } from './columns/mapping.ts';
import { optOutFinder } from './consent/optOuts.ts';
import { emptyWordNotes, headNotes, notesOf } from './notes.ts';
import { rowReader, type SheetRow } from './rows/rows.ts';
import { Survey } from './survey.ts';
import { cellText } from './text/cells.ts';
import { encodingOf, utf8Of } from './text/decode.ts';
import { delimiterOf } from './text/dialect.ts';
import { type Dialect, readRecords } from './text/records.ts';
import type { Source } from './text/source.ts';

/** A sheet whose columns are known. */
export interface Sheet {
  name: string;
  delimiter: Delimiter;
  columns: Understood[];
  /** As they are written, without that of the column of reasons in a file of refused rows. */
  headers: string[];
  /** What the caller said of the columns, as it has to be said again for the file of refused rows. */
  mapping: ColumnMapping;
  /** How the sheet is read, as far as the rows have been. */
  readonly notes: SheetNote[];
  /** The rows that are not empty; each call begins with the first. */
  rows(): AsyncGenerator<SheetRow>;
  /** The rows that may state an opt-out, by a protected tag or in a column mapped to a consent role; the others are not read. */
  optOutRows(protectedFolds: ReadonlySet<string>): AsyncGenerator<SheetRow>;
  /** Headers of columns that are left out but not empty in the rows read so far: they could become attributes. */
  leftOut(): string[];
  survey(): Survey;
}

interface SheetOptions {
  columns?: ColumnMapping | undefined;
  mostBytes?: number;
  /** Rows below the header, empty ones included. */
  mostRows?: number;
}

const MOST_BYTES = 500_000_000;
const MOST_ROWS = 2_000_000;
/** Enough of a sheet to tell its delimiter. */
const HEAD_CHARS = 50_000;

/** Finds out the dialect and the columns of a sheet; an `AppError` says why it cannot be read. */
export async function openSheet(source: Source, options: SheetOptions = {}): Promise<Sheet> {
  const { columns: mapping = {}, mostBytes = MOST_BYTES, mostRows = MOST_ROWS } = options;
  if (source.bytes > mostBytes)
    throw new AppError(
      `${source.title} has ${thousands(source.bytes)} bytes; at most ${thousands(mostBytes)} are read.`,
      'Split it into smaller sheets, each with the line that names the columns.',
    );
  const head = await headOf(await dialectOf(source), Object.keys(mapping));
  const { dialect, sample } = head;
  const texts = head.header.map(cellText);
  const columns = columnsOf(texts, mapping, source.title, sample);
  const hasReasons = columns[0]?.role === 'problem';
  const written = head.header.slice(0, columns.length);
  const leftOut = columns.filter(({ role }) => role === 'left_out');
  const empty = new Set(leftOut);
  let emptyWords = new Map<string, number>();
  return {
    name: source.name,
    delimiter: dialect.delimiter,
    columns: columns.map(understood),
    headers: hasReasons ? written.slice(1) : written,
    mapping: hasReasons ? mapping : behindOneMore(mapping, texts),
    get notes() {
      return [...headNotes(head), ...notesOf(columns, dialect), ...emptyWordNotes(emptyWords)];
    },
    rows: () => {
      emptyWords = new Map();
      return rowsOf(head, columns, { mostRows, emptyWords, isRead: (cells) => dropFilled(cells, empty) });
    },
    optOutRows: (protectedFolds) => optOutRowsOf(head, columns, mostRows, protectedFolds),
    leftOut: () => leftOut.filter((column) => !empty.has(column)).map(columnName),
    survey: () => new Survey(columns),
  };
}

async function dialectOf(source: Source): Promise<Dialect> {
  const encoding = await encodingOf(source);
  const decoder = new TextDecoder();
  let head = '';
  for await (const chunk of utf8Of(source, encoding)) {
    head += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    if (head.length >= HEAD_CHARS) break;
  }
  return { source, encoding, delimiter: delimiterOf(head) };
}

interface RowsOptions {
  mostRows: number;
  /** Counts the words that are read as empty cells. */
  emptyWords: Map<string, number>;
  isRead(cells: readonly string[]): boolean;
}

async function* rowsOf(
  { dialect, above }: Head,
  columns: readonly Column[],
  { mostRows, emptyWords, isRead }: RowsOptions,
): AsyncGenerator<SheetRow> {
  const read = rowReader(columns, emptyWords);
  let row = -1 - above;
  for await (const records of readRecords(dialect)) {
    for (const cells of records) {
      row += 1;
      if (row <= 0 || isBlank(cells)) continue;
      if (row > mostRows) throw tooLong(dialect, mostRows);
      if (!isRead(cells)) continue;
      yield read(cells, row);
    }
  }
}

async function* optOutRowsOf(
  head: Head,
  columns: readonly Column[],
  mostRows: number,
  protectedFolds: ReadonlySet<string>,
): AsyncGenerator<SheetRow> {
  const isRead = optOutFinder(columns, protectedFolds);
  if (isRead === undefined) return;
  yield* rowsOf(head, columns, { mostRows, emptyWords: new Map(), isRead });
}

function tooLong({ source }: Dialect, mostRows: number): AppError {
  return new AppError(
    `${source.title} has more than ${counted(mostRows, 'row')}.`,
    'Split it into smaller sheets, each with the line that names the columns.',
  );
}

/** Drops columns with a value in these cells from the empty ones; every row is read. */
function dropFilled(cells: readonly string[], empty: Set<Column>): true {
  for (const column of empty) if ((cells[column.index] ?? '').trim() !== '') empty.delete(column);
  return true;
}
