import type * as z from 'zod';
import { AppError } from '../errors.ts';
import { isNumber, isObject, numberOrDigits, parseJson } from '../lib/json.ts';
import { nearest } from '../lib/nearest.ts';
import { counted, listed, quoted, shownShort, thousands } from '../lib/text.ts';
import type { Tool } from './define.ts';

/**
 * Arguments as some models send them: lists, objects, numbers and booleans as JSON text, and null for "not given".
 * Only what the schema expects to be something else than text is touched.
 */
export function repair(raw: unknown, shape: z.ZodRawShape): unknown {
  if (!isObject(raw)) return raw ?? {};
  const given = Object.entries(raw).filter(([, value]) => value !== null);
  // A name such as `constructor` is none of the shape's, though every object has it.
  const schemaOf = (key: string) => (Object.hasOwn(shape, key) ? shape[key] : undefined);
  const repaired = given.map(([key, value]) => [key, repairValue(value, schemaOf(key))] as const);
  for (const [key, value] of repaired) refuseLost(key, value, schemaOf(key));
  return Object.fromEntries(repaired.map(([key, value]) => [key, exactly(value, key)]));
}

/** The value with plain numbers; one that lost digits on its way here, or would lose some, is refused. */
function exactly(value: unknown, path: string): unknown {
  if (isNumber(value)) {
    const number = numberOrDigits(value);
    if (typeof number === 'number') return number;
    throw new AppError(
      `\`${path}\` is a number that does not come through to the digit: it is beyond 2^53, or has too many digits.`,
      'Give it as text: in quotation marks, with all its digits.',
    );
  }
  if (Array.isArray(value)) return value.map((inner, index) => exactly(inner, `${path}[${index}]`));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, exactly(inner, `${path}.${shownShort(key, 60)}`)]),
  );
}

/** The records of zod leave this name out without a word. */
const LOST = '__proto__';

function refuseLost(key: string, value: unknown, schema: z.core.$ZodType | undefined): void {
  if (schema === undefined || kindOf(schema) !== 'record') return;
  if (isObject(value) && Object.hasOwn(value, LOST))
    throw new AppError(`\`${key}\` cannot hold the name "${LOST}".`, 'Call again without it.');
}

function repairValue(value: unknown, schema: z.core.$ZodType | undefined): unknown {
  if (typeof value !== 'string' || schema === undefined) return value;
  const kind = kindOf(schema);
  if (!(kind in FITS)) return value;
  const parsed = parseJson(value);
  return FITS[kind]?.(parsed) ? parsed : value;
}

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  array: Array.isArray,
  object: isObject,
  record: isObject,
  number: isNumber,
  boolean: (value) => typeof value === 'boolean',
};

function kindOf(schema: z.core.$ZodType): string {
  const { def } = schema._zod;
  return 'innerType' in def ? kindOf(def.innerType as z.core.$ZodType) : def.type;
}

/** Says which argument is wrong, how, and what is allowed, so that the next call is right. */
export function argumentError(tool: Tool, raw: unknown, error: z.ZodError): AppError {
  const allowed = Object.keys(tool.input.shape);
  const problems = error.issues.map((issue) => problem(issue, raw, allowed, tool.instead ?? {}));
  return new AppError(
    `\`${tool.name}\` was not run: ${problems.join('; ')}.`,
    `Correct it and call again. Allowed arguments: ${allowed.join(', ') || 'none'}.`,
    { cause: error },
  );
}

function problem(
  issue: z.core.$ZodIssue,
  raw: unknown,
  allowed: readonly string[],
  instead: Readonly<Record<string, string>>,
): string {
  const where = issue.path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
  if (issue.code !== 'unrecognized_keys')
    return `\`${where || 'arguments'}\` ${wording(issue, given(raw, issue.path))}`;
  const known = issue.path.length === 0 ? allowed : [];
  const unknown = issue.keys.map((key) => {
    const other = where === '' && Object.hasOwn(instead, key) ? instead[key] : undefined;
    if (other) return `${quoted(key, 60)} (${other})`;
    const near = nearest(key, known);
    return `${quoted(key, 60)}${near ? ` (did you mean \`${near}\`?)` : ''}`;
  });
  return `unknown argument${unknown.length > 1 ? 's' : ''} ${listed(unknown)}${where ? ` in \`${where}\`` : ''}`;
}

function given(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(
    (value: unknown, step) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined,
    raw,
  );
}

function wording(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return `is missing (${issue.expected})`;
      return `should be ${article(issue.expected)}${issue.expected === 'int' ? '' : `, not ${kind(value)}`}`;
    case 'too_small':
      return `should ${bound(issue.origin, 'at least', Number(issue.minimum))}`;
    case 'too_big':
      return `should ${bound(issue.origin, 'at most', Number(issue.maximum))}`;
    case 'invalid_value':
      return `should be one of ${listed(
        issue.values.map((allowed) => quoted(String(allowed))),
        20,
      )}`;
    case 'invalid_union':
      return 'should be a text, a number, true or false';
    case 'invalid_key':
      return 'has an empty name in it';
    default:
      return issue.message;
  }
}

function bound(origin: string, how: string, limit: number): string {
  if (origin === 'string') return `have ${how} ${counted(limit, 'character')}`;
  return origin === 'array'
    ? `have ${how} ${counted(limit, 'entry', 'entries')}`
    : `be ${how} ${thousands(limit)}`;
}

function kind(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return value === null ? 'null' : article(typeof value);
}

function article(type: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    array: 'a list',
    record: 'an object',
    object: 'an object',
    int: 'a whole number',
  };
  return words[type] ?? `a ${type}`;
}
