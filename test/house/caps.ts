import { functionsOf, linesOf } from './measures.ts';
import { type Module, placeOf } from './modules.ts';

type Modules = readonly Module[];

/** The caps that the house is rebuilt for. */
export const GOAL = { file: 250, function: 50 };

export function longFiles(modules: Modules, most = GOAL.file): string[] {
  return modules
    .map(({ path, text }) => ({ path, lines: linesOf(text) }))
    .filter(({ lines }) => lines > most)
    .map(({ path, lines }) => `${path}: ${lines} lines`);
}

export function longFunctions(modules: Modules, most = GOAL.function): string[] {
  return modules
    .flatMap(functionsOf)
    .filter(({ lines }) => lines > most)
    .map(({ place, lines }) => `${place}: ${lines} lines`);
}

export function anys(modules: Modules): string[] {
  return modules.flatMap((module) =>
    module.nodes.filter(({ type }) => type === 'TSAnyKeyword').map((node) => placeOf(module, node)),
  );
}

const SUPPRESSION = /@ts-(ignore|expect-error|nocheck)|biome-ignore|eslint-disable|as unknown as/g;

export function suppressions(modules: Modules): string[] {
  return modules.flatMap((module) =>
    [...module.text.matchAll(SUPPRESSION)].map(
      ({ 0: found, index }) => `${placeOf(module, { start: index, end: index })} ${found}`,
    ),
  );
}
