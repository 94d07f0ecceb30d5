import * as z from 'zod';
import { AppError } from '../errors.ts';
import { isNumber, isObject, numberOrDigits, parseJson } from '../lib/json.ts';
import { nearest } from '../lib/nearest.ts';
import { counted, listed, quoted, shownShort, thousands } from '../lib/text.ts';
import type { Tool } from '../tools/define.ts';
import { traits } from '../tools/params.ts';

/**
 * Arguments as some models and hosts send them: lists, objects, numbers and booleans as JSON text, numbers where text is
 * meant, and placeholders for what is not given. Unknown names stay, whatever their value: the schema refuses them.
 */
export function repair(given: Record<string, unknown>, shape: z.ZodRawShape): Record<string, unknown> {
  return suitedEntries(given, shape, (name, schema, value) => {
    const isNotGiven = schema instanceof z.ZodOptional && isPlaceholder(value, bare(schema));
    return isNotGiven ? undefined : suited(value, schema, name);
  });
}

/** The entries that a shape knows, each in the writing that its schema takes; without those that are null. */
function suitedEntries(
  given: Record<string, unknown>,
  shape: Readonly<Record<string, z.core.$ZodType>>,
  suit: (name: string, schema: z.core.$ZodType, value: unknown) => unknown,
): Record<string, unknown> {
  const entries = Object.entries(given).map(([name, value]) => {
    // A name such as `constructor` is none of the shape's, though every object has it.
    const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (schema === undefined) return [name, value] as const;
    const read = readAs(bare(schema), value);
    return [name, read === null ? undefined : suit(name, schema, read)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * Whether a value stands for "not given" of an optional argument. A list that must not be empty selects by what is in it:
 * left out it would mean everybody.
 */
function isPlaceholder(value: unknown, schema: z.core.$ZodType): boolean {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  if (value !== false && value !== '' && !isEmpty) return false;
  return !(schema instanceof z.ZodArray) || schema.safeParse([]).success;
}

/** The same value in the writing that the schema takes, at any depth; what there is none for, the schema refuses. */
function suited(value: unknown, schema: z.core.$ZodType, path: string): unknown {
  const type = bare(schema);
  const read = readAs(type, value);
  if (type instanceof z.ZodString) return asText(read, type, path);
  if (type instanceof z.ZodArray && Array.isArray(read))
    return read.map((inner, index) => suited(inner, type.element, `${path}[${index}]`));
  if (type instanceof z.ZodObject && isObject(read))
    return suitedEntries(read, type.shape, (name, inner, own) => suited(own, inner, `${path}.${name}`));
  if (type instanceof z.ZodRecord && isObject(read)) {
    refuseLost(path, read);
    const entries = Object.entries(read).map(
      ([name, inner]) => [name, suited(inner, type.valueType, `${path}.${shownShort(name, 60)}`)] as const,
    );
    return Object.fromEntries(entries);
  }
  return exactly(read, path);
}

function bare(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? bare(schema.unwrap()) : schema;
}

/** JSON text where the schema wants something else than text. */
function readAs(type: z.core.$ZodType, value: unknown): unknown {
  const fits = FITS[type._zod.def.type];
  if (typeof value !== 'string' || fits === undefined) return value;
  const parsed = parseJson(value);
  return parsed === null || fits(parsed) ? parsed : value;
}

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  array: Array.isArray,
  object: isObject,
  record: isObject,
  number: isNumber,
  boolean: (value) => typeof value === 'boolean',
};

/** A number as its text, but for those of phones, which have lost their + and the zeros before it: the schema refuses them. */
function asText(value: unknown, type: z.ZodString, path: string): unknown {
  const { isPhone = false, takesBoolean = false } = traits.get(type) ?? {};
  if (typeof value === 'boolean' && takesBoolean) return String(value);
  return isNumber(value) && !isPhone ? String(exactly(value, path)) : value;
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

function refuseLost(path: string, record: Record<string, unknown>): void {
  if (Object.hasOwn(record, LOST))
    throw new AppError(`\`${path}\` cannot hold the name "${LOST}".`, 'Call again without it.');
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
      return `should be ${article(issue.expected)}${issue.expected === 'int' ? '' : `, not ${kind(value)}`}${inQuotes(issue.expected, value)}`;
    case 'too_small':
      return `should ${bound(issue.origin, 'at least', Number(issue.minimum))}`;
    case 'too_big':
      return `should ${bound(issue.origin, 'at most', Number(issue.maximum))}`;
    case 'invalid_value':
      return `should be one of ${listed(
        issue.values.map((allowed) => quoted(String(allowed))),
        20,
      )}`;
    case 'invalid_key':
      return 'has an empty name in it';
    default:
      return issue.message;
  }
}

/** Of texts only ids and phone numbers are not taken as numbers. */
function inQuotes(expected: string, value: unknown): string {
  const isPhone = expected === 'string' && isNumber(value);
  return isPhone ? ': give it in quotation marks, a phone number with its +' : '';
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
