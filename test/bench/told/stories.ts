import {
  DID_IT_FINISH,
  SLOW_ACCOUNT,
  TEST_CONTACTS,
  THE_OTHERS,
  UNDO_MUMBAI,
  WRONG_NUMBER,
} from './stories/doing.ts';
import { COMPANY, ONE_SPELLING, PROSPECT } from './stories/names.ts';
import { GOOGLE_EXPORT, PASTE } from './stories/sheets.ts';
import { ACME, DORMANT, MINUS_LEADS, OPTED_OUT, RAHUL } from './stories/tagging.ts';
import type { Story } from './story.ts';

/** The sixteen conversations, in their order. */
export const STORIES: readonly Story[] = [
  RAHUL,
  ACME,
  MINUS_LEADS,
  DORMANT,
  ONE_SPELLING,
  PROSPECT,
  OPTED_OUT,
  GOOGLE_EXPORT,
  PASTE,
  UNDO_MUMBAI,
  DID_IT_FINISH,
  TEST_CONTACTS,
  WRONG_NUMBER,
  THE_OTHERS,
  COMPANY,
  SLOW_ACCOUNT,
];
