import type { Account } from './api/account.ts';
import type { Api } from './api/client.ts';
import type { Secrets } from './api/secrets.ts';
import type { AccountReader } from './find/reader.ts';
import type { Selections } from './find/selection.ts';
import type { Kept } from './lib/kept.ts';
import type { Clock } from './lib/time.ts';
import type { Contact } from './model/contact.ts';
import type { Mode, PlanRules, ReviewMode } from './model/rules.ts';
import type { Journal } from './plans/journal.ts';
import type { Line } from './plans/line.ts';

export interface Patience {
  /** The longest a call may work, the wait for a person aside. */
  callMs: number;
  /** The time a person has for a form while the call waits. */
  formMs: number;
}

/** A contact in lists of resources. */
export type Listed = Pick<Contact, 'id' | 'phone_number' | 'name' | 'tags'>;

export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** How a plan was put before the person. */
export type Shown =
  | { as: 'page' }
  /** The link is for the person to open, once. */
  | { as: 'link'; link: string }
  /** No sentence: it stands in one. */
  | { as: 'nothing'; why: string };

/** The page on this computer on which a person sees a plan and decides. */
export interface Review {
  /** How it comes before the person, if it may be shown at all: not any more once no browser opened it. */
  way(): 'window' | 'link' | undefined;
  show(planId: string): Promise<Shown>;
}

/** Of a process that shows no page. */
export const NO_REVIEW: Review = {
  way: () => undefined,
  show: async () => ({ as: 'nothing', why: 'this server opens no page' }),
};

export const NO_LOG: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A Node that lacks what plans need. */
export interface LesserNode {
  /** `Node 20.20.2`. */
  name: string;
  /** What it cannot do, and what to install, as a sentence. */
  problem: string;
}

/** The part of the configuration that the report on the setup tells. */
export interface Settings {
  /** A built-in account of invented contacts takes the place of `account`. */
  sandbox: boolean;
  /** Undefined when credentials are missing, or the address is wrong. */
  account: Account | undefined;
  /** There is no account since its address, id or token has a mistake, which stands in `problems`. */
  isMistaken: boolean;
  /** The account for people: `account MA_X at api.vobiz.ai`, `the sandbox`. */
  where: string;
  mode: Mode;
  /** The folder of the store, the cache and the default files. */
  dataDir: string;
  /** Folders for reading and writing files. */
  files: readonly string[];
  /** Whether somebody configured `files`; the default folder may be missing. */
  filesNamed: boolean;
  protectedTags: readonly [string, ...string[]];
  /** How a plan is shown on a page of this computer. */
  review: ReviewMode;
  /** Whether a browser could show anything here. */
  hasScreen: boolean;
  /** The Node, where it has no store and writes nothing. */
  node: LesserNode | undefined;
  /** Mistakes: unknown variables and bad values, a sentence each. */
  problems: readonly string[];
  /** Names of the variables that are set to something else than their default, and of flags. */
  given: readonly string[];
}

/** The world of a handler: built once for a process, and passed on. */
export interface Context {
  api: Api;
  /** No answer may hold them. */
  secrets: Secrets;
  account: AccountReader;
  selections: Selections;
  /** Lists of contacts, for the later pages of the same list. */
  listed: Kept<readonly Listed[]>;
  /** The store of plans, and the runner over it; opened with the first call. */
  journal(): Promise<Journal>;
  /** The queue in which edits of one contact wait for each other. */
  line: Line;
  rules: PlanRules;
  /** Protected tags, folded: spelling and case do not matter. */
  protectedFolds: ReadonlySet<string>;
  /** The protected tag for people who are marked as opted out: the first of the configuration. */
  optOutTag: string;
  mode: Mode;
  /** ISO code of the country of numbers without a country code, where somebody configured it. */
  country: string | undefined;
  /** Folders for reading and writing files. */
  files: readonly string[];
  /** The account for people: `account MA_X at api.vobiz.ai`, `the sandbox`. */
  where: string;
  settings: Settings;
  review: Review;
  /** The words of a shell that start this program over the same plans; undefined where no terminal can. */
  program: string | undefined;
  /** Sentences that every result repeats: that this is the sandbox, mistakes in the configuration. */
  notes: readonly string[];
  /** Mistakes in the configuration; nothing is written until they are corrected. */
  problems: readonly string[];
  /** Results that miss their schema are errors in tests, and logged in production: a finished write is never an error. */
  strict: boolean;
  patience: Patience;
  now: Clock;
  log: Log;
}
