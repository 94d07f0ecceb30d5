import { setImmediate } from 'node:timers/promises';

/** So many are looked at in a few milliseconds. */
const AT_ONCE = 1000;

/** Many things in parts, between which other calls go on. */
export async function* inTurns<T>(things: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let from = 0; from < things.length; from += AT_ONCE) {
    if (from > 0) await setImmediate();
    yield things.slice(from, from + AT_ONCE);
  }
}

/** Those that pass the test; other calls go on meanwhile. */
export async function filterInTurns<T>(things: readonly T[], test: (thing: T) => boolean): Promise<T[]> {
  const passed: T[] = [];
  for await (const part of inTurns(things)) for (const thing of part) if (test(thing)) passed.push(thing);
  return passed;
}
