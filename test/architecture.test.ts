import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';

/** From top to bottom: the path of a request. A room imports only from rooms below it; `sandbox` stands aside. */
const ROOMS = [
  'main.ts',
  'cli.ts',
  'commands',
  'open.ts',
  'config.ts',
  'log.ts',
  'stderr.ts',
  'mcp',
  'version.ts',
  'tools',
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
const ASIDE = 'sandbox';
/** Only these may start the sandbox: the commands that are about it. */
const STARTS_SANDBOX = ['cli.ts', 'commands/serve.ts'];
/** How a tool is called, what it is, and how its errors become results; the tools themselves know no protocol. */
const SPEAKS_MCP = [/^mcp[/]/, /^tools[/]define\.ts$/, /^commands[/]serve\.ts$/];
const MOST_LINES = { file: 300, function: 60 };

interface Node {
  type: string;
  start: number;
  end: number;
}

interface Module {
  path: string;
  text: string;
  imports: string[];
  functions: { line: number; lines: number }[];
  anys: number[];
}

const SRC = join(import.meta.dirname, '..', 'src');
const modules = sources(SRC).map(readModule);

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function readModule(file: string): Module {
  const text = readFileSync(file, 'utf8');
  const { program, module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  const nodes = [...walk(program)];
  const functions = nodes
    .filter(({ type }) => /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type))
    .map(({ start, end }) => ({ line: lineOf(start), lines: lineOf(end) - lineOf(start) + 1 }));
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
    text.slice(start + 1, end - 1),
  );
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
  );
  return {
    path: relative(SRC, file).replaceAll(sep, '/'),
    text,
    imports: [
      ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
      ...dynamic,
      ...exported,
    ],
    functions,
    anys: nodes.filter(({ type }) => type === 'TSAnyKeyword').map(({ start }) => lineOf(start)),
  };
}

function* walk(node: unknown): Generator<Node> {
  if (typeof node !== 'object' || node === null) return;
  if (isNode(node)) yield node;
  for (const child of Object.values(node)) yield* walk(child);
}

function isNode(value: object): value is Node {
  return 'type' in value && 'start' in value && 'end' in value && typeof value.type === 'string';
}

/** Where a relative import leads, from the source folder's root. */
function targetOf({ path }: Module, request: string): string {
  return relative(SRC, join(SRC, path, '..', request)).replaceAll(sep, '/');
}

function localImports(module: Module): string[] {
  return module.imports
    .filter((request) => request.startsWith('.') && !request.endsWith('.json'))
    .map((request) => targetOf(module, request));
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? path;
}

describe('the house', () => {
  test('has every source file in a known room', () => {
    const strangers = modules
      .map(({ path }) => roomOf(path))
      .filter((room) => room !== ASIDE && !ROOMS.includes(room));
    expect(strangers).toEqual([]);
  });

  test('imports only from the same room or rooms below', () => {
    const wrong = modules.flatMap((module) => {
      const from = ROOMS.indexOf(roomOf(module.path));
      const upward = (target: string) => ROOMS.indexOf(roomOf(target)) < from && roomOf(target) !== ASIDE;
      return roomOf(module.path) === ASIDE
        ? []
        : localImports(module)
            .filter(upward)
            .map((target) => `${module.path} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  test('keeps the sandbox aside: it knows the wire types, and only the commands about it know it', () => {
    const wrong = modules.flatMap((module) =>
      localImports(module)
        .filter((target) => (roomOf(module.path) === ASIDE) !== (roomOf(target) === ASIDE))
        .filter(
          (target) =>
            !['api/wire.ts', 'model/contact.ts'].includes(target) && !STARTS_SANDBOX.includes(module.path),
        )
        .map((target) => `${module.path} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('has no import cycles, types included', () => {
    const graph = new Map(modules.map((module) => [module.path, localImports(module)]));
    expect(cycles(graph)).toEqual([]);
  });

  test('has no tool that imports another tool', () => {
    const isTool = (path: string) => /^tools[/][a-z]+_[a-z]+\.ts$/.test(path);
    const wrong = modules
      .filter(({ path }) => isTool(path))
      .flatMap((module) =>
        localImports(module)
          .filter(isTool)
          .map((target) => `${module.path} -> ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test('speaks MCP in few places', () => {
    const speaking = modules.filter(({ imports }) =>
      imports.some((request) => request.startsWith('@modelcontextprotocol/')),
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
    const elsewhere = readers.map(({ path }) => path).filter((path) => roomOf(path) !== ASIDE);
    expect(elsewhere).toEqual(['lib/json.ts']);
  });

  test('turns errors into results in mcp/run.ts alone', () => {
    const makers = modules.filter(({ text }) => /isError: true/.test(text)).map(({ path }) => path);
    expect(makers).toEqual(['mcp/run.ts']);
  });
});

describe('the caps', () => {
  test.each(modules.map((module) => [module.path, module] as const))(
    '%s is short, typed and unsuppressed',
    (_path, { text, functions, anys }) => {
      expect(text.split('\n').length).toBeLessThanOrEqual(MOST_LINES.file);
      expect(functions.filter(({ lines }) => lines > MOST_LINES.function)).toEqual([]);
      expect(anys).toEqual([]);
      expect(text).not.toMatch(/@ts-(ignore|expect-error|nocheck)|biome-ignore|eslint-disable|as unknown as/);
    },
  );
});

function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (done.has(path) || trail.includes(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}
