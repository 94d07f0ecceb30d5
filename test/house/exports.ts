import type { Module } from './modules.ts';

/** `sdkShims.ts` is imported by the bundler alone, in place of the SDK's own module. */
const ENTRIES = /(^main|[/]sdkShims)\.ts$/;

/** Exports that no other module of the folder imports; tests are outside of it. */
export function unusedExports(modules: readonly Module[]): string[] {
  const used = new Set<string>();
  for (const { target, names } of modules.flatMap(({ imports }) => imports)) {
    const all = () => modules.find(({ path }) => path === target)?.exports ?? [];
    for (const name of names === 'all' ? all() : names) used.add(`${target}#${name}`);
  }
  return modules
    .filter(({ path }) => !ENTRIES.test(path))
    .flatMap(({ path, exports }) => exports.map((name) => `${path}#${name}`))
    .filter((place) => !used.has(place));
}
