import { protectedAmong } from '../../contacts/tags.ts';
import { type Column, hasSystemTags } from '../columns/columns.ts';
import { REFUSALS } from '../columns/given.ts';
import { tagsIn } from '../rows/tags.ts';
import { cellText } from '../text/cells.ts';
import { asksOf, saysOf } from './consent.ts';

/** Different cells of a column whose answer is kept: most columns have few. */
const MOST_KEPT = 10_000;
const LONGEST_KEPT = 200;

/** Tells the rows that may say no to messages by single cells of theirs, which is quick; none when no column could. */
export function noFinder(
  columns: readonly Column[],
  protectedFolds: ReadonlySet<string>,
): ((cells: readonly string[]) => boolean) | undefined {
  const heard = columns.flatMap((column) => {
    const saysNo = finderOf(column, protectedFolds);
    return saysNo === undefined ? [] : [{ index: column.index, saysNo: kept(saysNo) }];
  });
  if (heard.length === 0) return undefined;
  return (cells) => heard.some(({ index, saysNo }) => saysNo(cells[index] ?? ''));
}

function finderOf(
  column: Column,
  protectedFolds: ReadonlySet<string>,
): ((cell: string) => boolean) | undefined {
  if (column.role === 'tags') {
    const system = hasSystemTags(column);
    return (cell) => protectedAmong(tagsIn(cellText(cell), system), protectedFolds).length > 0;
  }
  if (!REFUSALS.some((refusing) => refusing === column.role)) return undefined;
  const asks = asksOf(column.header);
  return (cell) => saysOf(cell, asks) === 'no';
}

function kept(judge: (cell: string) => boolean): (cell: string) => boolean {
  const known = new Map<string, boolean>([['', false]]);
  return (cell) => {
    const before = known.get(cell);
    if (before !== undefined) return before;
    const judged = judge(cell);
    if (known.size < MOST_KEPT && cell.length <= LONGEST_KEPT) known.set(cell, judged);
    return judged;
  };
}
