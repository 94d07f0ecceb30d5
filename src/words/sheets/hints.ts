import { quoted, quotedList } from '../../lib/text.ts';

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
export function consentQuestion(headers: readonly string[]): string[] {
  if (headers.length === 0) return [];
  const wished = (wish: string) =>
    JSON.stringify(Object.fromEntries(headers.map((header) => [header, wish])));
  return [
    `First ask the person what is to become of those who say no in ${quotedList(headers)}. To mark them as opted out, call again with \`columns\` ${wished('mark_opt_outs')}; to leave them out, with ${wished('skip_opt_outs')}.`,
  ];
}

/** Stands before how a plan is approved. */
export const AS_THE_OTHERS = 'Only if they are to be imported like the others:';

/** Contacts keep values where the sheet has others. */
export const OVERWRITE = 'If the sheet is right there, call again with `existing` "overwrite".';

/** Columns that hold something and are left out; the account has attributes with the names of some. */
export function leftOutHint(count: number, known: Readonly<Record<string, string>>): string[] {
  const headers = Object.keys(known);
  const some = headers.length === 1 ? 'is an attribute' : 'are attributes';
  return [
    ...(headers.length > 0
      ? [
          `${quotedList(headers)} ${some} in this account, but left out here: call again with \`columns\` ${JSON.stringify(known)} to import ${headers.length === 1 ? 'it' : 'them'}.`,
        ]
      : []),
    ...(count > headers.length ? ['`columns` makes attributes of columns that are left out.'] : []),
  ];
}
