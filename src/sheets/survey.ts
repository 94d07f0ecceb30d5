import type { Countries } from '../contacts/countries/written.ts';
import type { Column } from './columns/columns.ts';
import { REFUSALS, type Refusing } from './columns/given.ts';
import { columnName, headerName } from './columns/headers.ts';
import { type Asks, asksOf, type Says, saysOf } from './consent/consent.ts';
import { countryColumns, type SheetRow } from './rows/rows.ts';

/** What a column says of messages in all of its rows. */
export interface Consent {
  header: string;
  /** What was wished to become of those who say no; nothing without a wish. */
  wish: Refusing | undefined;
  /** It becomes an attribute. */
  isKept: boolean;
  rows: Readonly<Record<Says, number>>;
  /** The words of the noes, and of what is neither yes nor no, with how often each stands there. */
  noes: ReadonlyMap<string, number>;
  unclear: ReadonlyMap<string, number>;
}

/** So many different texts of a column are kept; of one that nobody understood more are no answers, nor countries. */
const MOST_TEXTS = 300;
/** So many of the texts in a column must be such for it to be of that kind by them alone. */
const NEARLY_ALL = 0.9;
const HALF = 0.5;
/** Longer ones are no answers, nor countries. */
const LONGEST_TEXT = 80;
const LONGEST_CODE = 3;

/** Looks at the columns of which nothing is taken, and at those about messages, while the rows go by. */
export class Survey {
  readonly #columns: Tally[];
  /** The headers of the columns that say the country of a row. */
  readonly countries: readonly string[];

  constructor(columns: readonly Column[]) {
    const shift = columns[0]?.role === 'problem' ? 1 : 0;
    this.countries = countryColumns(columns).map(({ header }) => headerName(header));
    this.#columns = columns.flatMap((column) => {
      const wish = REFUSALS.find((refusing) => refusing === column.role);
      const asks = asksOf(column.header);
      const isKept = column.role === 'attribute';
      const isWatched = wish !== undefined || column.role === 'left_out' || (isKept && asks !== undefined);
      return isWatched ? [new Tally(column, column.index - shift, asks, wish)] : [];
    });
  }

  add({ cells }: SheetRow): void {
    for (const tally of this.#columns) tally.add(cells);
  }

  /** Columns that say who may be written to, by their header and by what stands in them. */
  consents(): Consent[] {
    return this.#columns.flatMap((tally) => tally.consent() ?? []);
  }

  /** Headers of the columns that hold hardly anything but countries, and are not taken for such; `named`: not by codes alone. */
  unheardCountries({ read }: Countries, named: boolean): string[] {
    const isCountry = (text: string) => {
      const said = read(text);
      return said?.country !== undefined || (said !== undefined && /^(?:\+|00)/.test(text));
    };
    const isNamed = (text: string) => text.length > LONGEST_CODE && isCountry(text);
    return this.#columns
      .filter((tally) => !tally.isWished && tally.holds(isCountry) && (!named || tally.hasSome(isNamed)))
      .map(({ header }) => header);
  }
}

/** What stands in cells of a column, and how often. */
interface Text {
  says: Says;
  times: number;
}

class Tally {
  readonly header: string;
  /** The caller said what becomes of it. */
  readonly isWished: boolean;
  readonly #index: number;
  readonly #asks: Asks | undefined;
  readonly #wish: Refusing | undefined;
  readonly #isKept: boolean;
  readonly #rows: Record<Says, number> = { yes: 0, no: 0, unclear: 0, nothing: 0 };
  readonly #texts = new Map<string, Text>();
  #tooMany = false;

  constructor(column: Column, place: number, asks: Asks | undefined, wish: Refusing | undefined) {
    this.header = columnName(column);
    this.isWished = column.wished;
    this.#index = place;
    this.#asks = asks;
    this.#wish = wish;
    this.#isKept = column.role === 'attribute';
  }

  add(cells: readonly string[]): void {
    const isAsked = this.#asks !== undefined || this.#wish !== undefined;
    if (this.#tooMany && !isAsked) return;
    const text = (cells[this.#index] ?? '').trim();
    const known = this.#texts.get(text);
    const says = known?.says ?? saysOf(text, this.#asks);
    this.#rows[says] += 1;
    if (known) known.times += 1;
    else if (text === '') return;
    else if (text.length > LONGEST_TEXT || this.#texts.size >= MOST_TEXTS) this.#tooMany = true;
    else this.#texts.set(text, { says, times: 1 });
  }

  consent(): Consent | undefined {
    if (this.#wish === undefined && !(this.#speaks() && this.#leavesOpen())) return undefined;
    const those = (wanted: Says) =>
      new Map(
        [...this.#texts].flatMap(([text, { says, times }]) => (says === wanted ? [[text, times]] : [])),
      );
    return {
      header: this.header,
      wish: this.#wish,
      isKept: this.#isKept,
      rows: { ...this.#rows },
      noes: those('no'),
      unclear: those('unclear'),
    };
  }

  /** Its header does, or what stands in it does. */
  #speaks(): boolean {
    if (this.#asks?.sure) return true;
    const { yes, no, unclear } = this.#rows;
    if (no === 0 || (this.#asks === undefined && this.#tooMany)) return false;
    return (yes + no) / (yes + no + unclear) >= (this.#asks === undefined ? NEARLY_ALL : HALF);
  }

  /** Somebody may not have agreed; below `Do not call` nobody needs to say so. */
  #leavesOpen(): boolean {
    const { no, unclear, nothing } = this.#rows;
    return no + unclear > 0 || (nothing > 0 && this.#asks?.yesIs === 'in');
  }

  hasSome(kind: (text: string) => boolean): boolean {
    return [...this.#texts.keys()].some(kind);
  }

  /** Whether nearly all that stands in it is of this kind. */
  holds(kind: (text: string) => boolean): boolean {
    const texts = [...this.#texts];
    const count = (some: typeof texts) => some.reduce((sum, [, { times }]) => sum + times, 0);
    if (this.#tooMany || texts.length === 0) return false;
    return count(texts.filter(([text]) => kind(text))) >= NEARLY_ALL * count(texts);
  }
}
