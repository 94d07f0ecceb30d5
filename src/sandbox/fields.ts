import type { Dialect } from './dialect.ts';
import { Failure, type FieldError, invalid } from './failures.ts';

/** The fields of a contact that a request may set. */
export interface Fields {
  phone_number?: string;
  name?: string;
  tags?: string[];
  custom_attributes?: Record<string, unknown>;
}

/** The reason text of the reference page's import example. */
export const notE164 = 'invalid phone_number: must be E.164 format';

/** E.164: a plus, no leading zero, at most 15 digits. */
export function isE164(number: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(number);
}

interface Rule {
  field: keyof Fields;
  accepts(value: unknown): boolean;
  message: string;
  code: string;
}

const rules: readonly Rule[] = [
  {
    field: 'phone_number',
    accepts: (value) => isBlank(value) || isNumber(value),
    message: notE164,
    code: 'INVALID_FORMAT',
  },
  { field: 'name', accepts: isName, message: 'name must be a text that is not empty', code: 'INVALID_VALUE' },
  { field: 'tags', accepts: isTextList, message: 'tags must be a list of texts', code: 'INVALID_TYPE' },
  {
    field: 'custom_attributes',
    accepts: isObject,
    message: 'custom_attributes must be an object',
    code: 'INVALID_TYPE',
  },
];

/** Checks a decoded JSON body; the failure lists every mistake. Null counts as absent. */
export function readFields(body: unknown, required: readonly (keyof Fields)[]): Fields {
  if (!isObject(body)) throw new Failure(400, 'the body must be a JSON object', 'INVALID_JSON');
  const missing = required.filter((field) => isBlank(body[field]));
  const wrong = rules.filter(
    ({ field, accepts }) => !missing.includes(field) && body[field] != null && !accepts(body[field]),
  );
  const errors: FieldError[] = [
    ...missing.map((field) => ({ field, message: `${field} is required`, code: 'REQUIRED' })),
    ...wrong,
  ].map(({ field, message, code }) => ({ field, message, code, value: body[field] ?? null }));
  if (errors.length > 0) throw invalid(errors);
  const { phone_number, name, tags, custom_attributes } = body;
  return {
    ...(isNumber(phone_number) && { phone_number }),
    ...(isName(name) && { name }),
    ...(isTextList(tags) && { tags }),
    ...(isObject(custom_attributes) && { custom_attributes }),
  };
}

/** Tags as this dialect stores them. */
export function storedTags(tags: readonly string[], style: Dialect['tagStyle']): string[] {
  if (style === 'asis') return [...tags];
  const all = style === 'lower-trim-sorted';
  let stored = [...tags];
  if (all || style === 'lower') stored = stored.map((tag) => tag.toLowerCase());
  if (all || style === 'trim') stored = stored.map((tag) => tag.trim()).filter((tag) => tag !== '');
  if (all || style === 'sorted') stored.sort();
  return [...new Set(stored)];
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

function isBlank(value: unknown): boolean {
  return value == null || (typeof value === 'string' && value.trim() === '');
}

function isNumber(value: unknown): value is string {
  return typeof value === 'string' && isE164(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && !isBlank(value);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
