/**
 * The same function, with `x` for each text of its result. An empty result stays empty, and a finished text that the
 * function only passes through stays as it is.
 */
export function silenced<Given extends unknown[]>(words: (...given: Given) => unknown) {
  return (...given: Given) => silent(words(...given), given);
}

function silent(said: unknown, given: readonly unknown[]): unknown {
  if (typeof said === 'string') return said === '' || given.includes(said) ? said : 'x';
  if (said instanceof Promise) return said.then((words: unknown) => silent(words, given));
  if (Array.isArray(said)) return said.map((words) => silent(words, given));
  if (typeof said !== 'object' || said === null) return said;
  return Object.fromEntries(Object.entries(said).map(([key, words]) => [key, silent(words, given)]));
}
