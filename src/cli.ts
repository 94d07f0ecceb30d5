import { lstatSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, type Flags, readConfig } from './config.ts';
import { AppError, explain } from './errors.ts';
import { nearest } from './lib/nearest.ts';
import { quoted } from './lib/text.ts';
import { ownFolder, withOwnUmask } from './store/folder.ts';
import { VERSION } from './version.ts';

const HELP = { type: 'boolean', short: 'h' } as const;
const OPTIONS = {
  server: {
    sandbox: { type: 'boolean' },
    'read-only': { type: 'boolean' },
    help: HELP,
    version: { type: 'boolean', short: 'v' },
  },
  sandbox: {
    port: { type: 'string' },
    contacts: { type: 'string' },
    seed: { type: 'string' },
    dialect: { type: 'string', multiple: true },
    help: HELP,
  },
  review: { account: { type: 'string' }, help: HELP },
  check: { help: HELP },
  forget: { help: HELP },
} as const;

type Command = keyof typeof OPTIONS;
const COMMANDS = ['sandbox', 'review', 'check', 'forget'] as const;
/** Commands that take a word. */
const TAKES_WORD: readonly Command[] = ['review', 'forget'];

/** A command line that cannot be understood: a message on stderr, exit status 2. */
class UsageError extends Error {}

/** Runs the command line. Only the module of the given command is imported. */
export async function main(args: readonly string[], entry?: string): Promise<void> {
  try {
    await dispatch(args, entry);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`vobiz-contacts-mcp: ${error.message}\n--help lists all commands and flags.\n`);
      process.exitCode = 2;
    } else if (error instanceof AppError) {
      process.stderr.write(`vobiz-contacts-mcp: ${explain(error)}\n`);
      process.exitCode = 1;
    } else throw error;
  }
}

async function dispatch(args: readonly string[], entry: string | undefined): Promise<void> {
  const [first, ...rest] = args;
  if (first === 'help') return dispatch([...rest, '--help'], entry);
  if (first === 'version') return dispatch(['--version', ...rest], entry);
  const command = commandOf(first);
  const { values, words } = parse(command, command === 'server' ? args : rest);
  if (values['help']) await help(command, entry);
  else if (values['version']) process.stdout.write(`${VERSION}\n`);
  else if (command === 'sandbox') await sandbox(values);
  else if (command === 'review') await review(words, values);
  else if (command === 'check') await check(configOf(values));
  else if (command === 'forget') await forget(words);
  else await serve(values, entry);
}

function commandOf(word: string | undefined): Command {
  if (word === undefined || word.startsWith('-')) return 'server';
  const command = COMMANDS.find((name) => name === word);
  if (command !== undefined) return command;
  throw new UsageError(`there is no command ${quoted(word, 60)}${suggestion(word, COMMANDS)}`);
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** Unknown flags are refused by name: a mistyped --read-only must not start a server that writes. */
function parse(command: Command, args: readonly string[]): { values: Values; words: string[] } {
  const options = OPTIONS[command];
  const names = Object.keys(options);
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional' && !TAKES_WORD.includes(command))
      throw new UsageError(
        `${quoted(token.value, 60)} is not understood here: this command takes only flags`,
      );
    if (token.kind !== 'option') continue;
    if (!names.includes(token.name))
      throw new UsageError(`there is no flag ${token.rawName}${instead(command, token.name)}`);
    const isBoolean = Object.entries(options).some(
      ([name, { type }]) => name === token.name && type === 'boolean',
    );
    if (isBoolean && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
    if (!isBoolean && token.value === undefined) throw new UsageError(`${token.rawName} needs a value`);
  }
  return { values, words: positionals };
}

/** What a terminal sets in place of the server's flags, to check the same setup. */
const VARIABLE_OF: Readonly<Record<string, string>> = {
  sandbox: 'VOBIZ_SANDBOX=true',
  'read-only': 'VOBIZ_MODE=read-only',
};

function instead(command: Command, flag: string): string {
  const variable = command === 'check' && Object.hasOwn(VARIABLE_OF, flag) ? VARIABLE_OF[flag] : undefined;
  return variable === undefined
    ? suggestion(flag, Object.keys(OPTIONS[command]), '--')
    : ` here; set ${variable} in the environment`;
}

function suggestion(word: string, candidates: readonly string[], prefix = ''): string {
  const near = nearest(word, candidates);
  return near ? `; did you mean ${prefix}${near}?` : '';
}

async function help(command: Command, entry: string | undefined): Promise<void> {
  const { showHelp } = await import('./commands/help.ts');
  showHelp(entry, command === 'sandbox' ? await dialects() : []);
}

async function dialects(): Promise<string[]> {
  const { dialectSwitches } = await import('./sandbox/dialect.ts');
  return dialectSwitches();
}

function configOf(values: Values): Config {
  const flags: Flags = { sandbox: values['sandbox'] === true, readOnly: values['read-only'] === true };
  return readConfig(flags);
}

async function serve(values: Values, entry: string | undefined): Promise<void> {
  const config = configOf(values);
  cacheCompiledCode(config.dataDir);
  const { serveStdin } = await import('./commands/serve.ts');
  await serveStdin(config, entry);
}

/** Saves a tenth of the next start. The folder must be ours alone: code that somebody else put there would be run. */
function cacheCompiledCode(dataDir: string): void {
  const folder = join(dataDir, 'cache');
  try {
    ownFolder(folder);
    if (!isOurs(folder)) return;
    // Node 20 has none.
    withOwnUmask(() => nodeModule.enableCompileCache?.(folder));
  } catch {
    // A full or read-only disk only makes the start slower.
  }
}

/** Whether the path is a folder, no link, into which nobody else can write. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder);
  const me = process.getuid?.();
  return found.isDirectory() && (me === undefined || (found.uid === me && (found.mode & 0o022) === 0));
}

async function check(config: Config): Promise<void> {
  const { runCheck } = await import('./commands/check.ts');
  if (!(await runCheck(config))) process.exitCode = 1;
}

async function review([plan, ...more]: readonly string[], values: Values): Promise<void> {
  if (more.length > 0) throw new UsageError('review takes one plan, such as plan_93gkjazs or latest');
  const { runReview } = await import('./commands/review.ts');
  const { account } = values;
  await runReview(configOf({}), plan, typeof account === 'string' ? account : undefined);
}

async function forget([number, ...more]: readonly string[]): Promise<void> {
  if (number === undefined || more.length > 0)
    throw new UsageError('forget takes one number, such as +919876543210');
  const { numberToForget, runForget } = await import('./commands/forget.ts');
  const writings = await numberToForget(number);
  if (writings === undefined)
    throw new UsageError(
      `${quoted(number, 60)} is not a number with + and country code, such as +919876543210; nobody was looked for`,
    );
  await runForget(configOf({}), writings);
}

async function sandbox(values: Values): Promise<void> {
  const { runSandbox } = await import('./sandbox/command.ts');
  const dialect = Array.isArray(values['dialect']) ? values['dialect'].map(String) : [];
  try {
    await runSandbox({
      port: wholeNumber(values, 'port', 0, 65_535, 0),
      contacts: wholeNumber(values, 'contacts', 1, 100_000, 500),
      seed: wholeNumber(values, 'seed', 0, 2 ** 31, 1),
      dialect,
    });
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

function wholeNumber(values: Values, name: string, least: number, most: number, fallback: number): number {
  const text = values[name];
  if (text === undefined) return fallback;
  const number = Number(text);
  if (text !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}`);
}
