import { compareDecimals } from './decimal.ts';

/**
 * A number with its own JSON text, which `JSON.stringify` writes as it is. It stands for numbers that JavaScript would write
 * differently: `12345678901234567890` and `1e400` would lose their value, `1.0` its form.
 */
interface RawNumber {
  readonly rawJSON: string;
}

declare global {
  /** Node has these; the types that come with TypeScript do not know them yet. */
  interface JSON {
    rawJSON(text: string): RawNumber;
    isRawJSON(value: unknown): value is RawNumber;
  }
}

/** The value of a text of JSON, with numbers to the digit; undefined for any other text. */
export function parseJson(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

/** The value of JSON that this program wrote from a `T`. */
export function readJson<T>(text: string): T {
  // A reviver makes parsing take five times as long, and most texts need none.
  return MAY_BE_RAW.test(text) ? JSON.parse(text, keepRaw) : JSON.parse(text);
}

/** A copy of a value for JSON, with each text and each name changed by `change`. */
export function withTexts<T>(value: T, change: (text: string) => string): T {
  const changed = (key: string, part: unknown, context?: { source?: string }): unknown => {
    if (typeof part === 'string') return change(part);
    if (!isObject(part)) return keepRaw(key, part, context);
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [change(name), inner]));
  };
  return JSON.parse(JSON.stringify(value), changed);
}

/**
 * Finds every number that JavaScript may write differently, where JSON can have a number: minus zero, an exponent, a zero at
 * the end of a fraction, less than a millionth, more than 15 digits. It may also match within a string.
 */
const MAY_BE_RAW =
  /(?:^|[[,]|"\s*:)\s*(?:-0|-?\d+(?:\.\d+)?e[+-]?\d+|-?\d+\.\d*0|-?0\.0{6}\d*|-?[\d.]{16,})(?=\s*(?:[,\]}]|$))/i;

function keepRaw(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  const isKept = typeof value !== 'number' || source === undefined || source === String(value);
  return isKept ? value : JSON.rawJSON(source);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

export function isNumber(value: unknown): value is number | RawNumber {
  return typeof value === 'number' || JSON.isRawJSON(value);
}

/** A value for people: a text as it is, undefined as an empty text, anything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** A number that JavaScript holds exactly, or else the text of its digits, as for all beyond 2^53. */
export function numberOrDigits(value: number | RawNumber): number | string {
  const text = textOf(value);
  const number = Number(text);
  const isExact = Math.abs(number) <= Number.MAX_SAFE_INTEGER && compareDecimals(text, String(number)) === 0;
  return isExact ? number : text;
}

/** Whether lists and objects lie deeper within each other. It looks level by level: calls within calls would exhaust the stack. */
export function isDeeper(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((part) => (Array.isArray(part) ? part : isObject(part) ? Object.values(part) : []));
  }
  return false;
}

/** Whether two JSON values are the same; numbers compare by value, whatever their form. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return compareDecimals(textOf(a), textOf(b)) === 0;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => sameValue(value, b[index]));
  return isObject(a) && isObject(b) && sameEntries(a, b);
}

function sameEntries(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(a);
  // The prototype that every object inherits under `__proto__` is not the same as an empty object.
  const isAlike = Object.getPrototypeOf(a) === Object.getPrototypeOf(b);
  return (
    isAlike &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  );
}
