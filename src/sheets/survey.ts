import type { Countries } from '../contacts/countries/written.ts';
import type { Answer, SheetNote } from '../model/sheetNotes.ts';
import type { Column } from './columns/columns.ts';
import { columnName, headerName } from './columns/headers.ts';
import { type ConsentRole, consentRoleOf } from './columns/mapping.ts';
import { answerIn, type Question, questionIn } from './consent/consent.ts';
import { LostLetters } from './rows/lostLetters.ts';
import { countryColumns, type SheetRow } from './rows/rows.ts';

/** The answers about messages in all rows of a column. */
export interface Consent {
  header: string;
  /** None where the caller has not mapped the column to one. */
  role: ConsentRole | undefined;
  /** The column becomes an attribute. */
  isKept: boolean;
  rows: Readonly<Record<Answer, number>>;
  /** Different texts that are a no, and those that are unclear, with the number of their rows. */
  noes: ReadonlyMap<string, number>;
  unclear: ReadonlyMap<string, number>;
}

/** A column with more different texts than that holds neither answers nor countries. */
const MOST_TEXTS = 300;
/** Shares of the rows with texts of a kind that make a column one of that kind. */
const NEARLY_ALL = 0.9;
const HALF = 0.5;
/** Longer texts are neither answers nor countries. */
const LONGEST_TEXT = 80;
const LONGEST_CODE = 3;

/** Looks at the rows while they go by: counts the texts of columns that are left out or about messages, and lost letters. */
export class Survey {
  readonly #columns: Tally[];
  readonly #lostLetters = new LostLetters();
  /** The headers of the columns that state the country of a row. */
  readonly countries: readonly string[];

  constructor(columns: readonly Column[]) {
    const shift = columns[0]?.role === 'problem' ? 1 : 0;
    this.countries = countryColumns(columns).map(({ header }) => headerName(header));
    this.#columns = columns.flatMap((column) => {
      const question = questionIn(column.header);
      const isAttributeAboutMessages = column.role === 'attribute' && question !== undefined;
      const isCounted =
        column.role === 'left_out' || isAttributeAboutMessages || consentRoleOf(column) !== undefined;
      return isCounted ? [new Tally(column, column.index - shift, question)] : [];
    });
  }

  /** `number`: the one that the row gives, in E.164. */
  add(row: SheetRow, number?: string): void {
    for (const tally of this.#columns) tally.add(row.cells);
    this.#lostLetters.look(row, number);
  }

  lostLetters(): SheetNote[] {
    return this.#lostLetters.note();
  }

  /** Columns about messages, by their header and by their cells. */
  consents(): Consent[] {
    return this.#columns.flatMap((tally) => tally.consent() ?? []);
  }

  /** Headers of columns that hold hardly anything but countries, but are not read for them; with `named`, only those that hold names, too. */
  unheardCountries({ read }: Countries, named: boolean): string[] {
    const isCountry = (text: string) => {
      const stated = read(text);
      return stated?.country !== undefined || (stated !== undefined && /^(?:\+|00)/.test(text));
    };
    const isNamed = (text: string) => text.length > LONGEST_CODE && isCountry(text);
    return this.#columns
      .filter((tally) => !tally.isMapped && tally.holds(isCountry) && (!named || tally.hasSome(isNamed)))
      .map(({ header }) => header);
  }
}

/** The different texts of one column, with the number of their rows. */
class Tally {
  readonly header: string;
  readonly isMapped: boolean;
  readonly #index: number;
  readonly #question: Question | undefined;
  readonly #role: ConsentRole | undefined;
  readonly #isKept: boolean;
  readonly #rows: Record<Answer, number> = { yes: 0, no: 0, unclear: 0, blank: 0 };
  readonly #texts = new Map<string, { answer: Answer; rows: number }>();
  #hasTooMany = false;

  /** `index` is the column's place in the cells of a `SheetRow`. */
  constructor(column: Column, index: number, question: Question | undefined) {
    this.header = columnName(column);
    this.isMapped = column.isMapped;
    this.#index = index;
    this.#question = question;
    this.#role = consentRoleOf(column);
    this.#isKept = column.role === 'attribute';
  }

  add(cells: readonly string[]): void {
    const isAboutMessages = this.#question !== undefined || this.#role !== undefined;
    if (this.#hasTooMany && !isAboutMessages) return;
    const text = (cells[this.#index] ?? '').trim();
    const known = this.#texts.get(text);
    const answer = known?.answer ?? answerIn(text, this.#question);
    this.#rows[answer] += 1;
    if (known) known.rows += 1;
    else if (text === '') return;
    else if (text.length > LONGEST_TEXT || this.#texts.size >= MOST_TEXTS) this.#hasTooMany = true;
    else this.#texts.set(text, { answer, rows: 1 });
  }

  consent(): Consent | undefined {
    if (this.#role === undefined && !(this.#isConsent() && this.#leavesOpen())) return undefined;
    return {
      header: this.header,
      role: this.#role,
      isKept: this.#isKept,
      rows: { ...this.#rows },
      noes: this.#textsThatAre('no'),
      unclear: this.#textsThatAre('unclear'),
    };
  }

  #textsThatAre(answer: Answer): Map<string, number> {
    const texts = [...this.#texts].filter(([, text]) => text.answer === answer);
    return new Map(texts.map(([text, { rows }]) => [text, rows]));
  }

  /** Its header or its cells are about messages. */
  #isConsent(): boolean {
    if (this.#question?.isSure) return true;
    const { yes, no, unclear } = this.#rows;
    if (no === 0 || (this.#question === undefined && this.#hasTooMany)) return false;
    return (yes + no) / (yes + no + unclear) >= (this.#question === undefined ? NEARLY_ALL : HALF);
  }

  /** Some contact may not have agreed; below `Do not call` an empty cell is no sign of that. */
  #leavesOpen(): boolean {
    const { no, unclear, blank } = this.#rows;
    return no + unclear > 0 || (blank > 0 && this.#question?.yesIs === 'in');
  }

  hasSome(test: (text: string) => boolean): boolean {
    return [...this.#texts.keys()].some(test);
  }

  /** Whether the texts of nearly all rows pass the test. */
  holds(test: (text: string) => boolean): boolean {
    const texts = [...this.#texts];
    const rowsOf = (some: typeof texts) => some.reduce((sum, [, { rows }]) => sum + rows, 0);
    if (this.#hasTooMany || texts.length === 0) return false;
    return rowsOf(texts.filter(([text]) => test(text))) >= NEARLY_ALL * rowsOf(texts);
  }
}
