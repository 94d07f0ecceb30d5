import { AppError } from '../errors.ts';
import { nearest } from '../lib/nearest.ts';
import { listed, quoted } from '../lib/text.ts';

/** A row of a sheet as it was written; `row` counts from 1 below the header. */
export interface SheetRow {
  row: number;
  phone_number: string;
  name: string;
  tags: string[];
  /** Why the row cannot be taken as it is; none when it can. */
  problem: string | undefined;
}

const MOST_TAGS = 100;
const LONGEST_TAG = 200;
const COLUMNS = ['phone_number', 'name', 'tags'] as const;

/** Reads CSV text with the columns of the service's own import: `phone_number`, `name` and perhaps `tags`, in any order. */
export async function readSheet(text: string): Promise<SheetRow[]> {
  const { parse, CsvError } = await import('./parse.ts');
  try {
    const records: unknown = parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    const [header = [], ...rows] = Array.isArray(records)
      ? records.map((cells: unknown) => cellsOf(cells))
      : [];
    const columns = columnsOf(header);
    return rows.map((cells, index) => rowOf(cells, columns, index + 1));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new AppError(
      `This is no CSV that can be read: ${error.message}`,
      'Give the rows as CSV, one contact a line, under a header.',
      { cause: error },
    );
  }
}

function cellsOf(record: unknown): string[] {
  return Array.isArray(record) ? record.map(String) : [];
}

/** Position of each column; an unknown one is refused, since its values would be lost in silence. */
function columnsOf(header: readonly string[]): Map<string, number> {
  const names = header.map((name) => name.toLowerCase());
  const unknown = header.filter((name) => !COLUMNS.some((column) => column === name.toLowerCase()));
  const missing = ['phone_number', 'name'].filter((column) => !names.includes(column));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const problems = [
    ...(missing.length > 0 ? [`the header lacks ${listed(missing)}`] : []),
    ...unknown.map((name) => `${quoted(name, 60)} is no column of an import${suggestion(name)}`),
    ...(twice.length > 0 ? [`${listed([...new Set(twice)])} stands there twice`] : []),
  ];
  if (problems.length === 0) return new Map(names.map((name, index) => [name, index]));
  throw new AppError(
    `The sheet was not read: ${problems.join('; ')}.`,
    'The first line names the columns: phone_number,name,tags (tags may be left out).',
  );
}

function suggestion(name: string): string {
  const near = nearest(name, COLUMNS);
  return near ? ` (did you mean ${near}?)` : '';
}

/** A value with a comma that was not quoted moves into the next column, where it would become a tag. */
function problemOf(
  cells: readonly string[],
  columns: ReadonlyMap<string, number>,
  tags: readonly string[],
): string | undefined {
  if (cells.length > columns.size)
    return `it has ${cells.length} cells under ${columns.size} columns; a value with commas in it stands in quotation marks`;
  if (tags.length > MOST_TAGS) return `it has ${tags.length} tags; at most ${MOST_TAGS} are taken`;
  const long = tags.find((tag) => tag.length > LONGEST_TAG);
  return long === undefined
    ? undefined
    : `the tag ${quoted(long, 40)} is longer than ${LONGEST_TAG} characters`;
}

function rowOf(cells: readonly string[], columns: ReadonlyMap<string, number>, row: number): SheetRow {
  const cell = (column: string) => cells[columns.get(column) ?? -1] ?? '';
  const written = cell('tags')
    .split(',')
    .map((tag) => tag.trim());
  const tags = [...new Set(written.filter(Boolean))];
  const problem = problemOf(cells, columns, tags);
  return { row, phone_number: cell('phone_number'), name: cell('name'), tags, problem };
}
