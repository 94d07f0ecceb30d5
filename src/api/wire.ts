import { isNumber, isObject, textOf } from '../lib/json.ts';
import { shorten } from '../lib/text.ts';
import type { Contact, UnreadableField } from '../model/contact.ts';
import type { Hush } from './secrets.ts';

/** A contact as the service writes it; the reference page's "Contact object". */
export interface WireContact extends Contact {
  account_id: string;
}

export interface Page {
  contacts: Contact[];
  /** Contacts in all, when the service counts them. */
  total?: number | undefined;
  page: number;
  limit: number;
  hasMore: boolean;
}

/** The reply of the import endpoint. `errors[].row` may or may not count the header: match rows by number. */
export interface WireImportReply {
  total: number;
  created: number;
  updated: number;
  failed: number;
  errors: { row: number; phone_number: string; reason: string }[];
}

/** A reply that is JSON, but not as documented; the message names what the reply should hold. */
export class ReplyError extends Error {
  override readonly name = 'ReplyError';
}

/**
 * Reads a contact, alone or as `{data: …}`; Go services write empty lists and maps as null. A field that is not as
 * documented does not hide the contact: its readable part is read, and the field is marked.
 */
export function readContact(reply: unknown): Contact {
  const value =
    isObject(reply) && reply['id'] === undefined && isObject(reply['data']) ? reply['data'] : reply;
  if (!isObject(value)) throw new ReplyError('a contact');
  const { id, phone_number, name, tags, custom_attributes, last_active_at } = value;
  if (!isWritten(id) || id === '') throw new ReplyError('a contact with an id');
  const unreadable = unreadableIn(value);
  return {
    id: text(id),
    phone_number: text(phone_number),
    name: text(name),
    tags: Array.isArray(tags) ? tags.filter(isText) : [],
    custom_attributes: isObject(custom_attributes) ? custom_attributes : {},
    ...(typeof last_active_at === 'string' && last_active_at !== '' && { last_active_at }),
    created_at: text(value['created_at']),
    updated_at: text(value['updated_at']),
    ...(unreadable.length > 0 && { unreadable: Object.fromEntries(unreadable) }),
  };
}

const AS_DOCUMENTED: readonly (readonly [UnreadableField, (value: unknown) => boolean])[] = [
  ['phone_number', isWritten],
  ['name', isWritten],
  ['tags', (tags) => Array.isArray(tags) && tags.every(isText)],
  ['custom_attributes', isObject],
];
/** The journal keeps this text with the contact; a person only has to recognise the value by it. */
const LONGEST_UNREADABLE = 200;

function unreadableIn(contact: Record<string, unknown>): [UnreadableField, string][] {
  return AS_DOCUMENTED.flatMap(([field, fits]) => {
    const value = contact[field];
    const isReadable = value === undefined || value === null || fits(value);
    return isReadable ? [] : [[field, shorten(JSON.stringify(value), LONGEST_UNREADABLE)]];
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Some services write ids and phone numbers as numbers. */
function isWritten(value: unknown): boolean {
  return isText(value) || isNumber(value);
}

/** Reads a page in either shape: `{items, total, page, limit, has_more}` or `{data, meta: {total, page, limit}}`. */
export function readPage(reply: unknown, asked: { page: number; limit: number }): Page {
  const body = isObject(reply) ? reply : {};
  const items = body['items'] === undefined ? body['data'] : body['items'];
  // An empty list may be written as null, and so may the missing list beside an error.
  const isList = Array.isArray(items) || (items === null && body['errors'] === undefined);
  if (!isList || isError(body)) throw new ReplyError('a list of contacts');
  const meta = isObject(body['meta']) ? body['meta'] : body;
  const contacts = (items ?? []).map(readContact);
  const total = count(meta['total']);
  const page = count(meta['page']) ?? asked.page;
  // A limit above the asked one would skip pages, and one below the size of this page would invent some.
  const limit = Math.min(asked.limit, Math.max(count(meta['limit']) || asked.limit, contacts.length));
  const counted = total === undefined ? contacts.length >= limit : asked.page * limit < total;
  return {
    contacts,
    total,
    page,
    limit,
    hasMore: typeof meta['has_more'] === 'boolean' ? meta['has_more'] : counted,
  };
}

export function readImport(reply: unknown, hush: Hush): WireImportReply {
  const body = isObject(reply) && isObject(reply['data']) ? reply['data'] : reply;
  if (!isObject(body) || isError(reply)) throw new ReplyError('an import summary');
  const errors = Array.isArray(body['errors']) ? body['errors'].filter(isObject) : [];
  return {
    total: count(body['total']) ?? 0,
    created: count(body['created']) ?? 0,
    updated: count(body['updated']) ?? 0,
    failed: count(body['failed']) ?? errors.length,
    errors: errors.map((e) => ({
      row: count(e['row']) ?? 0,
      phone_number: text(e['phone_number']),
      reason: hush(text(e['reason'])),
    })),
  };
}

/** Whether the reply is an error that was sent with a status of success. */
function isError(reply: unknown): boolean {
  if (!isObject(reply)) return false;
  const { status, success, error } = reply;
  return (isText(status) && /^(error|fail)/i.test(status)) || success === false || Boolean(error);
}

function text(value: unknown): string {
  return value === null ? '' : textOf(value);
}

function count(value: unknown): number | undefined {
  const number = isNumber(value) ? Number(textOf(value)) : Number.NaN;
  return Number.isInteger(number) && number >= 0 ? number : undefined;
}
