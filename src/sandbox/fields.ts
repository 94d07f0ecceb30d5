import type { Dialect } from './dialect.ts';
import { Failure, type FieldError, invalid } from './failures.ts';

/** What a request may say about a contact. */
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

/** Checks a decoded JSON body; all complaints are told at once. Null counts as absent. */
export function readFields(body: unknown, required: readonly (keyof Fields)[]): Fields {
  if (!isObject(body)) throw new Failure(400, 'the body must be a JSON object', 'INVALID_JSON');
  const fields: Fields = {};
  const errors: FieldError[] = [];
  const complain = (field: string, message: string, code: string) =>
    errors.push({ field, message, code, value: body[field] ?? null });
  const missing = required.filter((field) => isBlank(body[field]));
  for (const field of missing) complain(field, `${field} is required`, 'REQUIRED');
  const { phone_number, name, tags, custom_attributes } = body;
  if (typeof phone_number === 'string' && isE164(phone_number)) fields.phone_number = phone_number;
  else if (!isBlank(phone_number)) complain('phone_number', notE164, 'INVALID_FORMAT');
  if (typeof name === 'string' && !isBlank(name)) fields.name = name;
  else if (name != null && !missing.includes('name'))
    complain('name', 'name must be a text that is not empty', 'INVALID_VALUE');
  if (isTextList(tags)) fields.tags = tags;
  else if (tags != null) complain('tags', 'tags must be a list of texts', 'INVALID_TYPE');
  if (isObject(custom_attributes)) fields.custom_attributes = custom_attributes;
  else if (custom_attributes != null)
    complain('custom_attributes', 'custom_attributes must be an object', 'INVALID_TYPE');
  if (errors.length > 0) throw invalid(errors);
  return fields;
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

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
