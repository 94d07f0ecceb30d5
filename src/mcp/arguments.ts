import leven from 'leven';
import * as z from 'zod';
import { AppError } from '../errors.ts';
import { isDeeper, isNumber, isObject, numberOrDigits, parseJson } from '../lib/json.ts';
import { nearest } from '../lib/nearest.ts';
import { counted, listed, quoted, shownShort, thousands } from '../lib/text.ts';
import type { Tool } from '../tools/define.ts';
import { traits } from '../tools/params.ts';

/** Hosts add these to calls of tools without arguments, or to all calls. */
const ADDED: ReadonlySet<string> = new Set(['random_string', 'requestContext']);
/** n8n adds some or all of these; alone they may be a mistake of the model, beside one of the two signs of n8n they are not. */
const OF_N8N: ReadonlySet<string> = new Set(['sessionId', 'action', 'chatInput', 'toolCallId', 'tool']);
const SIGNS_OF_N8N: ReadonlySet<string> = new Set(['chatInput', 'toolCallId']);

/** Names of arguments that the host added, and that no model can leave out; never a name that may be meant for the tool. */
export function hostArguments({ input }: Tool, given: readonly string[]): string[] {
  const own = Object.keys(input.shape);
  const isN8n = given.some((name) => SIGNS_OF_N8N.has(name));
  return given.filter(
    (name) =>
      (ADDED.has(name) || isPrivate(name) || (isN8n && OF_N8N.has(name))) &&
      !own.some((argument) => leven(argument, name.toLowerCase()) <= 1),
  );
}

/** Hosts put an underscore before their own names; `__proto__` is somebody's experiment. */
function isPrivate(name: string): boolean {
  return name.startsWith('_') && name !== '__proto__';
}

/**
 * Mends arguments as some models and hosts send them: lists, objects, numbers and booleans as JSON text, numbers in place of
 * text, and placeholders for arguments that are not given. Unknown names stay with any value: the schema refuses them.
 */
export function repair(given: Record<string, unknown>, shape: z.ZodRawShape): Record<string, unknown> {
  for (const [name, value] of Object.entries(given)) refuseDeep(value, name);
  return adaptEntries(given, shape, (name, schema, value) => {
    const isNotGiven = schema instanceof z.ZodOptional && isPlaceholder(value, bare(schema));
    return isNotGiven ? undefined : adapt(value, schema, name);
  });
}

/** The entries without nulls; each value that the shape knows in the form that its schema takes. */
function adaptEntries(
  given: Record<string, unknown>,
  shape: Readonly<Record<string, z.core.$ZodType>>,
  adaptValue: (name: string, schema: z.core.$ZodType, value: unknown) => unknown,
): Record<string, unknown> {
  const entries = Object.entries(given).map(([name, value]) => {
    // Every object has a name such as `constructor`, but the shape has not.
    const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (schema === undefined) return [name, value] as const;
    const read = readAs(bare(schema), value, name);
    return [name, read === null ? undefined : adaptValue(name, schema, read)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * Whether a value stands for "not given" of an optional argument. A list that must not be empty selects contacts by its
 * entries: leaving it out would select everybody.
 */
function isPlaceholder(value: unknown, schema: z.core.$ZodType): boolean {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  if (value !== false && value !== '' && !isEmpty) return false;
  return !(schema instanceof z.ZodArray) || schema.safeParse([]).success;
}

/** The same value in the form that the schema takes, at any depth; a value without such a form stays, and the schema refuses it. */
function adapt(value: unknown, schema: z.core.$ZodType, path: string): unknown {
  const type = bare(schema);
  const read = readAs(type, value, path);
  if (type instanceof z.ZodString) return asText(read, type, path);
  if (type instanceof z.ZodArray && Array.isArray(read))
    return read.map((inner, index) => adapt(inner, type.element, `${path}[${index}]`));
  if (type instanceof z.ZodObject && isObject(read))
    return adaptEntries(read, type.shape, (name, inner, own) => {
      // Within a list, a text may be meant to be empty; a list there has nothing to say when it is.
      const isNotGiven = inner instanceof z.ZodOptional && bare(inner) instanceof z.ZodArray;
      return isNotGiven && isPlaceholder(own, bare(inner)) ? undefined : adapt(own, inner, `${path}.${name}`);
    });
  if (type instanceof z.ZodRecord && isObject(read)) {
    refuseLost(path, read);
    const entries = Object.entries(read).map(
      ([name, inner]) => [name, adapt(inner, type.valueType, `${path}.${shownShort(name, 60)}`)] as const,
    );
    return Object.fromEntries(entries);
  }
  return exactly(read, path);
}

function bare(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? bare(schema.unwrap()) : schema;
}

/** Parses JSON text where the schema wants another type than text. */
function readAs(type: z.core.$ZodType, value: unknown, path: string): unknown {
  const hasType = HAS_TYPE[type._zod.def.type];
  if (typeof value !== 'string' || hasType === undefined) return value;
  const parsed = parseJson(value);
  refuseDeep(parsed, path);
  return parsed === null || hasType(parsed) ? parsed : value;
}

/** No real value has so many levels; thousands of them exhaust whatever goes through a value. */
export const MOST_LEVELS = 100;

function refuseDeep(value: unknown, path: string): void {
  if (!isDeeper(value, MOST_LEVELS)) return;
  throw new AppError(
    `\`${shownShort(path, 100)}\` has more than ${MOST_LEVELS} lists or objects within each other, so nothing was done.`,
    'Call again with a value of fewer levels; an attribute may hold it as one text.',
  );
}

const HAS_TYPE: Readonly<Record<string, (value: unknown) => boolean>> = {
  array: Array.isArray,
  object: isObject,
  record: isObject,
  number: isNumber,
  boolean: (value) => typeof value === 'boolean',
};

/** A number as text. A phone number stays a number, since it has lost its + or its leading zeros: the schema refuses it. */
function asText(value: unknown, type: z.ZodString, path: string): unknown {
  const { isPhone = false, takesBoolean = false } = traits.get(type) ?? {};
  if (typeof value === 'boolean' && takesBoolean) return String(value);
  return isNumber(value) && !isPhone ? String(exactly(value, path)) : value;
}

/** The value with plain numbers; a number that lost digits on its way here, or would lose some, is refused. */
function exactly(value: unknown, path: string): unknown {
  if (isNumber(value)) {
    const number = numberOrDigits(value);
    if (typeof number === 'number') return number;
    throw new AppError(
      `\`${path}\` is a number that would lose digits on its way: it is larger than 2^53, or has too many digits.`,
      'Give it as text: in quotation marks, with all its digits.',
    );
  }
  if (Array.isArray(value)) return value.map((inner, index) => exactly(inner, `${path}[${index}]`));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, exactly(inner, `${path}.${shownShort(key, 60)}`)]),
  );
}

/** The records of zod leave this name out silently. */
const LOST = '__proto__';

function refuseLost(path: string, record: Record<string, unknown>): void {
  if (Object.hasOwn(record, LOST))
    throw new AppError(`\`${path}\` cannot have an entry named "${LOST}".`, 'Call again without that entry.');
}

/** Names each wrong argument, its fault and the allowed values, so that the next call is right. */
export function argumentError(tool: Tool, raw: unknown, error: z.ZodError): AppError {
  const allowed = Object.keys(tool.input.shape);
  const problems = error.issues.map((issue) => problem(issue, raw, allowed));
  const others = insteadOf(error.issues, tool.instead ?? {});
  const correct =
    others.length === 0 ? 'Correct it and call again.' : 'For the rest, correct the call and repeat it.';
  return new AppError(
    `\`${tool.name}\` was not run: ${problems.join('; ')}.`,
    [...others, correct, `Allowed arguments: ${allowed.join(', ') || 'none'}.`].join(' '),
    { cause: error },
  );
}

/** How else to do what unknown arguments are for, a sentence each. */
function insteadOf(issues: readonly z.core.$ZodIssue[], instead: Readonly<Record<string, string>>): string[] {
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  return [...new Set(unknown.flatMap((key) => (Object.hasOwn(instead, key) ? (instead[key] ?? []) : [])))];
}

function problem(issue: z.core.$ZodIssue, raw: unknown, allowed: readonly string[]): string {
  const where = issue.path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
  if (issue.code !== 'unrecognized_keys')
    return `\`${where || 'arguments'}\` ${wording(issue, given(raw, issue.path))}`;
  const known = issue.path.length === 0 ? allowed : [];
  const unknown = issue.keys.map((key) => {
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
      if (value === undefined) return `is missing: it is ${article(issue.expected)}`;
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
      return 'has an entry without a name';
    default:
      return issue.message;
  }
}

/** Only ids and phone numbers must not be given as numbers. */
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
