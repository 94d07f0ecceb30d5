import { GOAL, longFiles, longFunctions } from './caps.ts';
import { unusedExports } from './exports.ts';
import { kindComparisons } from './kinds.ts';
import {
  betweenRooms,
  castsOf,
  codeLinesOf,
  filesPerFolder,
  functionsOf,
  linesOf,
  spreadOf,
} from './measures.ts';
import type { Module } from './modules.ts';
import { wordsBelow } from './rooms.ts';
import { searchedSentences } from './sentences.ts';
import { stateNames } from './states.ts';

type Modules = readonly Module[];
type Row = readonly [name: string, ...values: string[]];

const MOST_BRANCHES = 12;
const MOST_FILES = 16;

/** What the house is rebuilt for: each check names the places that break the goal. */
export const GOALS: readonly [name: string, check: (modules: Modules) => string[]][] = [
  ['exports imported by nobody', unusedExports],
  ['state names outside model/lifecycle', stateNames],
  ["comparisons of a task's kind outside plans/tasks", kindComparisons],
  ['conditions on a reason, warning or summary', searchedSentences],
  ['imports of words/ from below it', wordsBelow],
  [`files above ${GOAL.file} lines`, longFiles],
  [`functions above ${GOAL.function} lines`, longFunctions],
];

/** The house in numbers; a column for each set of modules. */
export function rowsOf(columns: readonly Modules[]): Row[] {
  return MEASURES.map(([name, measure]) => [name, ...columns.map(measure)]);
}

const MEASURES: readonly [name: string, measure: (modules: Modules) => string][] = [
  ['files', (modules) => thousands(modules.length)],
  ['lines', (modules) => thousands(allLines(modules))],
  ['lines of code', (modules) => thousands(sum(modules.map(codeLinesOf)))],
  ['lines of a file: median / p90 / longest', (modules) => spread(modules.map(({ text }) => linesOf(text)))],
  ['functions', (modules) => thousands(modules.flatMap(functionsOf).length)],
  [
    'lines of a function: median / p90 / longest',
    (modules) => spread(modules.flatMap(functionsOf).map(({ lines }) => lines)),
  ],
  ['most branches in a function', branchiest],
  [
    `functions above ${MOST_BRANCHES} branches`,
    (modules) =>
      thousands(modules.flatMap(functionsOf).filter(({ branches }) => branches > MOST_BRANCHES).length),
  ],
  ['imports between rooms: arrows', (modules) => thousands(new Set(betweenRooms(modules)).size)],
  ['imports between rooms: statements', (modules) => thousands(betweenRooms(modules).length)],
  ['files of a folder: median / p90 / most', (modules) => spread([...filesPerFolder(modules).values()])],
  [`folders above ${MOST_FILES} files`, crowded],
  ['casts (`as`) per 1,000 lines', casts],
  ...GOALS.map(([name, check]): [string, (modules: Modules) => string] => [
    name,
    (modules) => thousands(check(modules).length),
  ]),
];

function branchiest(modules: Modules): string {
  const [most] = modules.flatMap(functionsOf).toSorted((a, b) => b.branches - a.branches);
  return most ? `${most.branches}: ${most.place}` : 'none';
}

function crowded(modules: Modules): string {
  const folders = [...filesPerFolder(modules)].filter(([, files]) => files > MOST_FILES);
  const named = folders.map(([folder, files]) => `${folder} ${files}`);
  return [thousands(folders.length), named.join(', ')].filter(Boolean).join(': ');
}

function casts(modules: Modules): string {
  const found = modules.flatMap(castsOf).length;
  return `${((found * 1000) / allLines(modules)).toFixed(2)} (${found})`;
}

function allLines(modules: Modules): number {
  return sum(modules.map(({ text }) => linesOf(text)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function spread(numbers: readonly number[]): string {
  return spreadOf(numbers).map(thousands).join(' / ');
}

function thousands(number: number): string {
  return number.toLocaleString('en-US');
}
