import type { Api } from './api/client.ts';
import type { Secrets } from './api/secrets.ts';
import type { AccountReader } from './find/reader.ts';
import type { Selections } from './find/selection.ts';
import type { Kept } from './lib/kept.ts';
import type { Clock } from './lib/time.ts';
import type { Contact } from './model/contact.ts';
import type { Mode, PlanRules } from './model/rules.ts';
import type { Journal } from './plans/journal.ts';
import type { Line } from './plans/line.ts';

export interface Patience {
  /** The longest a call may work, the wait for a person aside. */
  callMs: number;
  /** How long a person has for a form that is shown while the call waits. */
  formMs: number;
}

/** A contact as lists of resources have it. */
export type Listed = Pick<Contact, 'id' | 'phone_number' | 'name' | 'tags'>;

export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** What a handler gets: built once for a process, and passed on. */
export interface Context {
  api: Api;
  /** What no answer may hold. */
  secrets: Secrets;
  account: AccountReader;
  selections: Selections;
  /** What was listed, for the later pages of the same list. */
  listed: Kept<readonly Listed[]>;
  /** The store of plans, and the runner over it; opened with the first call. */
  journal(): Promise<Journal>;
  /** Where edits of one contact wait for each other. */
  line: Line;
  rules: PlanRules;
  /** Protected tags, folded: spelling and case do not matter. */
  protectedFolds: ReadonlySet<string>;
  /** The protected tag that people get who are marked as opted out: the first of the configuration. */
  optOutTag: string | undefined;
  mode: Mode;
  /** ISO code of the country that a number without one belongs to, where somebody stated it. */
  country: string | undefined;
  /** Folders that files may be read from and written to. */
  files: readonly string[];
  /** The account as people are told of it: `account MA_X at api.vobiz.ai`, `the sandbox`. */
  where: string;
  /** Said with every result: that this is the sandbox, what is wrong with the configuration. */
  notes: readonly string[];
  /** Mistakes in the configuration; as long as there are any, nothing is written. */
  problems: readonly string[];
  /** Results that miss their schema are errors in tests, and logged in production: a finished write is never an error. */
  strict: boolean;
  patience: Patience;
  now: Clock;
  log: Log;
}
