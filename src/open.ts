import { createHash } from 'node:crypto';
import { type Api, createApi } from './api/client.ts';
import { ApiError, loggable } from './api/error.ts';
import { Pauses } from './api/pauses.ts';
import { Secrets } from './api/secrets.ts';
import type { Config } from './config.ts';
import type { Context, Log, Patience } from './context.ts';
import { AccountReader } from './find/reader.ts';
import { Selections } from './find/selection.ts';
import { Pace } from './http/pace.ts';
import { openPool } from './http/pool.ts';
import { fold } from './lib/fold.ts';
import { isObject, parseJson } from './lib/json.ts';
import { Kept } from './lib/kept.ts';
import { Pulse } from './lib/pulse.ts';
import { DAY, HOUR, MINUTE, SECOND } from './lib/time.ts';
import type { PlanRules } from './model/rules.ts';
import type { Journal } from './plans/journal.ts';
import { Line } from './plans/line.ts';
import type { RunnerWorld } from './plans/run/run.ts';
import { Runner } from './plans/run/runner.ts';

/** Timings that tests shorten. */
export interface Timing extends Patience {
  /** For one exchange, connecting included. */
  timeoutMs: number;
  backoffMs: number;
  /** How long a call waits for a walk over the account. */
  walkWaitMs: number;
}

/** No call takes 30 s: it ends after 20, and a request then under way, which is not cut off, within 9 more. */
export const TIMING: Timing = {
  timeoutMs: 9 * SECOND,
  backoffMs: SECOND,
  walkWaitMs: 15 * SECOND,
  callMs: 20 * SECOND,
  formMs: 45 * SECOND,
};

/** A page of 100 contacts with large attributes stays far below this. */
const LARGEST_REPLY = 32 * 1024 * 1024;
/** Single calls have places of their own beside the bulk ones. */
const EXTRA_CONNECTIONS = 2;

/** How long the pages of a list of resources can be asked for, and of how many lists at once. */
const LISTED = { forMs: 5 * MINUTE, most: 20 } as const;

export interface Opened {
  context: Context;
  /** Stops reading in the background and lets writes under way finish, for `graceMs` at the most. */
  close(graceMs: number): Promise<void>;
}

/** Builds the world of the handlers from a configuration, once for a process. */
export function openContext(config: Config, log: Log, timing: Timing = TIMING, strict = false): Opened {
  const now = Date.now;
  const rules = rulesOf(config);
  const pauses = new Pauses(rules.account, now);
  const notes = notesOf(config);
  const secrets = new Secrets(config.account?.secrets ?? []);
  const { api, close } = config.account
    ? connect(config, { account: config.account, secrets }, timing, pauses)
    : unconfigured(config);
  // Without a store nothing is known of other processes, which reading has to live with.
  const written = (since: number) =>
    journal()
      .then(({ store }) => store.writtenSince(rules.account, since))
      .catch(() => []);
  const reading = { width: config.concurrency, waitMs: timing.walkWaitMs, written };
  const account = new AccountReader(api, reading, now);
  const protectedFolds = new Set(config.protectedTags.map(fold));
  const world = {
    api,
    reader: account,
    account: rules.account,
    protectedFolds,
    width: config.concurrency,
    now,
    mayRun: config.mode !== 'read-only' && config.problems.length === 0,
    mayDelete: config.mode === 'full',
  };
  const { journal, settle, closeStore } = !config.account
    ? noJournal(config)
    : openJournal(config, { ...world, warn: log.warn }, log, pauses, notes);
  const context: Context = {
    api,
    secrets,
    account,
    selections: new Selections(async () => (await journal()).store, rules.account, now),
    listed: new Kept(LISTED.forMs, LISTED.most),
    journal,
    line: new Line(),
    rules,
    protectedFolds,
    ...configured(config),
    notes,
    strict,
    patience: timing,
    now,
    log,
  };
  return {
    context,
    async close(graceMs) {
      const end = performance.now() + graceMs;
      account.close();
      await settle(graceMs);
      await close(Math.max(0, end - performance.now()));
      await closeStore();
    },
  };
}

/** What handlers are told of the configuration as it is. */
function configured({ mode, country, files, where, problems, protectedTags: [optOutTag] }: Config) {
  return { mode, country, files, where, problems, optOutTag } satisfies Partial<Context>;
}

/**
 * What the rows of an account are kept under: base URL and auth id. A JWT changes every half hour; what it says of its
 * bearer does not. One that says nothing is an account of its own.
 */
export function accountKey({
  origin,
  basePath,
  credentials,
  secrets,
}: NonNullable<Config['account']>): string {
  const [id = ''] = Object.values(credentials);
  const jwt = secrets.find((secret) => id.includes(secret));
  const who = jwt === undefined ? id : `jwt:${bearerOf(jwt)}`;
  return `${origin}${basePath}#${who}`;
}

/** These change with each token. */
const PASSING_CLAIMS: ReadonlySet<string> = new Set([
  'exp',
  'iat',
  'nbf',
  'jti',
  'auth_time',
  'nonce',
  'sid',
]);

function bearerOf(jwt: string): string {
  const claims = parseJson(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
  const lasting = isObject(claims)
    ? Object.entries(claims)
        .filter(([name]) => !PASSING_CLAIMS.has(name))
        .sort(([a], [b]) => (a < b ? -1 : 1))
    : [];
  const text = lasting.length > 0 ? JSON.stringify(lasting) : jwt;
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function rulesOf({ account, approval, maxPlan, maxDelete }: Config): PlanRules {
  return {
    // Without an account there is no journal, either.
    account: account ? accountKey(account) : '',
    approval,
    caps: { plan: maxPlan, deletions: maxDelete },
  };
}

interface OpenJournal {
  journal(): Promise<Journal>;
  /** Lets what is under way come to its end, and be journaled, for `graceMs` at the most. */
  settle(graceMs: number): Promise<void>;
  closeStore(): Promise<void>;
}

const PRUNING = 'what is too old could not be deleted';

/** The store is opened by the first that needs it; one that had to be set aside is said until somebody deletes it. */
function openJournal(
  config: Config,
  world: Omit<RunnerWorld, 'store'>,
  log: Log,
  pauses: Pauses,
  notes: string[],
): OpenJournal {
  let opened: Promise<Journal> | undefined;
  let pruning: NodeJS.Timeout | undefined;
  const open = async (): Promise<Journal> => {
    const { openStore } = await import('./store/open.ts');
    const store = await openStore(config.dataDir);
    if (store.setAside !== undefined) {
      notes.push(
        `[Store: it was unreadable once, so plans from before that are not known here; they are kept in ${store.setAside}. Delete that file when it is of no use.]`,
      );
      log.error({ file: store.setAside }, 'an unreadable store was set aside');
    }
    if (store.damagedLog !== undefined) {
      notes.push(
        `[Store: its log was damaged once, so what was written last before that is not known here; the log is kept in ${store.damagedLog}. Delete that file when it is of no use.]`,
      );
      log.error({ file: store.damagedLog }, 'the log of the store was damaged');
    }
    pauses.through(store);
    const prune = () => {
      const at = world.now();
      return store.prune({ at, plansBefore: at - config.keepDays * DAY, draftsBefore: at - DAY });
    };
    await prune();
    // A server may run for weeks.
    pruning = setInterval(() => prune().catch((error: unknown) => log.warn(loggable(error), PRUNING)), HOUR);
    pruning.unref();
    return { store, runner: new Runner({ ...world, store }) };
  };
  const journal = () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const ending = () => opened?.catch(() => undefined);
  return {
    journal,
    settle: async (graceMs) => (await ending())?.runner.close(graceMs),
    closeStore: async () => {
      clearInterval(pruning);
      await (await ending())?.store.close();
    },
  };
}

function connect(
  config: Config,
  { account, secrets }: { account: NonNullable<Config['account']>; secrets: Secrets },
  { timeoutMs, backoffMs }: Timing,
  pauses: Pauses,
): { api: Api; close: Opened['close'] } {
  const connections = config.concurrency + EXTRA_CONNECTIONS;
  const http = openPool(account.origin, { connections, timeoutMs, maxReplyBytes: LARGEST_REPLY });
  const { concurrency, rate } = config;
  const pace = new Pace({ concurrency, rate, backoffMs, onPause: (until) => pauses.tell(until) });
  return {
    api: pauses.heardBy(
      createApi({ account, secrets, http, pace, pulse: new Pulse(), now: Date.now, backoffMs }),
      pace,
    ),
    close: (graceMs) => http.close(graceMs),
  };
}

const HOW_TO_SET =
  'Set VOBIZ_AUTH_ID and VOBIZ_AUTH_TOKEN (or VOBIZ_JWT) in the "env" of this server in the client\'s configuration, with the values from console.vobiz.ai, and restart it. To try it without an account, add "--sandbox" to its "args".';

const HOW_TO_MEND =
  'Correct it in the "env" of this server in the client\'s configuration, and restart it. To try it without an account, add "--sandbox" to its "args".';

/** Stands in while nothing is known of the account: the server runs, and every call says what to set. */
function unconfigured(config: Config): { api: Api; close: Opened['close'] } {
  const refuse = refuser(config);
  return {
    api: {
      call: async () => refuse(),
      read: async () => refuse(),
      rest: async () => refuse(),
      worked: () => false,
      intervalMs: refuse,
      etaMs: refuse,
    },
    close: async () => undefined,
  };
}

/** Plans are kept by account: without one there are none to show, which must not look like an empty list. */
function noJournal(config: Config): OpenJournal {
  const refuse = refuser(config);
  return { journal: async () => refuse(), settle: async () => undefined, closeStore: async () => undefined };
}

/** A bad value is corrected, and what is not there is set. */
function refuser({ missing = '', problems }: Config): () => never {
  const next = problems.some((problem) => missing.includes(problem)) ? HOW_TO_MEND : HOW_TO_SET;
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
  return [...sandbox, `[Configuration: ${problems.join(' ')} Nothing is written until this is corrected.]`];
}

/** What the account is called when it is the built-in one. */
export const SANDBOX = 'the sandbox';
