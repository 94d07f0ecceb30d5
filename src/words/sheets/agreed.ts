import { counted, listed, quoted, thousands } from '../../lib/text.ts';
import type { ConsentNote, Texts } from '../../model/sheetNotes.ts';

/** The answers of a column about messages, and what becomes of contacts that say no. */
export function agreedWords(note: ConsentNote): string {
  const isAsked = note.as === 'attribute' || note.as === 'left_out';
  const whoAgreed = `${isAsked ? 'may say' : 'says'} who agreed to messages: ${answerWords(note)}`;
  return `${quoted(note.header, 60)} ${whoAgreed}. ${outcomeWords(note)}`;
}

/** `of 203 rows 120 say no ("no" 117, "FALSE" 3) and 4 say nothing`. */
function answerWords({ answers, noes, unclear }: ConsentNote): string {
  const { yes, no, unclear: other, blank } = answers;
  const parts = [
    ...share(no, `no (${times(noes)})`),
    ...share(other, `neither yes nor no (${times(unclear)})`),
    ...share(blank, 'nothing'),
  ];
  if (parts.length === 0) return 'nobody says no';
  return `of ${counted(yes + no + other + blank, 'row')} ${listed(parts)}`;
}

function share(rows: number, answer: string): string[] {
  return rows === 0 ? [] : [`${thousands(rows)} ${rows === 1 ? 'says' : 'say'} ${answer}`];
}

/** `"no" 120, "FALSE" 3`. */
function times({ first, rows }: Texts): string {
  const rest = rows - first.reduce((sum, [, count]) => sum + count, 0);
  return [
    ...first.map(([text, count]) => `${quoted(text, 40)} ${thousands(count)}`),
    ...(rest > 0 ? [`others ${thousands(rest)}`] : []),
  ].join(', ');
}

function outcomeWords({ as, answers }: ConsentNote): string {
  const { no, unclear, blank } = answers;
  const refused = unclear === 0 ? '' : ' A row that says neither is refused.';
  const silent = blank === 0 ? '' : ' An empty cell is not a no.';
  const alike = 'so people who did not agree are imported like the others.';
  const asked = no === 0 ? '' : ' Should those who say no be left out, or marked as opted out?';
  switch (as) {
    case 'mark_opt_outs':
      return `Those who say no are marked as opted out and get nothing else of the sheet.${refused}${silent}`;
    case 'skip_opt_outs':
      return `Those who say no are left out, with all rows of their numbers.${refused}${silent}`;
    case 'attribute':
      return `It only becomes an attribute, ${alike}${asked}`;
    case 'left_out':
      return `It is not imported, ${alike}${asked}`;
    default:
      return as satisfies never;
  }
}
