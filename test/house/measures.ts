import { posix } from 'node:path';
import type { ESTree } from 'vite';
import { lineAt, type Module, placeOf, roomOf, walk } from './modules.ts';

/** A function-like node with a body: arrows of one line and methods too. */
export interface Measured {
  /** Its name, where it has one, and its place. */
  place: string;
  lines: number;
  branches: number;
}

/** Half of them are at most the first, nine of ten at most the second, all at most the third. */
export function spreadOf(numbers: readonly number[]): [median: number, p90: number, most: number] {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.ceil(part * sorted.length) - 1] ?? 0;
  return [at(0.5), at(0.9), at(1)];
}

export function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** Neither blank lines nor comments. */
export function codeLinesOf({ code }: Module): number {
  return code.split('\n').filter((line) => line.trim() !== '').length;
}

export function functionsOf(module: Module): Measured[] {
  const names = namesOf(module.nodes);
  return module.nodes.filter(isFunction).map((node) => {
    const place = placeOf(module, node);
    const name = node.id?.name ?? names.get(node);
    return {
      place: name === undefined ? place : `${name} (${place})`,
      lines: lineAt(module.text, node.end) - lineAt(module.text, node.start) + 1,
      branches: branchesOf(node),
    };
  });
}

type FunctionNode = ESTree.Function | ESTree.ArrowFunctionExpression;

function isFunction(node: ESTree.Node): node is FunctionNode {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

/** Functions without a name of their own go by that of the constant, property or method they stand in. */
function namesOf(nodes: readonly ESTree.Node[]): Map<ESTree.Node, string> {
  return new Map(
    nodes.flatMap((node): [ESTree.Node, string][] => {
      if (node.type === 'VariableDeclarator')
        return node.init && node.id.type === 'Identifier' ? [[node.init, node.id.name]] : [];
      if (node.type !== 'MethodDefinition' && node.type !== 'PropertyDefinition' && node.type !== 'Property')
        return [];
      const { key, value } = node;
      if (key.type === 'PrivateIdentifier') return value ? [[value, `#${key.name}`]] : [];
      return key.type === 'Identifier' && value ? [[value, key.name]] : [];
    }),
  );
}

/**
 * Every place where the code may go one way or another: `if`, `?:`, each `case`, `&&`, `||`, `??`, loops and `catch`.
 * Branches of inner functions count for the outer one too: its reader has to read them. Neither `default`, `else`,
 * `?.` nor the function itself counts.
 */
function branchesOf(body: FunctionNode): number {
  return [...walk(body)].filter(isBranch).length;
}

const BRANCHES =
  /^(IfStatement|ConditionalExpression|LogicalExpression|CatchClause|(For|ForIn|ForOf|While|DoWhile)Statement)$/;

function isBranch(node: ESTree.Node): boolean {
  return node.type === 'SwitchCase' ? node.test !== null : BRANCHES.test(node.type);
}

/** Imports that lead from one room into another, as `from -> to`, one for each statement. */
export function betweenRooms(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, imports }) =>
    imports.flatMap(({ target }) => {
      const [from, to] = [roomOf(path), roomOf(target ?? path)];
      return from === to ? [] : `${from} -> ${to}`;
    }),
  );
}

/** How many files lie in each folder itself. */
export function filesPerFolder(modules: readonly Module[]): Map<string, number> {
  const folders = Map.groupBy(modules, ({ path }) => posix.dirname(path));
  return new Map([...folders].map(([folder, files]) => [folder, files.length]));
}

/** Where `as` claims a type; `as const` claims none. */
export function castsOf(module: Module): string[] {
  return module.nodes
    .filter((node) => node.type === 'TSAsExpression')
    .filter(({ typeAnnotation: { start, end } }) => module.text.slice(start, end) !== 'const')
    .map((node) => placeOf(module, node));
}
