import * as z from 'zod';
import { counted, listed, quoted, quotedList, thousands } from '../lib/text.ts';
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

/** A question to the person about the countries of a sheet's numbers, by the columns that may answer it. */
export type CountryQuestion =
  /** The country of numbers is missing. The `empty` columns hold countries, but not in the rows concerned. */
  | { ask: 'which'; empty: readonly string[] }
  /** The country of numbers is missing; this column may tell it. */
  | { ask: 'column'; header: string }
  /** All numbers are taken for numbers of one country, although this column names countries. */
  | { ask: 'passed over'; header: string; country: string };

const STATE =
  "call again with `default_country`, such as IN: a row's own country comes before it. Never guess it.";

/** Tells the agent how to get the countries of numbers. */
export function countryHint(question: CountryQuestion): string {
  switch (question.ask) {
    case 'which': {
      const { empty } = question;
      const silent =
        empty.length === 0
          ? ''
          : ` (${quotedList(empty)} ${empty.length === 1 ? 'says' : 'say'} nothing in their rows)`;
      return `For numbers without a country code ask the person which country they are from${silent}, and ${STATE}`;
    }
    case 'column':
      return `${quoted(question.header, 60)} may say which country each number is from: ask the person, and call again with \`columns\` ${asCountry(question.header)}. If it does not, ask which country they are from, and ${STATE}`;
    case 'passed over':
      return `If ${quoted(question.header, 60)} says which country each number is from, call again with \`columns\` ${asCountry(question.header)}.`;
    default:
      return question satisfies never;
  }
}

function asCountry(header: string): string {
  return JSON.stringify({ [header]: 'country_code' });
}

/** People who say no to messages are for the person to decide on, not for the agent. */
export function consentHints(headers: readonly string[]): string[] {
  const [first] = headers;
  if (first === undefined) return [];
  const wished = (wish: string) => JSON.stringify({ [first]: wish });
  return [
    `Ask the person what is to become of those who say no in ${quotedList(headers)}, and call again with \`columns\`: ${wished('mark_opt_outs')} marks them as opted out, ${wished('skip_opt_outs')} leaves them out.`,
  ];
}

export function leftOutHint(): string {
  return '`columns` makes attributes of columns that are left out.';
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
  notes?: readonly string[] | undefined;
}

export function saySheet({ columns = {}, rows = {}, errors = [], notes = [] }: SheetResult): string {
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
    ...notes,
  ].join('\n');
}
