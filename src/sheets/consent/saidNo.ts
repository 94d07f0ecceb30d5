import { protectedAmong } from '../../contacts/tags.ts';
import { fold } from '../../lib/fold.ts';
import { NumberTable } from '../rows/numberTable.ts';
import type { SheetRow } from '../rows/rows.ts';

/** What a sheet says of one number in all of its rows together. */
interface No {
  /** Protected tags, each in one spelling. */
  optOuts: readonly string[];
  /** Somebody wished that rows like one of its are left out. */
  isSkipped: boolean;
}

export interface Marks {
  protectedFolds: ReadonlySet<string>;
  /** The protected tag for those who say no in a column that is to mark them. */
  optOutTag: string | undefined;
}

const NOTHING: No = { optOuts: [], isSkipped: false };

/** Whom a sheet says not to write to. One row says it for all rows of its number, wherever it stands. */
export class SaidNo {
  readonly #marks: Marks;
  /** For each number the place of what is said of it: a sheet says few different things of many. */
  readonly #places = new NumberTable();
  readonly #said: No[] = [];
  readonly #placeOf = new Map<string, number>();

  constructor(marks: Marks) {
    this.#marks = marks;
  }

  /** Hears a row; `numbers` are all that can be read in it. */
  hear(row: SheetRow, numbersIn: (row: SheetRow) => readonly string[]): void {
    const no = noOf(row, this.#marks);
    if (no === NOTHING) return;
    for (const number of numbersIn(row)) this.#places.put(number, this.#place(joined(this.of(number), no)));
  }

  of(number: string): No {
    const place = this.#places.get(number);
    return (place === undefined ? undefined : this.#said[place]) ?? NOTHING;
  }

  #place(no: No): number {
    const key = JSON.stringify(no);
    const place = this.#placeOf.get(key) ?? this.#said.push(no) - 1;
    this.#placeOf.set(key, place);
    return place;
  }
}

/** What one row says by itself. */
export function noOf({ tags, refusals }: SheetRow, { protectedFolds, optOutTag }: Marks): No {
  const carried = tags.length === 0 ? [] : protectedAmong(tags, protectedFolds);
  if (carried.length === 0 && refusals.length === 0) return NOTHING;
  const says = (wish: string) => refusals.some((refusal) => refusal.says === 'no' && refusal.wish === wish);
  const marked = says('mark_opt_outs') && carried.length === 0 && optOutTag !== undefined ? [optOutTag] : [];
  const [optOuts, isSkipped] = [[...carried, ...marked], says('skip_opt_outs')];
  return optOuts.length === 0 && !isSkipped ? NOTHING : { optOuts, isSkipped };
}

function joined(one: No, other: No): No {
  const tags = new Map([...other.optOuts, ...one.optOuts].map((tag) => [fold(tag), tag]));
  return { optOuts: [...tags.values()], isSkipped: one.isSkipped || other.isSkipped };
}
