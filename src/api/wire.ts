import { isNumber, isObject, textOf } from '../lib/json.ts';

/** A contact as the service writes it; the reference page's "Contact object". */
export interface WireContact extends Contact {
  account_id: string;
}

/**
 * A contact as this program holds it. `last_active_at` is left out when the contact has had no activity;
 * the times are RFC 3339, UTC.
 */
export interface Contact {
  id: string;
  phone_number: string;
  name: string;
  tags: string[];
  custom_attributes: Record<string, unknown>;
  last_active_at?: string;
  created_at: string;
  updated_at: string;
}

/** The fields that the service lets us write. */
export interface ContactFields {
  name: string;
  tags: string[];
  custom_attributes: Record<string, unknown>;
}

export interface Page {
  contacts: Contact[];
  /** Contacts in all, when the service says so. */
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

/** A reply that is JSON, but not what was asked for; the message says what was looked for. */
export class ReplyError extends Error {
  override readonly name = 'ReplyError';
}

/** Reads a contact, alone or as `{data: …}`; Go services write empty lists and maps as null. */
export function readContact(reply: unknown): Contact {
  const value =
    isObject(reply) && reply['id'] === undefined && isObject(reply['data']) ? reply['data'] : reply;
  if (!isObject(value)) throw new ReplyError('a contact');
  const { id, phone_number, name, tags, custom_attributes, last_active_at } = value;
  if ((typeof id !== 'string' && !isNumber(id)) || id === '') throw new ReplyError('a contact with an id');
  if (tags !== undefined && tags !== null && !Array.isArray(tags))
    throw new ReplyError('a contact whose tags are a list');
  return {
    id: text(id),
    phone_number: text(phone_number),
    name: text(name),
    tags: Array.isArray(tags) ? tags.map(text) : [],
    custom_attributes: isObject(custom_attributes) ? custom_attributes : {},
    ...(typeof last_active_at === 'string' && last_active_at !== '' && { last_active_at }),
    created_at: text(value['created_at']),
    updated_at: text(value['updated_at']),
  };
}

/** Reads a page in either shape: `{items, total, page, limit, has_more}` or `{data, meta: {total, page, limit}}`. */
export function readPage(reply: unknown, asked: { page: number; limit: number }): Page {
  const body = isObject(reply) ? reply : {};
  const items = body['items'] === undefined ? body['data'] : body['items'];
  if (!Array.isArray(items) && items !== null) throw new ReplyError('a list of contacts');
  const meta = isObject(body['meta']) ? body['meta'] : body;
  const contacts = (items ?? []).map(readContact);
  const total = count(meta['total']);
  const page = count(meta['page']) ?? asked.page;
  const limit = count(meta['limit']) || asked.limit;
  const counted = total === undefined ? contacts.length >= limit : page * limit < total;
  return {
    contacts,
    total,
    page,
    limit,
    hasMore: typeof meta['has_more'] === 'boolean' ? meta['has_more'] : counted,
  };
}

export function readImport(reply: unknown): WireImportReply {
  const body = isObject(reply) && isObject(reply['data']) ? reply['data'] : reply;
  if (!isObject(body)) throw new ReplyError('an import summary');
  const errors = Array.isArray(body['errors']) ? body['errors'].filter(isObject) : [];
  return {
    total: count(body['total']) ?? 0,
    created: count(body['created']) ?? 0,
    updated: count(body['updated']) ?? 0,
    failed: count(body['failed']) ?? errors.length,
    errors: errors.map((e) => ({
      row: count(e['row']) ?? 0,
      phone_number: text(e['phone_number']),
      reason: text(e['reason']),
    })),
  };
}

function text(value: unknown): string {
  return value === null ? '' : textOf(value);
}

function count(value: unknown): number | undefined {
  const number = isNumber(value) ? Number(textOf(value)) : Number.NaN;
  return Number.isInteger(number) && number >= 0 ? number : undefined;
}
