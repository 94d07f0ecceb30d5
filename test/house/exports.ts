import type { Module } from './modules.ts';

/** `sdkShims.ts` is imported by the bundler alone, in place of the SDK's own module. */
const ENTRIES = /(^main|[/]sdkShims)\.ts$/;

/** Exports that no other module of the folder imports, nor one of the tests, which are given as texts. */
export function unusedExports(modules: readonly Module[], tests: readonly string[] = []): string[] {
  const used = new Set<string>();
  for (const { target, names } of modules.flatMap(({ imports }) => imports)) {
    const all = () => modules.find(({ path }) => path === target)?.exports ?? [];
    for (const name of names === 'all' ? all() : names) used.add(`${target}#${name}`);
  }
  return modules
    .filter(({ path }) => !ENTRIES.test(path))
    .flatMap(({ path, exports }) =>
      exports.filter((name) => !isTested(path, name)).map((name) => `${path}#${name}`),
    )
    .filter((place) => !used.has(place));

  function isTested(path: string, name: string): boolean {
    const word = new RegExp(`\\b${name}\\b`);
    return tests.some((text) => text.includes(`src/${path}'`) && word.test(text));
  }
}
