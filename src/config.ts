import type { Account } from './api/account.ts';
import {
  type Computer,
  defaultFiles,
  folder,
  folders,
  hasScreen,
  platformDataDir,
  THIS_COMPUTER,
} from './config/folders.ts';
import { lesserNode } from './config/node.ts';
import {
  country,
  credential,
  numberIn,
  oneOf,
  protectedTagList,
  serviceUrl,
  UNQUOTED,
} from './config/values.ts';
import {
  APPROVALS,
  LOG_LEVELS,
  MODES,
  REVIEWS,
  SWITCH,
  VARIABLE_NAMES,
  VARIABLES,
  type Variable,
  type VariableName,
} from './config/variables.ts';
import type { Settings } from './context.ts';
import { messageOf } from './errors.ts';
import { nearest } from './lib/nearest.ts';
import { quoted } from './lib/text.ts';
import { beginsQuoted, isLikeToken, isUnfilled } from './lib/unfilled.ts';
import type { LogLevel } from './log.ts';
import type { ApprovalMode } from './model/rules.ts';

export interface Config extends Settings {
  /** Why there is no account, as a sentence. */
  missing: string | undefined;
  /** Tokens as they were given, usable or not: no answer may hold them. */
  secrets: string[];
  country: string | undefined;
  concurrency: number;
  /** Requests per second; `Infinity` when not set. */
  rate: number;
  approval: ApprovalMode;
  /** The most contacts that a plan may change, and the most that it may delete. */
  maxPlan: number;
  maxDelete: number;
  /** Days that the journal keeps ended plans. */
  keepDays: number;
  logLevel: LogLevel;
}

export interface Flags {
  sandbox: boolean;
  readOnly: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Reads flags and environment. It never throws: a mistake is a problem, and the default takes its place. */
export function readConfig(flags: Flags, env: Env = process.env, computer = THIS_COMPUTER): Config {
  const node = lesserNode();
  const problems = [...(node === undefined ? [] : [node.problem]), ...unknownVariables(env, computer)];
  const read = reader(env, problems);
  const dataDir = read('VOBIZ_DATA_DIR', (text) => folder(text, computer)) ?? platformDataDir(env, computer);
  const sandbox = flags.sandbox || read('VOBIZ_SANDBOX', oneOf(SWITCH)) === 'true';
  const account = sandbox ? undefined : accountOf(read, problems);
  return {
    sandbox,
    account: account?.ok,
    missing: account?.missing,
    isMistaken: account?.isMistaken === true,
    secrets: TOKENS.flatMap((name) => givenIn(env, name) ?? []),
    where: account?.where ?? 'the sandbox',
    mode: flags.readOnly ? 'read-only' : read('VOBIZ_MODE', oneOf(MODES)),
    country: read('VOBIZ_DEFAULT_COUNTRY', country),
    dataDir,
    ...filesOf(read, dataDir, computer),
    concurrency: read('VOBIZ_CONCURRENCY', numberIn(1, 64, true)),
    rate: read('VOBIZ_RATE', numberIn(0.01, 10_000, false)) ?? Number.POSITIVE_INFINITY,
    approval: read('VOBIZ_APPROVAL', oneOf(APPROVALS)),
    review: read('VOBIZ_REVIEW', oneOf(REVIEWS)),
    hasScreen: hasScreen(env, computer),
    maxPlan: read('VOBIZ_MAX_PLAN', numberIn(1, 100_000, true)),
    maxDelete: read('VOBIZ_MAX_DELETE', numberIn(0, 100_000, true)),
    keepDays: read('VOBIZ_KEEP_DAYS', numberIn(1, 3650, true)),
    protectedTags: read('VOBIZ_PROTECTED_TAGS', protectedTagList),
    logLevel: read('VOBIZ_LOG_LEVEL', oneOf(LOG_LEVELS)),
    node,
    problems,
    given: [
      ...givenNames(env),
      ...(flags.sandbox ? ['--sandbox'] : []),
      ...(flags.readOnly ? ['--read-only'] : []),
    ],
  };
}

const TOKENS: readonly VariableName[] = ['VOBIZ_AUTH_TOKEN', 'VOBIZ_JWT'];

/** The text of a variable; empty is the same as not set. */
function givenIn(env: Env, name: VariableName): string | undefined {
  const text = env[name]?.trim() ?? '';
  return text === '' || LEFT_EMPTY.test(text) ? undefined : text;
}

/** Desktops set every variable, most of them to their defaults. */
function givenNames(env: Env): VariableName[] {
  return VARIABLE_NAMES.filter((name) => {
    const text = givenIn(env, name);
    const { fallback }: Variable = VARIABLES[name];
    return text !== undefined && text !== fallback;
  });
}

type WithFallback = {
  [Name in VariableName]: (typeof VARIABLES)[Name] extends { fallback: string } ? Name : never;
}[VariableName];

/** Reads one variable: `parse` throws a phrase that completes "VARIABLE must be". Empty is the same as not set. */
interface Read {
  <T>(name: WithFallback, parse: (text: string) => T): T;
  <T>(name: VariableName, parse: (text: string) => T): T | undefined;
}

/** Claude Desktop passes an optional setting that was left empty on as it stands in the manifest. */
const LEFT_EMPTY = /^\$\{user_config\.[^{}]*\}$/;

function reader(env: Env, problems: string[]): Read {
  return <T>(name: VariableName, parse: (text: string) => T) => {
    const { fallback, isSecret }: Variable = VARIABLES[name];
    const otherwise = () => (fallback === undefined ? undefined : parse(fallback)) as T;
    const text = givenIn(env, name);
    if (text === undefined) return otherwise();
    try {
      // Some clients pass placeholders on without filling them in, and some files keep the quotation marks.
      if (beginsQuoted(text)) throw new RangeError(UNQUOTED);
      if (isUnfilled(text)) throw new RangeError('filled in (it is still a placeholder)');
      return parse(text);
    } catch (error) {
      const given = isSecret || isLikeToken(text) ? '' : `, not ${quoted(text, 80)}`;
      problems.push(`${name} must be ${messageOf(error)}${given}.`);
      return otherwise();
    }
  };
}

const PREFIX = /^vobiz_/i;
/** The letters that all names share say nothing of which one is meant. */
const BARE_NAMES = VARIABLE_NAMES.map((name) => name.replace(PREFIX, ''));

/** Names of variables are the same in any case on Windows. */
function unknownVariables(env: Env, { platform }: Computer): string[] {
  const known: readonly string[] = VARIABLE_NAMES;
  const isKnown = (name: string) => known.includes(platform === 'win32' ? name.toUpperCase() : name);
  const unknown = Object.keys(env).filter((name) => PREFIX.test(name) && !isKnown(name));
  return unknown.map((name) => {
    const near = nearest(name.replace(PREFIX, ''), BARE_NAMES);
    return `There is no variable ${quoted(name, 60)}${near ? `; did you mean VOBIZ_${near}?` : '.'}`;
  });
}

interface AccountReading {
  ok?: Account;
  missing?: string;
  isMistaken?: true;
  where: string;
}

/** What it is stands among the problems, which every answer repeats. */
const WRONG = "there is a mistake in the account's address, id or token.";

function accountOf(read: Read, problems: string[]): AccountReading {
  const before = problems.length;
  const url = read('VOBIZ_BASE_URL', serviceUrl);
  const id = read('VOBIZ_AUTH_ID', credential);
  const token = read('VOBIZ_AUTH_TOKEN', credential);
  const jwt = read('VOBIZ_JWT', credential);
  const where = `${id ? accountNamed(id) : 'the account of VOBIZ_JWT'} at ${url.host}`;
  // An account must not be guessed from a configuration with a wrong address or wrong credentials.
  if (problems.length > before) return { where, missing: WRONG, isMistaken: true };
  if (token !== undefined && jwt !== undefined)
    problems.push('VOBIZ_AUTH_TOKEN and VOBIZ_JWT are both set; set only one of them.');
  const credentials = credentialsOf(id, token, jwt);
  if (!credentials) return { where, missing: missingCredentials(id, token) };
  const secrets = [token, jwt].filter((secret) => secret !== undefined);
  const basePath = url.pathname.replace(/\/+$/, '');
  return { ok: { origin: url.origin, basePath, credentials, secrets }, where };
}

/** An id begins with its kind, as in `MA_`; anything else that long may be a token in the wrong field. */
function accountNamed(id: string): string {
  const isId = /^[a-z]{2,5}_/i.test(id) || !isLikeToken(id);
  return isId ? `account ${quoted(id, 60).slice(1, -1)}` : `account ${id.slice(0, 6)}…`;
}

function credentialsOf(id?: string, token?: string, jwt?: string): Record<string, string> | undefined {
  if (token !== undefined && id !== undefined) return { 'x-auth-id': id, 'x-auth-token': token };
  return jwt === undefined ? undefined : { authorization: `Bearer ${jwt}` };
}

function missingCredentials(id?: string, token?: string): string {
  if (id !== undefined) return 'VOBIZ_AUTH_ID is set, but VOBIZ_AUTH_TOKEN is not.';
  if (token !== undefined) return 'VOBIZ_AUTH_TOKEN is set, but VOBIZ_AUTH_ID is not.';
  return 'no credentials are set.';
}

function filesOf(read: Read, dataDir: string, computer: Computer): Pick<Config, 'files' | 'filesNamed'> {
  const files = read('VOBIZ_FILES', (text) => folders(text, computer));
  return { files: files ?? [defaultFiles(dataDir, computer)], filesNamed: files !== undefined };
}
