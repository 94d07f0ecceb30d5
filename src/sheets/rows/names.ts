import type { Column } from '../columns/columns.ts';
import { textIn } from './jsonCells.ts';

type Cells = readonly string[];

/** Reads the name of a row: the mapped columns joined in the order of the mapping, or else columns by the meaning of their headers. */
export function nameReader(columns: readonly Column[]): (cells: Cells) => string {
  const named = columns.filter(({ role }) => role === 'name').sort((a, b) => a.rank - b.rank);
  const of = (kind: Column['kind']) => named.filter((column) => column.kind === kind);
  if (named.some(({ isMapped }) => isMapped))
    return (cells) => joined(named.map((column) => textIn(column, cells)));
  const [full, name, first, middle, last] = [of('full'), of('name'), of('first'), of('middle'), of('last')];
  const single = first.length > 0 !== last.length > 0;
  return (cells) => {
    const parts = joined([first, middle, last].map((part) => firstOf(part, cells)));
    const whole = firstOf(full, cells);
    const other = firstOf(name, cells);
    if (whole !== '' || other === '' || !single) return whole || other || parts;
    // `Nom` beside `Prénom` is the last name, but in some sheets the whole one.
    if (other.includes(parts)) return other;
    return joined(first.length > 0 ? [parts, other] : [other, parts]);
  };
}

/** The text of the first of the columns that is not empty in this row. */
export function firstOf(columns: readonly Column[], cells: Cells): string {
  for (const column of columns) {
    const text = textIn(column, cells);
    if (text !== '') return text;
  }
  return '';
}

function joined(parts: readonly string[]): string {
  return parts.filter(Boolean).join(' ');
}
