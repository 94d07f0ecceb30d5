import { protectedAmong } from '../../contacts/tags.ts';
import { fold } from '../../lib/fold.ts';
import { memoized } from '../../lib/memoized.ts';
import { type Column, hasSystemTags } from '../columns/columns.ts';
import { consentRoleOf } from '../columns/mapping.ts';
import { NumberTable } from '../rows/numberTable.ts';
import type { SheetRow } from '../rows/rows.ts';
import { tagsIn } from '../rows/tags.ts';
import { cellText } from '../text/cells.ts';
import { answerIn, questionIn } from './consent.ts';

/** The opt-out of one number, collected from all of its rows. */
interface OptOut {
  /** Protected tags, each in one spelling. */
  tags: readonly string[];
  /** A row of the number says no in a column that is mapped to `skip_opt_outs`. */
  isSkipped: boolean;
}

export interface OptOutRules {
  protectedFolds: ReadonlySet<string>;
  /** The protected tag for contacts that say no in a column mapped to `mark_opt_outs`. */
  optOutTag: string | undefined;
}

const NO_OPT_OUT: OptOut = { tags: [], isSkipped: false };
/** Most columns have fewer different cells than that. */
const MOST_CELLS_KEPT = 10_000;
const LONGEST_CELL_KEPT = 200;

/** The opt-outs of a sheet by number: an opt-out in one row holds for all rows of its number, wherever they stand. */
export class OptOuts {
  readonly #rules: OptOutRules;
  /** For each number the index of its opt-out: many numbers share few different ones. */
  readonly #indexes = new NumberTable();
  readonly #optOuts: OptOut[] = [];
  readonly #indexOf = new Map<string, number>();

  constructor(rules: OptOutRules) {
    this.#rules = rules;
  }

  /** Adds the opt-out of a row, if it has one, to all numbers that can be read in the row. */
  add(row: SheetRow, numbersOf: () => readonly string[]): void {
    const optOut = optOutIn(row, this.#rules);
    if (optOut === NO_OPT_OUT) return;
    for (const number of numbersOf()) this.#indexes.put(number, this.#index(joined(this.of(number), optOut)));
  }

  of(number: string): OptOut {
    const index = this.#indexes.get(number);
    return (index === undefined ? undefined : this.#optOuts[index]) ?? NO_OPT_OUT;
  }

  #index(optOut: OptOut): number {
    const key = JSON.stringify(optOut);
    const index = this.#indexOf.get(key) ?? this.#optOuts.push(optOut) - 1;
    this.#indexOf.set(key, index);
    return index;
  }
}

/** The opt-out that one row states by itself. */
export function optOutIn({ tags, answers }: SheetRow, { protectedFolds, optOutTag }: OptOutRules): OptOut {
  const carried = tags.length === 0 ? [] : protectedAmong(tags, protectedFolds);
  if (carried.length === 0 && answers.length === 0) return NO_OPT_OUT;
  const saysNo = (role: string) => answers.some((given) => given.answer === 'no' && given.role === role);
  const isMarked = carried.length === 0 && optOutTag !== undefined && saysNo('mark_opt_outs');
  const [optOutTags, isSkipped] = [isMarked ? [optOutTag] : carried, saysNo('skip_opt_outs')];
  return optOutTags.length === 0 && !isSkipped ? NO_OPT_OUT : { tags: optOutTags, isSkipped };
}

function joined(one: OptOut, other: OptOut): OptOut {
  const tags = new Map([...other.tags, ...one.tags].map((tag) => [fold(tag), tag]));
  return { tags: [...tags.values()], isSkipped: one.isSkipped || other.isSkipped };
}

/** Finds the records that may state an opt-out by single cells, without reading them as rows; none when no column could. */
export function optOutFinder(
  columns: readonly Column[],
  protectedFolds: ReadonlySet<string>,
): ((cells: readonly string[]) => boolean) | undefined {
  const testers = columns.flatMap((column) => {
    const test = cellTester(column, protectedFolds);
    return test === undefined ? [] : [{ index: column.index, isOptOut: kept(test) }];
  });
  if (testers.length === 0) return undefined;
  return (cells) => testers.some(({ index, isOptOut }) => isOptOut(cells[index] ?? ''));
}

function cellTester(
  column: Column,
  protectedFolds: ReadonlySet<string>,
): ((cell: string) => boolean) | undefined {
  if (column.role === 'tags') {
    const system = hasSystemTags(column);
    return (cell) => protectedAmong(tagsIn(cellText(cell), system), protectedFolds).length > 0;
  }
  if (consentRoleOf(column) === undefined) return undefined;
  const question = questionIn(column.header);
  return (cell) => answerIn(cell, question) === 'no';
}

function kept(test: (cell: string) => boolean): (cell: string) => boolean {
  const quick = memoized(test, MOST_CELLS_KEPT);
  return (cell) => cell !== '' && (cell.length > LONGEST_CELL_KEPT ? test(cell) : quick(cell));
}
