import { AppError } from '../errors.ts';
import { counted, thousands } from '../lib/text.ts';
import { type Column, columnsOf, type Understood, understood } from './columns/columns.ts';
import type { Wishes } from './columns/given.ts';
import { type Head, headOf, isBlank } from './columns/head.ts';
import { columnName } from './columns/headers.ts';
import { noFinder } from './consent/noFinder.ts';
import { headNotes, notesOf, nothingNotes } from './notes.ts';
import { LostLetters } from './rows/lostLetters.ts';
import { rowReader, type SheetRow } from './rows/rows.ts';
import { Survey } from './survey.ts';
import { cellText } from './text/cells.ts';
import { encodingOf, utf8Of } from './text/decode.ts';
import { type Delimiter, delimiterOf } from './text/dialect.ts';
import { type Dialect, readRecords } from './text/records.ts';
import type { Source } from './text/source.ts';

/** A sheet whose columns are understood. */
export interface Sheet {
  name: string;
  delimiter: Delimiter;
  /** Each of its columns, and what it became. */
  columns: Understood[];
  /** As they are written, without the column that says why a row was refused. */
  headers: string[];
  /** Sentences for the person on how it is read, as far as its rows have been. */
  readonly notes: string[];
  /** The rows that hold something, from the first on, as often as it is called. */
  rows(): AsyncGenerator<SheetRow>;
  /** Of those, the ones that may say no to messages, by a protected tag or in a column that was wished for; the others are not read. */
  noes(protectedFolds: ReadonlySet<string>): AsyncGenerator<SheetRow>;
  /** Headers of the columns left out in which the rows read so far hold something: attributes that could be. */
  leftOut(): string[];
  /** Looks at what nobody understood while rows go by. */
  survey(): Survey;
}

export interface SheetOptions {
  columns?: Wishes | undefined;
  mostBytes?: number;
  /** Below the header, empty ones included. */
  mostRows?: number;
}

const MOST_BYTES = 500_000_000;
const MOST_ROWS = 2_000_000;
/** Enough to tell what stands between cells. */
const HEAD_CHARS = 50_000;

/** Finds out how a sheet is written and what its columns are; an `AppError` says why it cannot be read. */
export async function openSheet(source: Source, options: SheetOptions = {}): Promise<Sheet> {
  const { columns: wishes = {}, mostBytes = MOST_BYTES, mostRows = MOST_ROWS } = options;
  if (source.bytes > mostBytes)
    throw new AppError(
      `${source.title} has ${thousands(source.bytes)} bytes; at most ${thousands(mostBytes)} are read.`,
      'Split it, each part under the line that names the columns.',
    );
  const head = await headOf(await dialectOf(source), Object.keys(wishes));
  const { dialect, sample } = head;
  const columns = columnsOf(head.header.map(cellText), wishes, source.title, sample);
  const written = head.header.slice(0, columns.length);
  const unseen = new Set(columns.filter(({ role }) => role === 'left_out'));
  const seen = new Set<Column>();
  let found = whatWasFound();
  return {
    name: source.name,
    delimiter: dialect.delimiter,
    columns: columns.map(understood),
    headers: columns[0]?.role === 'problem' ? written.slice(1) : written,
    get notes() {
      return [
        ...headNotes(head),
        ...notesOf(columns, dialect),
        ...nothingNotes(found.nothings),
        ...found.letters.note(),
      ];
    },
    rows: () => {
      found = whatWasFound();
      return rowsOf(head, columns, { mostRows, found, isWanted: (cells) => notice(cells, unseen, seen) });
    },
    noes: (protectedFolds) => noesOf(head, columns, mostRows, protectedFolds),
    leftOut: () => columns.filter((column) => seen.has(column)).map(columnName),
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

/** What the rows of one reading have in them that the person should know of. */
function whatWasFound() {
  return { nothings: new Map<string, number>(), letters: new LostLetters() };
}

interface RowsOptions {
  mostRows: number;
  found: ReturnType<typeof whatWasFound>;
  isWanted(cells: readonly string[]): boolean;
}

async function* rowsOf(
  { dialect, above }: Head,
  columns: readonly Column[],
  { mostRows, found, isWanted }: RowsOptions,
): AsyncGenerator<SheetRow> {
  const read = rowReader(columns, found.nothings);
  let row = -1 - above;
  for await (const records of readRecords(dialect)) {
    for (const cells of records) {
      row += 1;
      if (row <= 0 || isBlank(cells)) continue;
      if (row > mostRows) throw tooLong(dialect, mostRows);
      if (!isWanted(cells)) continue;
      const made = read(cells, row);
      found.letters.look(made);
      yield made;
    }
  }
}

async function* noesOf(
  head: Head,
  columns: readonly Column[],
  mostRows: number,
  protectedFolds: ReadonlySet<string>,
): AsyncGenerator<SheetRow> {
  const saysNo = noFinder(columns, protectedFolds);
  if (saysNo === undefined) return;
  yield* rowsOf(head, columns, { mostRows, found: whatWasFound(), isWanted: saysNo });
}

function tooLong({ source }: Dialect, mostRows: number): AppError {
  return new AppError(
    `${source.title} has more than ${counted(mostRows, 'row')}.`,
    'Split it, each part under the line that names the columns.',
  );
}

/** Once a column has held something it is not looked at again. */
function notice(cells: readonly string[], unseen: Set<Column>, seen: Set<Column>): true {
  for (const column of unseen) {
    if ((cells[column.index] ?? '').trim() === '') continue;
    unseen.delete(column);
    seen.add(column);
  }
  return true;
}
