import { countries } from '../../contacts/countries/written.ts';
import { quoted, quotedList } from '../../lib/text.ts';
import type { Consent, Survey } from '../../sheets/survey.ts';

/** What is asked of the person about the countries of a sheet's numbers. */
interface Asked {
  /** For who approves. */
  warnings: string[];
  /** For the agent. */
  hints: string[];
  /** What to do about numbers whose country nobody said. */
  next: string;
}

interface Numbers {
  /** Rows that are not taken, since nobody said the country of their number. */
  stateless: number;
  /** Rows that are taken by the country that was stated for all, `country`. */
  local: number;
  country: string | undefined;
}

const STATE =
  "call again with `default_country`, such as IN: a row's own country comes before it. Never guess it.";

/** A column that may answer the question is named in it; one that was passed over is told to who approves. */
export async function askedCountry(survey: Survey, { stateless, local, country }: Numbers): Promise<Asked> {
  if (stateless > 0) {
    const [unheard] = survey.unheardCountries(await countries(), false);
    return { warnings: [], hints: [], next: unheard === undefined ? question(survey) : perhaps(unheard) };
  }
  const isPassedOver = local > 0 && country !== undefined && survey.countries.length === 0;
  const [unheard] = isPassedOver ? survey.unheardCountries(await countries(), true) : [];
  if (unheard === undefined) return { warnings: [], hints: [], next: '' };
  const name = quoted(unheard, 60);
  return {
    warnings: [
      `${name} names countries and is not looked at: numbers without a country code are taken for numbers of ${country}.`,
    ],
    hints: [
      `If ${name} says which country each number is from, call again with \`columns\` ${asCountry(unheard)}.`,
    ],
    next: '',
  };
}

function question({ countries: said }: Survey): string {
  const empty =
    said.length === 0
      ? ''
      : ` (${quotedList(said)} ${said.length === 1 ? 'says' : 'say'} nothing in their rows)`;
  return `For numbers without a country code ask the person which country they are from${empty}, and ${STATE}`;
}

function perhaps(unheard: string): string {
  return `${quoted(unheard, 60)} may say which country each number is from: ask the person, and call again with \`columns\` ${asCountry(unheard)}. If it does not, ask which country they are from, and ${STATE}`;
}

function asCountry(header: string): string {
  return JSON.stringify({ [header]: 'country_code' });
}

export function undecided(consents: readonly Consent[]): Consent[] {
  return consents.filter(({ role, rows }) => role === undefined && rows.no > 0);
}

/** Those who said no are for the person to decide on, not for the agent. */
export function consentHints(consents: readonly Consent[]): string[] {
  const open = undecided(consents);
  const [first] = open;
  if (first === undefined) return [];
  const wished = (wish: string) => JSON.stringify({ [first.header]: wish });
  return [
    `Ask the person what is to become of those who say no in ${quotedList(open.map(({ header }) => header))}, and call again with \`columns\`: ${wished('mark_opt_outs')} marks them as opted out, ${wished('skip_opt_outs')} leaves them out.`,
  ];
}
