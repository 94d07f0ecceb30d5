import { isObject } from '../../lib/json.ts';
import { type Column, hasSystemTags } from '../columns/columns.ts';
import { headerName } from '../columns/headers.ts';
import { type ConsentRole, consentRoleOf } from '../columns/mapping.ts';
import { answerIn, questionIn } from '../consent/consent.ts';
import { cellNumber, cellText } from '../text/cells.ts';
import { emptyWordRemover } from './emptyWords.ts';
import { jsonIn, textIn } from './jsonCells.ts';
import { firstOf, nameReader } from './names.ts';
import { numbersIn, rankByLabel, type WrittenNumber } from './numbers.ts';
import { passedOverFinder, problemFinder } from './problems.ts';
import { tagsIn } from './tags.ts';

/** A row of a sheet: the fields of a contact, with numbers as they are written. */
export interface SheetRow {
  /** From 1 below the header. Empty rows count: in a spreadsheet the row has this number plus one. */
  row: number;
  numbers: WrittenNumber[];
  /** In columns mapped to a consent role, the answers that are no or unclear. */
  answers: ConsentAnswer[];
  /** The countries of its numbers by columns of their own, empty cells aside. */
  countries: WrittenCountry[];
  name: string;
  /** The header of the column that stands in for a missing name. */
  nameFrom: string | undefined;
  /** Without repetitions. */
  tags: string[];
  /** Without empty cells: texts, or values of the type that a JSON cell states. */
  attributes: Record<string, unknown>;
  /** Keys of attributes whose header states no type: a text may stand for a value of any type. */
  untyped: ReadonlySet<string>;
  /** All cells as they are written, without the reason in a file of refused rows. */
  cells: readonly string[];
  /** Why the row cannot be taken, a phrase. */
  problem: string | undefined;
}

/** A country as it is written in a sheet, or its calling code. */
export interface WrittenCountry {
  text: string;
  header: string;
}

/** A no, or an unclear answer, in a column mapped to a consent role. */
interface ConsentAnswer {
  role: ConsentRole;
  answer: 'no' | 'unclear';
  text: string;
  header: string;
}

type Cells = readonly string[];

/** Longer text names no country, and would take long to clean. */
const LONGEST_COUNTRY = 100;
/** A dash alone states no country; a flag does. */
const NOT_EMPTY = /[\p{L}\p{N}\p{Emoji_Presentation}\u{1f3f4}\u{1f1e6}-\u{1f1ff}]/u;

/** Reads records of a sheet with these columns as rows. `emptyWords` counts the words that are read as empty cells. */
export function rowReader(
  columns: readonly Column[],
  emptyWords = new Map<string, number>(),
): (cells: Cells, row: number) => SheetRow {
  const hasReasons = columns[0]?.role === 'problem';
  const [problemOf, numbers, name] = [problemFinder(columns), writtenReader(columns), namedReader(columns)];
  const [countries, answers] = [countryReader(columns), consentReader(columns)];
  const [tags, attributes] = [tagReader(columns), attributeReader(columns)];
  const untyped = new Set(
    columns.flatMap(({ own, key }) => (own === undefined && key !== undefined ? [key] : [])),
  );
  const withoutEmptyWords = emptyWordRemover(columns, emptyWords);
  const passedOver = passedOverFinder(columns);
  return (written, row) => {
    const cells = withoutEmptyWords(written);
    const given = tags(cells);
    const found = numbers(cells);
    return {
      row,
      numbers: found,
      answers: answers(cells),
      countries: countries(cells),
      ...name(cells),
      tags: given,
      attributes: attributes(cells),
      untyped,
      cells: hasReasons ? written.slice(1) : written,
      problem: problemOf(written, given) ?? (found.length === 0 ? passedOver(cells) : undefined),
    };
  };
}

function writtenReader(columns: readonly Column[]): (cells: Cells) => WrittenNumber[] {
  const phones = columns.filter(({ role }) => role === 'phone_number');
  return (cells) => {
    const numbers = phones.flatMap((column) => {
      const { index, label, rank, isMapped } = column;
      if (column.own?.role === 'phone_number') return storedNumbers(textIn(column, cells), rank);
      const kind = label === undefined ? '' : (cells[label] ?? '').trim();
      const labelled = kind === '' ? rank : rankByLabel(kind);
      if (labelled === undefined) return [];
      return numbersIn(column.own ? textIn(column, cells) : (cells[index] ?? '')).map((text) => ({
        text,
        rank: isMapped ? rank : labelled,
      }));
    });
    return numbers.length < 2 ? numbers : numbers.sort((a, b) => a.rank - b.rank);
  };
}

/** A number as the service has it, which need not be in E.164. */
function storedNumbers(text: string, rank: number): WrittenNumber[] {
  return text === '' ? [] : [{ text, rank, isStored: true }];
}

function consentReader(columns: readonly Column[]): (cells: Cells) => ConsentAnswer[] {
  const consents = columns.flatMap((column) => {
    const role = consentRoleOf(column);
    const { index, header } = column;
    return role === undefined
      ? []
      : [{ index, role, header: headerName(header), question: questionIn(header) }];
  });
  return (cells) =>
    consents.flatMap(({ index, role, header, question }) => {
      const text = cells[index] ?? '';
      const answer = answerIn(text, question);
      return answer === 'no' || answer === 'unclear' ? [{ role, answer, text, header }] : [];
    });
}

/** A column of countries that becomes an attribute states the country of numbers as well, unless another column is mapped to it. */
export function countryColumns(columns: readonly Column[]): Column[] {
  const isAnyMapped = columns.some(({ role, isMapped }) => role === 'country_code' && isMapped);
  return columns.filter(
    ({ role, kind }) =>
      role === 'country_code' || (!isAnyMapped && role === 'attribute' && kind === 'country_code'),
  );
}

function countryReader(columns: readonly Column[]): (cells: Cells) => WrittenCountry[] {
  const stating = countryColumns(columns);
  return (cells) =>
    stating.flatMap(({ index, header }) => {
      const cell = cells[index] ?? '';
      const text = cell.length > LONGEST_COUNTRY ? cell : cellNumber(cell);
      return NOT_EMPTY.test(text) ? [{ text, header: headerName(header) }] : [];
    });
}

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
  const free = columns.filter(
    ({ role, isMapped }) => role === 'attribute' || (role === 'left_out' && !isMapped),
  );
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
