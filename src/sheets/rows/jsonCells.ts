import { isObject, parseJson, textOf } from '../../lib/json.ts';
import { quoted } from '../../lib/text.ts';
import type { Column } from '../columns/columns.ts';
import { cellText } from '../text/cells.ts';

/** A spreadsheet leaves this JSON as it is: no number, date or truth, or a short number. Text that begins with - is guarded in any sheet. */
const INERT = /^(?:["[{]|null$|-[^E]*$|\d{1,9}$)/;
/** `1.23457E+19`: a spreadsheet shortens long numbers. */
const RUIN = /^-?\d(?:\.\d+)?E[+-]\d\d+$/;

/** The cell of a column of JSON, empty without a value. An apostrophe guards a value that a spreadsheet would rewrite. */
export function jsonCell(value: unknown): string {
  const json = value === undefined ? '' : JSON.stringify(value);
  return json === '' || INERT.test(json) ? json : `'${json}`;
}

/** The value of a cell of JSON; none of an empty cell, and a problem (a phrase) of a broken one. */
export function jsonIn(cell: string): { value: unknown } | { problem: string } | undefined {
  const written = cell.trim();
  const json = written.replace(/^'/, '');
  if (json === '') return undefined;
  if (RUIN.test(written)) return { problem: 'which is what a spreadsheet leaves of a long number' };
  // Spreadsheets write truths in capitals; a text would stand in quotation marks.
  const value = parseJson(/^(?:true|false)$/i.test(json) ? json.toLowerCase() : json);
  if (value !== undefined) return { value };
  return { problem: 'which is not JSON: a text needs quotation marks there' };
}

export function textIn({ index, own }: Column, cells: readonly string[]): string {
  const cell = cells[index] ?? '';
  if (!own?.json) return cellText(cell);
  const read = jsonIn(cell);
  return read !== undefined && 'value' in read ? textOf(read.value) : '';
}

/** Why a cell of a column of JSON cannot be taken, a phrase. */
export function jsonProblem({ header, own }: Column, cell: string): string | undefined {
  const read = jsonIn(cell);
  if (read === undefined) return undefined;
  const holds = `${quoted(header, 60)} holds ${quoted(cell, 40)}`;
  if ('problem' in read) return `${holds}, ${read.problem}`;
  const isText = typeof read.value === 'string';
  if ((own?.role === 'name' || own?.role === 'phone_number') && !isText)
    return `${holds}, which is not a text in quotation marks`;
  return own?.role === 'attributes' && !isObject(read.value) ? `${holds}, which is not an object` : undefined;
}
