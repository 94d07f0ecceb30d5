/**
 * Reads JSON with every number as it is written, since JavaScript would round some or write them in another way. It shares no
 * code with the program under test, so that it shows digits that the program loses.
 */
export function parseExactly(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined && context.source !== String(value)
      ? JSON.rawJSON(context.source)
      : value,
  );
}

/** The same value with plain numbers. */
export function withNumbers(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
