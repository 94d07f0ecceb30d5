import { countries } from '../../contacts/countries/written.ts';
import type { Consent, Survey } from '../../sheets/survey.ts';
import type { CountryQuestion } from '../../words/sheet.ts';

interface Numbers {
  /** Rows that are not taken, since nobody said the country of their number. */
  stateless: number;
  /** Rows that are taken by the country that was stated for all, `country`. */
  local: number;
  country: string | undefined;
}

/** A column that may answer the question is named in it; one that was passed over is told to who approves. */
export async function askedCountry(
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

export function undecided(consents: readonly Consent[]): Consent[] {
  return consents.filter(({ role, rows }) => role === undefined && rows.no > 0);
}
