import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anys, longFiles, longFunctions, suppressions } from './house/caps.ts';
import { unusedExports } from './house/exports.ts';
import { kindComparisons } from './house/kinds.ts';
import { type Module, readModules, roomOf } from './house/modules.ts';
import {
  acrossAside,
  cycles,
  inUnknownRooms,
  type Rooms,
  toolsInTools,
  upwardImports,
  wordsBelow,
} from './house/rooms.ts';
import { searchedSentences } from './house/sentences.ts';
import { stateNames } from './house/states.ts';

/** From top to bottom: the path of a request. A room imports only from rooms below it; two stand aside. */
const ROOMS = [
  'main.ts',
  'desktop.ts',
  'start.ts',
  'olderNode.ts',
  'cli.ts',
  'commands',
  'open.ts',
  'config.ts',
  'log.ts',
  'stderr.ts',
  'config',
  'page',
  'mcp',
  'setup',
  'version.ts',
  'tools',
  'words',
  'context.ts',
  'plans',
  'find',
  'sheets',
  'store',
  'contacts',
  'api',
  'http',
  'model',
  'errors.ts',
  'lib',
];
const ASIDE: Rooms['aside'] = {
  /** Only the commands about it may start it; of the rest of the house it knows little. */
  sandbox: {
    openedBy: ['cli.ts', 'commands/serve.ts'],
    shared: [],
    knows: ['api/wire.ts', 'model/contact.ts'],
  },
  /** It runs in a browser: nothing of it is imported but what it asks for, and it imports nothing. */
  view: { openedBy: [], shared: ['view/contract.ts'], knows: [] },
};
/** How a tool is called, what it is, and how its errors become results; the tools themselves know no protocol. */
const SPEAKS_MCP = [/^mcp[/]/, /^tools[/]define\.ts$/, /^commands[/]serve\.ts$/];
const MOST_LINES = { file: 250, function: 50 };

const HOUSE: Rooms = { order: ROOMS, aside: ASIDE };
const modules = readModules(join(import.meta.dirname, '..', 'src'));

const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));

/** Each names the places that break it; test/house/checks.test.ts shows that it does. */
const RULES: readonly [rule: string, check: (modules: readonly Module[]) => string[]][] = [
  ['has every source file in a known room', (all) => inUnknownRooms(all, HOUSE)],
  ['imports only from the same room or rooms below', (all) => upwardImports(all, HOUSE)],
  [
    'keeps sandbox and view aside: they know what they must, and few know them',
    (all) => acrossAside(all, HOUSE),
  ],
  ['has no import of words/ from below it', wordsBelow],
  ['has no import cycles, types included', cycles],
  ['has no export that nobody imports', (all) => unusedExports(all, tests)],
  ['asks model/lifecycle for states, and quotes none', stateNames],
  ['asks TASKS for a kind of work, and compares none', kindComparisons],
  ['takes no decision in SQL by a sentence', searchedSentences],
  ['has no tool that imports another tool', toolsInTools],
  [`has no file above ${MOST_LINES.file} lines`, (all) => longFiles(all, MOST_LINES.file)],
  [`has no function above ${MOST_LINES.function} lines`, (all) => longFunctions(all, MOST_LINES.function)],
  ['has no `any`', anys],
  ['has no suppressions', suppressions],
];

describe('the house', () => {
  test.each(RULES)('%s', (_rule, check) => {
    expect(check(modules)).toEqual([]);
  });

  test('speaks MCP in few places', () => {
    const speaking = modules.filter(({ imports }) =>
      imports.some(({ request }) => request.startsWith('@modelcontextprotocol/')),
    );
    const paths = speaking.map(({ path }) => path);
    expect(paths.filter((path) => !SPEAKS_MCP.some((place) => place.test(path)))).toEqual([]);
    expect(SPEAKS_MCP.filter((place) => !paths.some((path) => place.test(path)))).toEqual([]);
  });

  test('reads the environment in config.ts alone', () => {
    const readers = modules.filter(({ text }) => /process\.env/.test(text)).map(({ path }) => path);
    expect(readers).toEqual(['config.ts']);
  });

  test('reads and compares JSON to the digit: in lib/json.ts alone, and in the sandbox', () => {
    const readers = modules.filter(({ text }) => /\bJSON\.parse\b|isDeepStrictEqual|z\.json\(/.test(text));
    const elsewhere = readers.map(({ path }) => path).filter((path) => roomOf(path) !== 'sandbox');
    expect(elsewhere).toEqual(['lib/json.ts']);
  });

  test('turns errors into results in mcp/run.ts alone', () => {
    const makers = modules.filter(({ text }) => /isError: true/.test(text)).map(({ path }) => path);
    expect(makers).toEqual(['mcp/run.ts']);
  });
});
