import { isObject } from '../../lib/json.ts';
import { type Column, hasSystemTags } from '../columns/columns.ts';
import { REFUSALS, type Refusing } from '../columns/given.ts';
import { headerName } from '../columns/headers.ts';
import { asksOf, saysOf } from '../consent/consent.ts';
import { cellNumber, cellText } from '../text/cells.ts';
import { jsonIn, textIn } from './jsonCells.ts';
import { firstOf, nameReader } from './names.ts';
import { nothingTaker } from './nothing.ts';
import { numbersIn, rankByLabel, type WrittenNumber } from './numbers.ts';
import { passedOver } from './passedOver.ts';
import { problemFinder } from './problems.ts';
import { tagsIn } from './tags.ts';

/** A row of a sheet: what it says of a contact, with its numbers as they are written. */
export interface SheetRow {
  /** From 1 below the header; empty rows count, so that it is the row of a spreadsheet less one. */
  row: number;
  numbers: WrittenNumber[];
  /** No to messages, where a column was wished for to be heard on that; or what is neither yes nor no there. */
  refusals: Refusal[];
  /** What columns of their own say of the country of its numbers, each with something in it. */
  countries: WrittenCountry[];
  name: string;
  /** Header of the column that stands in for a missing name. */
  nameFrom: string | undefined;
  /** Each once. */
  tags: string[];
  /** Of the columns that hold them, those with something in them: texts, or values of the type that JSON says. */
  attributes: Record<string, unknown>;
  /** Keys whose columns hold texts for values of any type, since no header says one. */
  untyped: ReadonlySet<string>;
  /** All cells as they are written, without the column that says why a row was refused. */
  cells: readonly string[];
  /** Why the row cannot be taken as it is, a phrase; none when it can. */
  problem: string | undefined;
}

/** A country as it is written in a sheet, or its calling code. */
export interface WrittenCountry {
  text: string;
  header: string;
}

/** What a cell says in a column that says who may be written to. */
export interface Refusal {
  /** What is to become of those who say no. */
  wish: Refusing;
  says: 'no' | 'unclear';
  text: string;
  header: string;
}

type Cells = readonly string[];

/** Makes rows of the records of a sheet with these columns. `nothings` counts the words for nothing in them. */
export function rowReader(
  columns: readonly Column[],
  nothings = new Map<string, number>(),
): (cells: Cells, row: number) => SheetRow {
  const own = columns[0]?.role === 'problem' ? 1 : 0;
  const [problemOf, numbers, name] = [problemFinder(columns), writtenReader(columns), namedReader(columns)];
  const [countries, refusals] = [countryReader(columns), refusalReader(columns)];
  const [tags, attributes] = [tagReader(columns), attributeReader(columns)];
  const untyped = new Set(
    columns.flatMap(({ own, key }) => (own === undefined && key !== undefined ? [key] : [])),
  );
  const [meant, elsewhere] = [nothingTaker(columns, nothings), passedOver(columns)];
  return (written, row) => {
    const cells = meant(written);
    const given = tags(cells);
    const found = numbers(cells);
    return {
      row,
      numbers: found,
      refusals: refusals(cells),
      countries: countries(cells),
      ...name(cells),
      tags: given,
      attributes: attributes(cells),
      untyped,
      cells: own === 0 ? written : written.slice(own),
      problem: problemOf(written, given) ?? (found.length === 0 ? elsewhere(cells) : undefined),
    };
  };
}

function writtenReader(columns: readonly Column[]): (cells: Cells) => WrittenNumber[] {
  const phones = columns.filter(({ role }) => role === 'phone_number');
  return (cells) => {
    const numbers = phones.flatMap((column) => {
      const { index, label, rank, wished } = column;
      if (column.own?.role === 'phone_number') return storedNumbers(textIn(column, cells), rank);
      const kind = label === undefined ? '' : (cells[label] ?? '').trim();
      const labelled = kind === '' ? rank : rankByLabel(kind);
      if (labelled === undefined) return [];
      return numbersIn(column.own ? textIn(column, cells) : (cells[index] ?? '')).map((text) => ({
        text,
        rank: wished ? rank : labelled,
      }));
    });
    return numbers.length < 2 ? numbers : numbers.sort((a, b) => a.rank - b.rank);
  };
}

/** As it is stored, which need not be how numbers are written. */
function storedNumbers(text: string, rank: number): WrittenNumber[] {
  return text === '' ? [] : [{ text, rank, stored: true }];
}

function refusalReader(columns: readonly Column[]): (cells: Cells) => Refusal[] {
  const heard = columns.flatMap(({ index, header, role }) => {
    const wish = REFUSALS.find((refusing) => refusing === role);
    return wish === undefined ? [] : [{ index, wish, header: headerName(header), asks: asksOf(header) }];
  });
  return (cells) =>
    heard.flatMap(({ index, wish, header, asks }) => {
      const text = cells[index] ?? '';
      const says = saysOf(text, asks);
      return says === 'no' || says === 'unclear' ? [{ wish, says, text, header }] : [];
    });
}

/** A country that is wanted as an attribute still says whose the numbers are, unless another column was wished for that. */
export function countryColumns(columns: readonly Column[]): Column[] {
  const wished = columns.some((column) => column.role === 'country_code' && column.wished);
  return columns.filter(
    ({ role, kind }) =>
      role === 'country_code' || (!wished && role === 'attribute' && kind === 'country_code'),
  );
}

function countryReader(columns: readonly Column[]): (cells: Cells) => WrittenCountry[] {
  const stating = countryColumns(columns);
  return (cells) =>
    stating.flatMap(({ index, header }) => {
      const cell = cells[index] ?? '';
      const text = cell.length > LONGEST_COUNTRY ? cell : cellNumber(cell);
      return SAYS_SOMETHING.test(text) ? [{ text, header: headerName(header) }] : [];
    });
}

/** Longer text names none, and to look at it would take long. */
const LONGEST_COUNTRY = 100;
/** A dash stands for nothing; a flag may stand alone. */
const SAYS_SOMETHING = /[\p{L}\p{N}\p{Emoji_Presentation}\u{1f3f4}\u{1f1e6}-\u{1f1ff}]/u;

function namedReader(columns: readonly Column[]): (cells: Cells) => Pick<SheetRow, 'name' | 'nameFrom'> {
  const name = nameReader(columns);
  const standIns = standInsOf(columns);
  return (cells) => {
    const own = name(cells);
    if (own.trim() !== '') return { name: own, nameFrom: undefined };
    const standIn = standIns.find((column) => firstOf([column], cells) !== '');
    return standIn
      ? { name: firstOf([standIn], cells), nameFrom: headerName(standIn.header) }
      : { name: '', nameFrom: undefined };
  };
}

/** The columns that stand in for a missing name, the best first: a company, then an e-mail. */
export function standInsOf(columns: readonly Column[]): Column[] {
  const free = columns.filter(({ role, wished }) => role === 'attribute' || (role === 'left_out' && !wished));
  return [...free.filter(({ kind }) => kind === 'company'), ...free.filter(({ kind }) => kind === 'email')];
}

function tagReader(columns: readonly Column[]): (cells: Cells) => string[] {
  const tagged = columns
    .filter(({ role }) => role === 'tags')
    .map((column) => ({ column, system: hasSystemTags(column) }));
  return (cells) => {
    const tags = tagged.flatMap(({ column, system }) => tagsIn(textIn(column, cells), system));
    return tags.length < 2 ? tags : [...new Set(tags)];
  };
}

function attributeReader(columns: readonly Column[]): (cells: Cells) => Record<string, unknown> {
  const keyed = columns.filter(({ role }) => role === 'attribute' || role === 'attributes');
  return (cells) => Object.fromEntries(keyed.flatMap((column) => attributesIn(column, cells)));
}

function attributesIn({ index, role, key = '', own }: Column, cells: Cells): [string, unknown][] {
  const cell = cells[index] ?? '';
  if (!own?.json) {
    const text = cellText(cell);
    return text === '' ? [] : [[key, text]];
  }
  const read = jsonIn(cell);
  if (read === undefined || 'problem' in read) return [];
  if (role === 'attribute') return [[key, read.value]];
  return isObject(read.value) ? Object.entries(read.value) : [];
}
