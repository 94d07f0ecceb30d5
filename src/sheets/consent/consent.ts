import { lettersOf } from '../../lib/letters.ts';
import type { Answer } from '../../model/sheetNotes.ts';
import { wordsIn } from '../columns/keys.ts';
import { cellNumber } from '../text/cells.ts';
import * as words from './words.ts';

/** The question about messages that a header asks. */
export interface Question {
  /** Whether a yes opts in or out; not known of `Opt-in/Opt-out`. */
  yesIs: 'in' | 'out' | undefined;
  /** The header alone makes the column one of consent, whatever its cells hold. */
  isSure: boolean;
}

/** Forms ask for consent in whole sentences; longer headers are texts. */
const LONGEST_HEADER = 300;
const LONGEST_CELL = 60;
/** Below `Unsubscribed at` or `Opt-in date` a date is a yes. */
const DATE = /^\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ,].*)?$/;

export function questionIn(header: string): Question | undefined {
  if (header.length > LONGEST_HEADER) return undefined;
  const letters = lettersOf(header);
  const parts = wordsIn(header).map(lettersOf);
  const has = (some: ReadonlySet<string>) => parts.some((part) => some.has(part));
  if (words.EITHER.test(letters)) return { yesIs: undefined, isSure: true };
  if (words.OUT.test(letters) || has(words.OUT_WORDS)) return { yesIs: 'out', isSure: true };
  if (words.PERHAPS_OUT.test(letters) || has(words.PERHAPS_OUT_WORDS)) return { yesIs: 'out', isSure: false };
  if (words.IN.test(letters)) return { yesIs: 'in', isSure: true };
  return words.PERHAPS_IN.test(letters) ? { yesIs: 'in', isSure: false } : undefined;
}

/** The answer in a cell. Without a question only cells with a meaning of their own, such as `unsubscribed`, have one. */
export function answerIn(cell: string, question: Question | undefined): Answer {
  if (cell.length > LONGEST_CELL) return 'unclear';
  const text = cellNumber(cell).replaceAll('\ufe0f', '');
  const letters = lettersOf(text);
  if (text === '' || /^[-–—.]+$/.test(text) || words.BLANK.has(letters)) return 'blank';
  if (words.ALWAYS_YES.has(letters)) return 'yes';
  // `Unsubscribed on 12 May` begins with one of the words.
  if (words.ALWAYS_NO.has(letters) || letters.search(words.OUT) === 0) return 'no';
  const isYes = isYesIn(text, letters);
  if (isYes === undefined || question?.yesIs === undefined) return 'unclear';
  return isYes === (question.yesIs === 'in') ? 'yes' : 'no';
}

/** Whether an attribute with this value may be read as a yes to messages: its key asks about them, and it is no no. */
export function mayBeYes(key: string, value: string): boolean {
  const question = questionIn(key);
  if (!question) return false;
  const answer = answerIn(value, question);
  return answer === 'yes' || (question.isSure && answer === 'unclear');
}

function isYesIn(text: string, letters: string): boolean | undefined {
  if (words.YES_SIGNS.has(text) || DATE.test(text)) return true;
  if (words.NO_SIGNS.has(text)) return false;
  if (/\d/.test(text)) return undefined;
  if (words.YES.has(letters)) return true;
  return words.NO.has(letters) ? false : undefined;
}
