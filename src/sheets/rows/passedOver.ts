import { listed, quoted } from '../../lib/text.ts';
import { isLikelyNumber, mayBeNumber, speaksOfNumbers } from '../columns/claims.ts';
import type { Column } from '../columns/columns.ts';

/**
 * For a row without a number in the columns of numbers: what is wrong with it, a phrase, when one stands in another column.
 * It is not taken from there, but the row is not without one.
 */
export function passedOver(columns: readonly Column[]): (cells: readonly string[]) => string | undefined {
  const phones = columns.filter(({ role }) => role === 'phone_number').map(nameOf);
  const others = columns
    .filter(({ role }) => role === 'left_out' || role === 'attribute')
    .map((column) => ({ column, isNumber: speaksOfNumbers(column.header) ? mayBeNumber : isLikelyNumber }));
  return (cells) => {
    const other = others.find(({ column, isNumber }) => isNumber(cells[column.index] ?? ''));
    if (other === undefined) return undefined;
    const { column } = other;
    return `it has no phone number in ${listed(phones, 8, 'or')}; ${nameOf(column)}, which is not read for numbers, holds ${quoted(cells[column.index] ?? '', 40)}`;
  };
}

function nameOf({ header, index }: Column): string {
  return header === '' ? `column ${index + 1}` : quoted(header, 60);
}
