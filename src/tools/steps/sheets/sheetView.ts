import { fitted } from '../../../lib/fit.ts';
import { shownShort } from '../../../lib/text.ts';
import { tally } from '../../../model/lifecycle.ts';
import type { Understood } from '../../../sheets/columns/columns.ts';
import { nextFrom } from '../../../words/next.ts';
import type { PlanView } from '../../../words/plan.ts';
import { moreColumns, protectedHint, type RowError } from '../../../words/sheet.ts';
import { AS_THE_OTHERS } from '../../../words/sheets/hints.ts';
import { sheetNoteWords } from '../../../words/sheets/notes.ts';
import type { PlannedSheet } from './sheetReading.ts';

/** How a sheet was read, beside its plan. */
interface SheetView {
  columns: Record<string, string>;
  rows: Record<string, number>;
  errors: RowError[];
  fix_file?: string;
  warnings?: string[];
  next?: string;
}

interface Size {
  /** The longest header. */
  chars: number;
  errors: number;
  /** Whether columns that are left out are listed. */
  all: boolean;
  /** The most columns. */
  columns: number;
  /** The most items of the plan's sample, which fits by itself. */
  sample: number;
}
const ALL = { columns: Number.POSITIVE_INFINITY, sample: Number.POSITIVE_INFINITY };
const SIZES: readonly Size[] = [
  { chars: 200, errors: 50, all: true, ...ALL },
  { chars: 60, errors: 50, all: true, ...ALL },
  { chars: 16, errors: 20, all: true, ...ALL },
  { chars: 16, errors: 20, all: false, ...ALL },
  { chars: 16, errors: 20, all: false, columns: 200, sample: 3 },
  { chars: 16, errors: 20, all: false, columns: 100, sample: 1 },
  { chars: 16, errors: 20, all: false, columns: 100, sample: 0 },
];

/** The plan and its sheet, cut to fit into one result. */
export function viewSheet<Plan extends PlanView & { next?: string }>(
  plan: Plan,
  sheet: PlannedSheet,
): Plan & SheetView {
  const { columns, rows, errors, fixFile, hints, isUndecided } = sheet;
  const taken = columns.filter(({ as }) => as !== 'left out');
  const more = columns.length - taken.length;
  const next = nextFrom([
    ...hints,
    ...protectedHint(tally(sheet.draft.items).protected),
    ...(isUndecided ? [AS_THE_OTHERS] : []),
    plan.next ?? '',
  ]);
  return fitted(SIZES, ({ chars, errors: most, all, columns: shown, sample }) => {
    const beyond = Math.max(0, (all ? columns : taken).length - shown);
    const warnings = [
      // The rest is in the plan's text.
      ...sheet.notes.map(sheetNoteWords).filter((words) => !plan.text.includes(words)),
      ...moreColumns(beyond, all ? undefined : more),
    ];
    return {
      ...plan,
      ...(plan.sample && { sample: plan.sample.slice(0, sample) }),
      columns: byHeader((all ? columns : taken).slice(0, shown), chars),
      rows,
      errors: errors.slice(0, most),
      ...(fixFile !== undefined && { fix_file: fixFile }),
      ...(warnings.length > 0 && { warnings }),
      ...next,
    };
  });
}

/** The columns by their headers; equal headers get the number of their column. */
function byHeader(columns: readonly Understood[], chars: number): Record<string, string> {
  const short = columns.map(({ header }) => shownShort(header, chars));
  const counts = new Map<string, number>();
  for (const name of short) counts.set(name, (counts.get(name) ?? 0) + 1);
  const entries = columns.map(({ column, as }, index) => {
    const name = short[index] ?? '';
    const unique = (counts.get(name) ?? 0) > 1 ? `${name} (column ${column})` : name;
    return [name === '' ? `column ${column}` : unique, shownShort(as, 120)] as const;
  });
  return Object.fromEntries(entries);
}
