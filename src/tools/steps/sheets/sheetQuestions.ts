import { countries } from '../../../contacts/countries/written.ts';
import type { SheetNote } from '../../../model/sheetNotes.ts';
import type { Consent, Survey } from '../../../sheets/survey.ts';
import type { CountryQuestion } from '../../../words/sheets/hints.ts';

interface Numbers {
  /** Rows that are refused because the country of their number is not known. */
  stateless: number;
  /** Rows whose number is taken for one of `country`, which was stated for the whole sheet. */
  local: number;
  country: string | undefined;
}

/** Whether to ask for the countries of numbers, and the column that may tell them. */
export async function countryQuestion(
  survey: Survey,
  { stateless, local, country }: Numbers,
): Promise<CountryQuestion | undefined> {
  if (stateless > 0) {
    const [header] = survey.unheardCountries(await countries(), false);
    return header === undefined ? { ask: 'which', empty: survey.countries } : { ask: 'column', header };
  }
  if (local === 0 || country === undefined || survey.countries.length > 0) return undefined;
  const [header] = survey.unheardCountries(await countries(), true);
  return header === undefined ? undefined : { ask: 'passed over', header, country };
}

/** The person should know of a column of countries that is not used. */
export function countryNotes(question: CountryQuestion | undefined): SheetNote[] {
  return question?.ask === 'passed over'
    ? [{ say: 'country unused', header: question.header, country: question.country }]
    : [];
}

/** Columns in which rows say no to messages, and which the caller has not mapped. */
export function unansweredConsents(consents: readonly Consent[]): Consent[] {
  return consents.filter(({ role, rows }) => role === undefined && rows.no > 0);
}
