import { type Account, accountKey } from './api/account.ts';
import { type Api, createApi } from './api/client.ts';
import { ApiError } from './api/error.ts';
import { Pauses } from './api/pauses.ts';
import { Secrets } from './api/secrets.ts';
import type { Config } from './config.ts';
import { type Context, type Log, NO_REVIEW, type Patience } from './context.ts';
import { AppError, HELP_PROMPT, SETUP_HELP, WHERE_SET } from './errors.ts';
import { AccountReader } from './find/reader.ts';
import { Selections } from './find/selection.ts';
import { Pace } from './http/pace.ts';
import { openPool } from './http/pool.ts';
import { fold } from './lib/fold.ts';
import { Kept } from './lib/kept.ts';
import { Pulse } from './lib/pulse.ts';
import { MINUTE, SECOND } from './lib/time.ts';
import type { PlanRules } from './model/rules.ts';
import { type JournalAccess, openJournal } from './plans/journal.ts';
import { Line } from './plans/line.ts';
import type { Store } from './store/contract.ts';

/** Timings that tests shorten. */
export interface Timing extends Patience {
  /** For one exchange, connecting included. */
  timeoutMs: number;
  backoffMs: number;
  /** How long a call waits for a walk over the account. */
  walkWaitMs: number;
}

/** No call takes 30 s: it ends after 20, and a write that is then under way ends within 9 more, since it is not cut off. */
export const TIMING: Timing = {
  timeoutMs: 9 * SECOND,
  backoffMs: SECOND,
  walkWaitMs: 15 * SECOND,
  callMs: 20 * SECOND,
  formMs: 45 * SECOND,
};

/** A page of 100 contacts with large attributes stays far below this. */
const LARGEST_REPLY = 32 * 1024 * 1024;
/** Places of single calls, beside those of bulk work. */
const EXTRA_CONNECTIONS = 2;

/** How long the later pages of a list of resources are kept, and of how many lists at once. */
const LISTED = { forMs: 5 * MINUTE, most: 20 } as const;

interface Opened {
  context: Context;
  /** Stops reading in the background, and lets writes under way finish for `graceMs` at the most. */
  close(graceMs: number): Promise<void>;
}

/** Builds the world of the handlers from a configuration, once for a process. Without `mayRun` it runs no plan. */
export function openContext(
  config: Config,
  log: Log,
  timing: Timing = TIMING,
  { strict = false, mayRun = true } = {},
): Opened {
  const now = Date.now;
  const rules = rulesOf(config);
  const pauses = new Pauses(rules.account, now);
  const notes = notesOf(config);
  const secrets = new Secrets([...config.secrets, ...(config.account?.secrets ?? [])]);
  // Without a token, plans of the account can be read, and nothing is sent for it.
  const { api, close } = config.account?.secrets.length
    ? connect(config, { account: config.account, secrets }, timing, pauses)
    : unconfigured(config);
  // Without a store the writes of other processes are not known, and reading goes on without them.
  const written = (since: number) =>
    journal()
      .then(({ store }) => store.writtenSince(rules.account, since))
      .catch(() => []);
  const reading = { width: config.concurrency, waitMs: timing.walkWaitMs, written };
  const account = new AccountReader(api, reading, now);
  const protectedFolds = new Set(config.protectedTags.map(fold));
  const shared = { api, protectedFolds, now };
  const who = { reader: account, account: rules.account, warn: log.warn };
  const world = { ...shared, country: config.country, ...who, ...limitsOf(config, mayRun) };
  const { dataDir, keepDays } = config;
  const { journal, settle, closeStore } =
    journalRefusal(config) ?? openJournal({ dataDir, keepDays, world, pauses, notes, logError: log.error });
  const context: Context = {
    ...shared,
    secrets,
    account,
    selections: new Selections(selectionStore(config, journal), rules.account, now),
    listed: new Kept(LISTED.forMs, LISTED.most),
    journal,
    line: new Line(),
    rules,
    ...configured(config),
    settings: config,
    notes,
    review: NO_REVIEW,
    program: undefined,
    strict,
    patience: timing,
    log,
  };
  return { context, close: closing({ account, settle, close, closeStore }) };
}

/** Stops reading, lets what is under way end, then closes connections and the store. */
function closing({
  account,
  settle,
  close,
  closeStore,
}: Pick<JournalAccess, 'settle' | 'closeStore'> & {
  account: AccountReader;
  close: Opened['close'];
}): Opened['close'] {
  return async (graceMs) => {
    const end = performance.now() + graceMs;
    account.close();
    await settle(graceMs);
    await close(Math.max(0, end - performance.now()));
    await closeStore();
  };
}

/** The parts of the configuration that handlers get as they are. */
function configured({ mode, country, files, where, problems, protectedTags: [optOutTag] }: Config) {
  return { mode, country, files, where, problems, optOutTag } satisfies Partial<Context>;
}

/** The width and the permissions of the runner. */
function limitsOf({ concurrency, mode, problems }: Config, mayRun: boolean) {
  return {
    width: concurrency,
    mayRun: mayRun && mode !== 'read-only' && problems.length === 0,
    mayDelete: mode === 'full',
  };
}

function rulesOf({ account, approval, maxPlan, maxDelete }: Config): PlanRules {
  return {
    // Without an account there is no journal, either.
    account: account ? accountKey(account) : '',
    approval,
    caps: { plan: maxPlan, deletions: maxDelete },
  };
}

function connect(
  config: Config,
  { account, secrets }: { account: Account; secrets: Secrets },
  { timeoutMs, backoffMs }: Timing,
  pauses: Pauses,
): { api: Api; close: Opened['close'] } {
  const connections = config.concurrency + EXTRA_CONNECTIONS;
  const http = openPool(account.origin, { connections, timeoutMs, maxReplyBytes: LARGEST_REPLY });
  const { concurrency, rate } = config;
  const pace = new Pace({ concurrency, rate, backoffMs, onPause: (until) => pauses.publish(until) });
  return {
    api: pauses.followedBy(
      createApi({ account, secrets, http, pace, pulse: new Pulse(), now: Date.now, backoffMs }),
      pace,
    ),
    close: (graceMs) => http.close(graceMs),
  };
}

const TRY_IT =
  'To try it without an account, set VOBIZ_SANDBOX to true (the switch "Try it in the sandbox" of the extension), or add "--sandbox" to its "args".';

const HOW_TO_SET = `Set VOBIZ_AUTH_ID and VOBIZ_AUTH_TOKEN (or VOBIZ_JWT), with the values from console.vobiz.ai, ${WHERE_SET}, and restart it. ${TRY_IT} ${SETUP_HELP}`;

const HOW_TO_MEND = `Correct it ${WHERE_SET}, and restart it. ${TRY_IT} ${SETUP_HELP}`;

/** The connection of a server without an account: it runs, and the error of every call names the variable to set. */
function unconfigured(config: Config): { api: Api; close: Opened['close'] } {
  const refuse = refuser(config);
  return {
    api: {
      call: async () => refuse(),
      read: async () => refuse(),
      rest: async () => refuse(),
      worked: () => false,
      refusedMs: () => undefined,
      intervalMs: refuse,
      busiest: () => 0,
      // A server with credentials runs the plan, and nobody knows how fast.
      etaMs: () => 0,
    },
    close: async () => undefined,
  };
}

/** The journal of a process that can keep none, since it has no account, or no database for it. */
function journalRefusal(config: Config): JournalAccess | undefined {
  const refuse = config.account ? untouched(config, 'Plans') : refuser(config);
  if (!refuse) return undefined;
  return { journal: async () => refuse(), settle: async () => undefined, closeStore: async () => undefined };
}

/** Where this Node lacks the database: what is kept in it must look neither lost nor like an empty list. */
function untouched({ node }: Config, what: string, next?: string): (() => never) | undefined {
  return (
    node &&
    (() => {
      throw new AppError(
        `${what} cannot be opened on ${node.name}; those that are kept are untouched.`,
        next,
      );
    })
  );
}

/** The store of selections; without one, a process knows those that it made itself. */
function selectionStore(config: Config, journal: JournalAccess['journal']): () => Promise<Store> {
  const next =
    '`find_contacts` makes a new one, and `find_duplicates` new groups: they last as long as this server runs.';
  const refuse = config.account && untouched(config, 'Selections of other sessions', next);
  return async () => refuse?.() ?? (await journal()).store;
}

/** The next step is to correct a bad value, or to set a missing one. */
function refuser({ missing = '', isMistaken }: Config): () => never {
  const next = isMistaken ? HOW_TO_MEND : HOW_TO_SET;
  return () => {
    throw new ApiError(`Not connected to Vobiz: ${missing}`, next, {
      kind: 'unconfigured',
      request: 'none',
      applied: 'no',
    });
  };
}

function notesOf({ problems, where }: Config): string[] {
  const sandbox = where === SANDBOX ? ['[Sandbox: invented contacts; nothing here reaches Vobiz.]'] : [];
  if (problems.length === 0) return sandbox;
  return [
    ...sandbox,
    `[Configuration: ${problems.join(' ')} Nothing is written until this is corrected; the prompt \`${HELP_PROMPT}\` helps.]`,
  ];
}

/** The name of the built-in account. */
export const SANDBOX = 'the sandbox';
