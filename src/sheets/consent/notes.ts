import { counted, listed, quoted, thousands } from '../../lib/text.ts';
import type { ConsentRole } from '../columns/mapping.ts';
import type { Consent } from '../survey.ts';

/** Different texts that a sentence quotes: a no decides more than an unclear answer. */
const MOST_NOES = 12;
const MOST_UNCLEAR = 5;
/** Columns that get a sentence of their own. */
const MOST_COLUMNS = 8;

/** For whoever approves: the answers of each column about messages, and what becomes of contacts that say no. */
export function consentNotes(consents: readonly Consent[]): string[] {
  const rest = consents.slice(MOST_COLUMNS).map(({ header }) => quoted(header, 60));
  return [
    ...consents.slice(0, MOST_COLUMNS).map(noteOf),
    ...(rest.length > 0 ? [`${listed(rest, 20)} may say who agreed to messages as well.`] : []),
  ];
}

function noteOf(consent: Consent): string {
  const { header, role, isKept, rows } = consent;
  const whoAgreed = `who agreed to messages: ${answersIn(consent)}`;
  if (role !== undefined) return `${quoted(header, 60)} says ${whoAgreed}. ${outcomeOf(role, rows)}`;
  const only = isKept ? 'It becomes an attribute only' : 'It is left out';
  const asked = rows.no === 0 ? '' : ' Are those who say no to be left out, or marked as opted out?';
  return `${quoted(header, 60)} may say ${whoAgreed}. ${only}, so that those who did not agree are imported like the others.${asked}`;
}

/** `of 203 rows 120 say no ("no" 117, "FALSE" 3) and 4 say nothing`. */
function answersIn({ rows, noes, unclear }: Consent): string {
  const { yes, no, unclear: other, blank } = rows;
  const parts = [
    ...share(no, `no (${times(noes, no, MOST_NOES)})`),
    ...share(other, `neither yes nor no (${times(unclear, other, MOST_UNCLEAR)})`),
    ...share(blank, 'nothing'),
  ];
  if (parts.length === 0) return 'nobody says no';
  return `of ${counted(yes + no + other + blank, 'row')} ${listed(parts)}`;
}

function share(rows: number, answer: string): string[] {
  return rows === 0 ? [] : [`${thousands(rows)} ${rows === 1 ? 'says' : 'say'} ${answer}`];
}

/** `"no" 120, "FALSE" 3`, the most frequent first. */
function times(texts: ReadonlyMap<string, number>, all: number, most: number): string {
  const shown = [...texts].sort((a, b) => b[1] - a[1]).slice(0, most);
  const rest = all - shown.reduce((sum, [, count]) => sum + count, 0);
  return [
    ...shown.map(([text, count]) => `${quoted(text, 40)} ${thousands(count)}`),
    ...(rest > 0 ? [`others ${thousands(rest)}`] : []),
  ].join(', ');
}

function outcomeOf(role: ConsentRole, { unclear, blank }: Consent['rows']): string {
  const noes =
    role === 'mark_opt_outs'
      ? 'Those who say no are marked as opted out, and get nothing else of the sheet'
      : 'Those who say no are left out, with all rows of their numbers';
  const others = unclear === 0 ? '' : '; a row that says neither is refused';
  return `${noes}${others}.${blank === 0 ? '' : ' Who says nothing does not say no.'}`;
}
