import { shownShort } from '../../../lib/text.ts';
import type { NotImported } from '../../../model/facts.ts';
import { UNTAKEN, type Untaken, type UntakenRow } from '../../../model/untaken.ts';
import type { CheckedRow, RefusedRow } from '../../../sheets/check.ts';

/** Of each kind: enough to look at, however large the sheet is. */
const ROWS_KEPT = 1000;

const WHY = {
  invalid: 'refused',
  needs_country: 'refused',
  duplicate: 'repeated',
  skipped: 'skipped',
} as const satisfies Record<RefusedRow['state'], Untaken>;

/** The first rows of a sheet that are no items of its plan. */
export class UntakenRows {
  readonly #rows = new Map<Untaken, UntakenRow[]>(UNTAKEN.map((why) => [why, []]));

  /** A row that is refused, or whose contact is already as it says. */
  keep(checked: CheckedRow): void {
    const { row, number } = checked;
    const isTaken = checked.state === 'valid';
    const why = isTaken ? 'same' : WHY[checked.state];
    const rows = this.#rows.get(why) ?? [];
    if (rows.length >= ROWS_KEPT) return;
    const reason = isTaken ? '' : checked.reason;
    rows.push({ row: row.row, why, name: shownShort(row.name, 60), number: shownShort(number, 60), reason });
  }

  /** The first refused rows, for the summary. */
  refused(most: number): NotImported[] {
    const rows = this.#rows.get('refused') ?? [];
    return rows.slice(0, most).map(({ row, name, reason }) => ({ row, name, reason }));
  }

  all(): UntakenRow[] {
    return [...this.#rows.values()].flat();
  }
}
