import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Account } from './api/account.ts';
import { countryCode } from './contacts/countries/country.ts';
import { nearest } from './lib/nearest.ts';
import { listed, quoted } from './lib/text.ts';
import { beginsQuoted, endsQuoted, isSample, isUnfilled } from './lib/unfilled.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import type { ApprovalMode, Mode } from './model/rules.ts';

export interface Config {
  /** Undefined when credentials are missing, or the address is wrong. */
  account: Account | undefined;
  /** Then the reason, as a sentence. */
  missing: string | undefined;
  /** The account for people: `account MA_X at api.vobiz.ai`. */
  where: string;
  mode: Mode;
  country: string | undefined;
  /** The folder of the store, the cache and the default files. */
  dataDir: string;
  files: string[];
  /** Whether somebody configured `files`; the default folder may be missing. */
  filesNamed: boolean;
  concurrency: number;
  /** Requests per second; `Infinity` when not set. */
  rate: number;
  approval: ApprovalMode;
  /** The most contacts that a plan may change, and the most that it may delete. */
  maxPlan: number;
  maxDelete: number;
  /** Days that the journal keeps ended plans. */
  keepDays: number;
  protectedTags: string[];
  logLevel: LogLevel;
  /** Mistakes: unknown variables and bad values, a sentence each. */
  problems: string[];
}

export interface Flags {
  sandbox: boolean;
  readOnly: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

const DEFAULT_URL = 'https://api.vobiz.ai/api/v1/messaging';
const OPT_OUTS = 'opted-out,opt-out,unsubscribed,dnd,do-not-contact';
const APPROVALS: readonly ApprovalMode[] = ['ask', 'relay', 'form'];
const MODES: readonly Mode[] = ['full', 'no-delete', 'read-only'];

export const VARIABLES = [
  'VOBIZ_AUTH_ID',
  'VOBIZ_AUTH_TOKEN',
  'VOBIZ_JWT',
  'VOBIZ_BASE_URL',
  'VOBIZ_MODE',
  'VOBIZ_DATA_DIR',
  'VOBIZ_FILES',
  'VOBIZ_DEFAULT_COUNTRY',
  'VOBIZ_CONCURRENCY',
  'VOBIZ_RATE',
  'VOBIZ_PROTECTED_TAGS',
  'VOBIZ_APPROVAL',
  'VOBIZ_MAX_PLAN',
  'VOBIZ_MAX_DELETE',
  'VOBIZ_KEEP_DAYS',
  'VOBIZ_LOG_LEVEL',
] as const;
type Variable = (typeof VARIABLES)[number];

/** Reads flags and environment. It never throws: a mistake is a problem, and the default takes its place. */
export function readConfig(flags: Flags, env: Env = process.env): Config {
  const problems = unknownVariables(env);
  const read = reader(env, problems);
  const dataDir = read('VOBIZ_DATA_DIR', folder, platformDataDir(env));
  const account = flags.sandbox ? undefined : accountOf(read, problems);
  return {
    account: account?.ok,
    missing: account?.missing,
    where: account?.where ?? 'the sandbox',
    mode: flags.readOnly ? 'read-only' : read('VOBIZ_MODE', oneOf(MODES), 'full'),
    country: read('VOBIZ_DEFAULT_COUNTRY', country, undefined),
    dataDir,
    ...filesOf(read, dataDir),
    concurrency: read('VOBIZ_CONCURRENCY', numberIn(1, 64, true), 8),
    rate: read('VOBIZ_RATE', numberIn(0.01, 10_000, false), Number.POSITIVE_INFINITY),
    approval: read('VOBIZ_APPROVAL', oneOf(APPROVALS), 'ask'),
    maxPlan: read('VOBIZ_MAX_PLAN', numberIn(1, 100_000, true), 10_000),
    maxDelete: read('VOBIZ_MAX_DELETE', numberIn(0, 100_000, true), 500),
    keepDays: read('VOBIZ_KEEP_DAYS', numberIn(1, 3650, true), 90),
    protectedTags: read('VOBIZ_PROTECTED_TAGS', tagList, tagList(OPT_OUTS)),
    logLevel: read('VOBIZ_LOG_LEVEL', oneOf(LOG_LEVELS), 'info'),
    problems,
  };
}

/** Reads one variable: `parse` throws a phrase that completes "VARIABLE must be". Empty is the same as not set. */
type Read = <T>(name: Variable, parse: (text: string) => T, fallback: T) => T;

/** Values that are never repeated: the tokens, and the address, which may hold a token by mistake. */
const NOT_REPEATED: readonly Variable[] = ['VOBIZ_AUTH_TOKEN', 'VOBIZ_JWT', 'VOBIZ_BASE_URL'];

const UNQUOTED = 'without the quotation marks around it';
const OWN = 'your own (it is still the sample from the instructions)';

function reader(env: Env, problems: string[]): Read {
  return (name, parse, fallback) => {
    const text = env[name]?.trim();
    if (text === undefined || text === '') return fallback;
    try {
      // Some clients pass placeholders on without filling them in, and some files keep the quotation marks.
      if (beginsQuoted(text)) throw new RangeError(UNQUOTED);
      if (isUnfilled(text)) throw new RangeError('filled in (it is still a placeholder)');
      return parse(text);
    } catch (error) {
      const given = NOT_REPEATED.includes(name) ? '' : `, not ${quoted(text, 80)}`;
      problems.push(`${name} must be ${error instanceof Error ? error.message : String(error)}${given}.`);
      return fallback;
    }
  };
}

function unknownVariables(env: Env): string[] {
  const known: readonly string[] = VARIABLES;
  const unknown = Object.keys(env).filter((name) => /^vobiz_/i.test(name) && !known.includes(name));
  return unknown.map((name) => {
    const near = nearest(name, VARIABLES);
    return `There is no variable ${quoted(name, 60)}${near ? `; did you mean ${near}?` : '.'}`;
  });
}

interface AccountReading {
  ok?: Account;
  missing?: string;
  where: string;
}

function accountOf(read: Read, problems: string[]): AccountReading {
  const before = problems.length;
  const url = read('VOBIZ_BASE_URL', serviceUrl, new URL(DEFAULT_URL));
  const id = read('VOBIZ_AUTH_ID', credential, undefined);
  const token = read('VOBIZ_AUTH_TOKEN', credential, undefined);
  const jwt = read('VOBIZ_JWT', credential, undefined);
  const where = `${id ? `account ${quoted(id, 60).slice(1, -1)}` : 'the account of VOBIZ_JWT'} at ${url.host}`;
  // An account must not be guessed from a configuration with a wrong address or wrong credentials.
  if (problems.length > before) return { where, missing: problems.slice(before).join(' ') };
  if (token !== undefined && jwt !== undefined)
    problems.push('VOBIZ_AUTH_TOKEN and VOBIZ_JWT are both set; set only one of them.');
  const credentials = credentialsOf(id, token, jwt);
  if (!credentials) return { where, missing: missingCredentials(id, token) };
  const secrets = [token, jwt].filter((secret) => secret !== undefined);
  const basePath = url.pathname.replace(/\/+$/, '');
  return { ok: { origin: url.origin, basePath, credentials, secrets }, where };
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

function serviceUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = url !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback);
  if (!url || !safe) throw new RangeError('an https address (http only on this machine)');
  if (url.username || url.password || url.search || url.hash)
    throw new RangeError('an address without credentials, query or fragment');
  if (isSample(url.hostname)) throw new RangeError(OWN);
  return url;
}

/** A value that goes into a header unchanged. */
function credential(text: string): string {
  if (endsQuoted(text)) throw new RangeError(UNQUOTED);
  if (isSample(text)) throw new RangeError(OWN);
  if (!/^[\x21-\x7e]+$/.test(text))
    throw new RangeError('plain letters, digits and signs (ASCII), without spaces');
  return text;
}

function oneOf<T extends string>(values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text.toLowerCase());
    if (found === undefined) throw new RangeError(`one of ${listed(values)}`);
    return found;
  };
}

function numberIn(least: number, most: number, whole: boolean): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (number >= least && number <= most && (!whole || Number.isInteger(number))) return number;
    throw new RangeError(`a ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
  };
}

function country(text: string): string {
  const code = countryCode(text);
  if (code === undefined) throw new RangeError('the two letters of a country, such as IN');
  return code;
}

function tagList(text: string): string[] {
  return text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
}

const NEEDS_FOLDERS = 'a full path, such as /Users/you/Downloads';

function filesOf(read: Read, dataDir: string): Pick<Config, 'files' | 'filesNamed'> {
  const named = (text: string) => ({
    files: folders(text),
    filesNamed: true,
  });
  return read('VOBIZ_FILES', named, { files: [join(dataDir, 'files')], filesNamed: false });
}

function folders(text: string): string[] {
  const named = text.split(delimiter).filter(Boolean);
  if (named.length === 0) throw new RangeError(NEEDS_FOLDERS);
  return named.map(folder);
}

function folder(text: string): string {
  const path = text === '~' || text.startsWith('~/') ? join(homedir(), text.slice(1)) : text;
  if (!isAbsolute(path)) throw new RangeError(NEEDS_FOLDERS);
  return path;
}

function platformDataDir(env: Env): string {
  const home = homedir();
  const places: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(home, 'Library', 'Application Support'),
    win32: env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'),
  };
  return join(
    places[process.platform] ?? env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'),
    'vobiz-contacts-mcp',
  );
}
