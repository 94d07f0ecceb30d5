import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type ESTree, parseSync } from 'vite';
import { type Import, importsOf } from './imports.ts';

/** A file of the source folder, parsed. */
export interface Module {
  /** From the source folder, with slashes on every system. */
  path: string;
  text: string;
  /** The text with spaces in place of comments. */
  code: string;
  /** All of the syntax tree, parents before their children. */
  nodes: readonly ESTree.Node[];
  imports: readonly Import[];
  /** Exported names, types included; `default` for a default export. */
  exports: readonly string[];
}

export function readModules(folder: string): Module[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .map((file) => parseModule(relative(folder, file).replaceAll(sep, '/'), readFileSync(file, 'utf8')))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export function parseModule(path: string, text: string): Module {
  const { program, module, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const nodes = [...walk(program)];
  const blank = (code: string, { start, end }: ESTree.Span) =>
    code.slice(0, start) + code.slice(start, end).replaceAll(/[^\n]/g, ' ') + code.slice(end);
  return {
    path,
    text,
    code: comments.reduce(blank, text),
    nodes,
    imports: importsOf(path, module, nodes),
    exports: module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ exportName: { kind, name } }) => (kind === 'Default' ? 'default' : (name ?? []))),
    ),
  };
}

/** The node and all below it. */
export function* walk(node: unknown): Generator<ESTree.Node> {
  if (typeof node !== 'object' || node === null) return;
  if (isNode(node)) yield node;
  for (const child of Object.values(node)) yield* walk(child);
}

function isNode(value: object): value is ESTree.Node {
  return 'type' in value && 'start' in value && 'end' in value && typeof value.type === 'string';
}

/** `plans/run/run.ts:12`, as editors open it. */
export function placeOf({ path, text }: Module, { start }: ESTree.Span): string {
  return `${path}:${lineAt(text, start)}`;
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The folder below the source folder, or the file that lies in it directly. */
export function roomOf(path: string): string {
  return path.split('/')[0] ?? path;
}
