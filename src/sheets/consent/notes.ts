import { counted, listed, quoted, thousands } from '../../lib/text.ts';
import type { Refusing } from '../columns/given.ts';
import type { Consent } from '../survey.ts';

/** Different words that are named; of what is neither yes nor no some are enough. */
const MOST_NOES = 12;
const MOST_UNCLEAR = 5;
/** Columns that have a sentence of their own. */
const MOST_COLUMNS = 8;

/** What each column says of messages, and what becomes of those who say no: sentences for who approves. */
export function consentNotes(consents: readonly Consent[]): string[] {
  const rest = consents.slice(MOST_COLUMNS).map(({ header }) => quoted(header, 60));
  return [
    ...consents.slice(0, MOST_COLUMNS).map(noteOf),
    ...(rest.length > 0 ? [`${listed(rest, 20)} may say who agreed to messages as well.`] : []),
  ];
}

function noteOf(consent: Consent): string {
  const { header, wish, isKept, rows } = consent;
  const whoAgreed = `who agreed to messages: ${answersIn(consent)}`;
  if (wish !== undefined) return `${quoted(header, 60)} says ${whoAgreed}. ${became(wish, rows)}`;
  const only = isKept ? 'It becomes an attribute only' : 'It is left out';
  const asked = rows.no === 0 ? '' : ' Are those who say no to be left out, or marked as opted out?';
  return `${quoted(header, 60)} may say ${whoAgreed}. ${only}, so that those who did not agree are imported like the others.${asked}`;
}

/** `of 203 rows 120 say no ("no" 117, "FALSE" 3) and 4 say nothing`. */
function answersIn({ rows, noes, unclear }: Consent): string {
  const { yes, no, unclear: other, nothing } = rows;
  const parts = [
    ...said(no, `no (${times(noes, no, MOST_NOES)})`),
    ...said(other, `neither yes nor no (${times(unclear, other, MOST_UNCLEAR)})`),
    ...said(nothing, 'nothing'),
  ];
  if (parts.length === 0) return 'nobody says no';
  return `of ${counted(yes + no + other + nothing, 'row')} ${listed(parts)}`;
}

function said(count: number, what: string): string[] {
  return count === 0 ? [] : [`${thousands(count)} ${count === 1 ? 'says' : 'say'} ${what}`];
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

function became(wish: Refusing, { unclear, nothing }: Consent['rows']): string {
  const noes =
    wish === 'mark_opt_outs'
      ? 'Those who say no are marked as opted out, and get nothing else of the sheet'
      : 'Those who say no are left out, with all rows of their numbers';
  const others = unclear === 0 ? '' : '; a row that says neither is refused';
  return `${noes}${others}.${nothing === 0 ? '' : ' Who says nothing does not say no.'}`;
}
