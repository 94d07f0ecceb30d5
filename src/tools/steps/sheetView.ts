import { fitted } from '../../lib/fit.ts';
import { shownShort } from '../../lib/text.ts';
import { tally } from '../../model/lifecycle.ts';
import type { Understood } from '../../sheets/columns/columns.ts';
import type { PlanView } from '../../words/plan.ts';
import { moreColumns, protectedHint, type RowError } from '../../words/sheet.ts';
import type { PlannedSheet } from './sheetReading.ts';

/** How a sheet was read, beside its plan. */
interface SheetView {
  columns: Record<string, string>;
  rows: Record<string, number>;
  errors: RowError[];
  fix_file?: string;
  notes?: string[];
}

interface Size {
  /** Characters that a header may have. */
  chars: number;
  errors: number;
  /** Whether columns are listed of which nothing is taken. */
  all: boolean;
  /** Columns that are listed at the most. */
  columns: number;
  /** Of the plan's sample, which was made to fit by itself. */
  sample: number;
}
const WHOLE = { columns: Number.POSITIVE_INFINITY, sample: Number.POSITIVE_INFINITY };
const SIZES: readonly Size[] = [
  { chars: 200, errors: 50, all: true, ...WHOLE },
  { chars: 60, errors: 50, all: true, ...WHOLE },
  { chars: 16, errors: 20, all: true, ...WHOLE },
  { chars: 16, errors: 20, all: false, ...WHOLE },
  { chars: 16, errors: 20, all: false, columns: 200, sample: 3 },
  { chars: 16, errors: 20, all: false, columns: 100, sample: 1 },
  { chars: 16, errors: 20, all: false, columns: 100, sample: 0 },
];

/** The plan and its sheet, as they fit into a result together. */
export function viewSheet<Plan extends PlanView>(plan: Plan, sheet: PlannedSheet): Plan & SheetView {
  const { columns, rows, errors, fixFile, hints } = sheet;
  const taken = columns.filter(({ as }) => as !== 'left out');
  const more = columns.length - taken.length;
  return fitted(SIZES, ({ chars, errors: most, all, columns: shown, sample }) => {
    const beyond = Math.max(0, (all ? columns : taken).length - shown);
    const optedOut = tally(sheet.draft.items).protected;
    const notes = [...protectedHint(optedOut), ...hints, ...moreColumns(beyond, all ? undefined : more)];
    return {
      ...plan,
      sample: plan.sample.slice(0, sample),
      columns: named((all ? columns : taken).slice(0, shown), chars),
      rows,
      errors: errors.slice(0, most),
      ...(fixFile !== undefined && { fix_file: fixFile }),
      ...(notes.length > 0 && { notes }),
    };
  });
}

/** Columns by their headers; several of the same are told apart by their place. */
function named(columns: readonly Understood[], chars: number): Record<string, string> {
  const short = columns.map(({ header }) => shownShort(header, chars));
  const times = new Map<string, number>();
  for (const name of short) times.set(name, (times.get(name) ?? 0) + 1);
  const entries = columns.map(({ column, as }, index) => {
    const name = short[index] ?? '';
    const several = (times.get(name) ?? 0) > 1 ? `${name} (column ${column})` : name;
    return [name === '' ? `column ${column}` : several, shownShort(as, 120)] as const;
  });
  return Object.fromEntries(entries);
}
