import { wordsIn } from '../columns/keys.ts';
import { cellNumber } from '../text/cells.ts';
import * as words from './words.ts';

/** What a header says of messages. */
export interface Asks {
  /** Whether a yes below it is a yes to them; not known of `Opt-in/Opt-out`. */
  yesIs: 'in' | 'out' | undefined;
  /** Its words are enough to go by, whatever the cells are like. */
  sure: boolean;
}

/** What a cell says of messages; `unclear`: neither yes nor no. */
export type Says = 'yes' | 'no' | 'unclear' | 'nothing';

/** Longer ones are whole sentences of a form, which ask for consent as well. */
const LONGEST_HEADER = 300;
const LONGEST_CELL = 60;
/** Below `Unsubscribed at` or `Opt-in date` a date says that it happened. */
const DATE = /^\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ,].*)?$/;

/** None for a header that does not speak of it. */
export function asksOf(header: string): Asks | undefined {
  if (header.length > LONGEST_HEADER) return undefined;
  const key = words.lettersOf(header);
  const parts = wordsIn(header).map(words.lettersOf);
  const has = (some: ReadonlySet<string>) => parts.some((part) => some.has(part));
  if (words.EITHER.test(key)) return { yesIs: undefined, sure: true };
  if (words.OUT.test(key) || has(words.OUT_WORDS)) return { yesIs: 'out', sure: true };
  if (words.PERHAPS_OUT.test(key) || has(words.PERHAPS_OUT_WORDS)) return { yesIs: 'out', sure: false };
  if (words.IN.test(key)) return { yesIs: 'in', sure: true };
  return words.PERHAPS_IN.test(key) ? { yesIs: 'in', sure: false } : undefined;
}

/** What a cell says below a header that asks so; below any other, only what needs no question is understood. */
export function saysOf(cell: string, asks: Asks | undefined): Says {
  if (cell.length > LONGEST_CELL) return 'unclear';
  const text = cellNumber(cell).replaceAll('\ufe0f', '');
  const key = words.lettersOf(text);
  if (text === '' || /^[-–—.]+$/.test(text) || words.NOTHING.has(key)) return 'nothing';
  if (words.SAYS_YES.has(key)) return 'yes';
  // `Unsubscribed on 12 May` as well.
  if (words.SAYS_NO.has(key) || key.search(words.OUT) === 0) return 'no';
  const answer = answerOf(text, key);
  if (answer === undefined || asks?.yesIs === undefined) return 'unclear';
  return (answer === 'yes') === (asks.yesIs === 'in') ? 'yes' : 'no';
}

function answerOf(text: string, key: string): 'yes' | 'no' | undefined {
  if (words.YES_SIGNS.has(text) || DATE.test(text)) return 'yes';
  if (words.NO_SIGNS.has(text)) return 'no';
  if (/\d/.test(text)) return undefined;
  if (words.YES.has(key)) return 'yes';
  return words.NO.has(key) ? 'no' : undefined;
}
