import { relative } from 'node:path';
import { VARIABLE_NAMES, VARIABLES, type Variable } from '../config/variables.ts';
import { shellWord } from '../lib/shell.ts';
import { VERSION } from '../version.ts';

/** `entry` is the file that the terminal starts; `dialects` are the switches of `--dialect`, where they are asked for. */
export function showHelp(entry: string | undefined, dialects: readonly string[]): void {
  const switches = dialects.map((each) => `  ${each}\n`).join('');
  process.stdout.write(help(startedBy(entry)));
  if (switches !== '') process.stdout.write(`\nValues of --dialect:\n${switches}`);
}

/** By the path from here where that is shorter, as README has it. */
function startedBy(entry = 'main.js'): string {
  const near = relative(process.cwd(), entry);
  return `node ${shellWord(near.startsWith('..') ? entry : near)}`;
}

/** `started` is what a terminal types before the command. */
function help(started: string): string {
  return `vobiz-contacts-mcp ${VERSION}: talk to your Vobiz contacts through MCP

  ${started} [COMMAND] [FLAGS]

  without a command       the server, on stdin and stdout; clients start it
      --sandbox           with a built-in account of invented contacts
      --read-only         leave out every tool that writes
  sandbox                 the stand-in for the Vobiz API, on this machine
      --port 0            0 takes a free one
      --contacts 500      1 to 100000
      --seed 1            the same seed, the same contacts
      --dialect NAME=VALUE
                          how it behaves where the API is not documented; may be repeated;
                          sandbox --help lists all names and values
  review [PLAN]           opens the page of plans in your browser, until Ctrl-C; it decides, a server runs
      --account ID        of which account, where plans of several are kept here
  check                   what works and what does not; exit status 1 when something does not
  forget NUMBER           erases one person from everything kept here; Vobiz itself is not touched.
                          NUMBER begins with + and country code, such as +919876543210
  --help (-h), --version (-v)

Configuration, by environment variables:
${variableLines()}
`;
}

/** A line for each variable: its name, what it does, and what holds where it is not set. */
function variableLines(): string {
  const width = Math.max(...VARIABLE_NAMES.map((name) => name.length));
  return VARIABLE_NAMES.map((name) => {
    const { says, fallback, otherwise = fallback }: Variable = VARIABLES[name];
    const without = otherwise === undefined ? '' : ` (${otherwise})`;
    return `  ${name.padEnd(width)}  ${says.replaceAll('`', '')}${without}`;
  }).join('\n');
}
