import { setImmediate } from 'node:timers/promises';

/** Items that are judged in a few milliseconds. */
const AT_ONCE = 1000;

/** The items in parts, between which other calls go on. */
export async function* inTurns<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    if (from > 0) await setImmediate();
    yield items.slice(from, from + AT_ONCE);
  }
}

/** The items that pass the test; other calls go on meanwhile. */
export async function filterInTurns<T>(items: readonly T[], test: (item: T) => boolean): Promise<T[]> {
  const passed: T[] = [];
  for await (const part of inTurns(items)) for (const item of part) if (test(item)) passed.push(item);
  return passed;
}
