import * as z from 'zod';
import { counted, listed, quoted, thousands } from '../lib/text.ts';
import { protectedNext } from './outcome.ts';

export const rowError = z.strictObject({
  row: z.number(),
  name: z.string(),
  phone_number: z.string(),
  reason: z.string(),
});
export type RowError = z.output<typeof rowError>;

export const importedRow = z.strictObject({
  row: z.number(),
  name: z.string(),
  phone_number: z.string(),
  result: z.string(),
});

export function importedLine({ row, name, phone_number, result }: z.output<typeof importedRow>): string {
  return `- row ${row}, ${quoted(name, 60)} ${phone_number}: ${result}`;
}

export function rowLine({ row, name, phone_number, reason }: RowError): string {
  const who = name === '' ? '' : `${quoted(name, 60)} `;
  return `- row ${row}, ${who}${phone_number || 'no number'}: ${reason}`;
}

/** How many contacts are left alone because they opted out, and what to do about it. */
export function protectedHint(contacts: number): string[] {
  if (contacts === 0) return [];
  const count =
    contacts === 1 ? '1 contact opted out and is' : `${thousands(contacts)} contacts opted out and are`;
  return [`${count} left alone. ${protectedNext()}`];
}

/** Counts the columns that do not fit into the result. */
export function moreColumns(taken: number, leftOut: number | undefined): string[] {
  return [
    ...(taken === 0 ? [] : [`${counted(taken, 'more column')} of which something is taken.`]),
    ...(leftOut === undefined
      ? []
      : [`${counted(leftOut, 'more column')} ${leftOut === 1 ? 'is' : 'are'} left out.`]),
  ];
}

/** How a sheet was read, as the result of a tool holds it. */
interface SheetResult {
  columns?: Readonly<Record<string, string>> | undefined;
  rows?: Readonly<Record<string, number>> | undefined;
  errors?: readonly RowError[] | undefined;
  warnings?: readonly string[] | undefined;
}

export function saySheet({ columns = {}, rows = {}, errors = [], warnings = [] }: SheetResult): string {
  const became = Object.entries(columns).map(([header, as]) => `${quoted(header, 60)} is ${as}`);
  const refused = (rows['invalid'] ?? 0) + (rows['duplicate'] ?? 0);
  const more = refused > errors.length ? [`and ${thousands(refused - errors.length)} more.`] : [];
  return [
    `Columns: ${listed(became, 60)}.`,
    `Rows: ${Object.entries(rows)
      .map(([name, count]) => `${name} ${thousands(count)}`)
      .join(', ')}.`,
    ...(refused > 0
      ? [`Rows that are not taken${errors.length < refused ? ', the first of them' : ''}:`]
      : []),
    ...errors.map(rowLine),
    ...more,
    ...warnings,
  ].join('\n');
}
