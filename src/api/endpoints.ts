import type { Contact, ContactFields } from '../model/contact.ts';
import type { Hush } from './secrets.ts';
import { type Page, ReplyError, readContact, readImport, readPage, type WireImportReply } from './wire.ts';

/** One operation of the service, as data; `client.ts` runs it. */
export interface Endpoint<Params, Reply> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path(params: Params): string;
  query?(params: Params): Record<string, string | number | undefined>;
  body?(params: Params): Body;
  /**
   * Throws a `ReplyError` when the parsed body is not as documented; `undefined` is an empty body. Secrets are taken out of the
   * service's own words; contacts are data, and stay as they are.
   */
  read(reply: unknown, params: Params, status: number, hush: Hush): Reply;
}

interface Body {
  type: string;
  text: string;
}

interface ListParams {
  page: number;
  limit: number;
  search?: string | undefined;
  tag?: string | undefined;
}

export const listContacts: Endpoint<ListParams, Page> = {
  method: 'GET',
  path: () => '/contacts',
  query: ({ page, limit, search, tag }) => ({ page, limit, search, tag }),
  read: readPage,
};

export const getContact: Endpoint<{ id: string }, Contact> = {
  method: 'GET',
  path: ({ id }) => `/contacts/${segment(id)}`,
  read: (reply, { id }) => sameId(readContact(reply), id),
};

/** Documented to answer 201; another success may be a service that overwrote a contact with this number. */
export const createContact: Endpoint<
  { phone_number: string } & ContactFields,
  { contact: Contact | undefined; isNew: boolean }
> = {
  method: 'POST',
  path: () => '/contacts',
  body: json,
  read: (reply, _params, status) => ({ contact: contactIfAny(reply), isNew: status === 201 }),
};

export const updateContact: Endpoint<{ id: string; fields: Partial<ContactFields> }, Contact | undefined> = {
  method: 'PUT',
  path: ({ id }) => `/contacts/${segment(id)}`,
  body: ({ fields }) => json(fields),
  read: (reply, { id }) => {
    const contact = contactIfAny(reply);
    return contact && sameId(contact, id);
  },
};

/** Documented to answer 204; any other success does not mean that the contact is gone. */
export const deleteContact: Endpoint<{ id: string }, { isGone: boolean; status: number }> = {
  method: 'DELETE',
  path: ({ id }) => `/contacts/${segment(id)}`,
  read: (_reply, _params, status) => ({ isGone: status === 204, status }),
};

/** Columns `phone_number,name,tags` only; existing numbers are updated, and what happens to their tags is not documented. */
export const importContacts: Endpoint<{ csv: string }, WireImportReply> = {
  method: 'POST',
  path: () => '/contacts/import',
  body: ({ csv }) => csvForm(csv),
  read: (reply, _params, _status, hush) => readImport(reply, hush),
};

/** A cache on the way may answer with another contact. */
function sameId(contact: Contact, id: string): Contact {
  if (contact.id === id) return contact;
  throw new ReplyError('the contact with the id that was asked for');
}

/** Whether the path with this id leads to one contact: a blank id would reach the list, and dots climb, however they are written. */
export function isPathId(id: string): boolean {
  return !['', '.', '..'].includes(id.trim());
}

/** One path segment. The ids that people give are checked before: an id that leads elsewhere is a defect here. */
function segment(id: string): string {
  if (!isPathId(id)) throw new TypeError(`${JSON.stringify(id)} is not the id of a contact`);
  // A lone surrogate has no UTF-8: it becomes the replacement character, which no id has.
  return encodeURIComponent(id.toWellFormed()).replaceAll('.', '%2E');
}

function json(value: unknown): Body {
  return { type: 'application/json', text: JSON.stringify(value) };
}

/** When the reply of a write has no contact in it, the caller reads the contact again. */
function contactIfAny(reply: unknown): Contact | undefined {
  return reply === undefined || reply === null ? undefined : readContact(reply);
}

function csvForm(csv: string): Body {
  const boundary = `vobiz-contacts-${crypto.randomUUID()}`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="contacts.csv"\r\nContent-Type: text/csv\r\n\r\n`;
  return { type: `multipart/form-data; boundary=${boundary}`, text: `${head}${csv}\r\n--${boundary}--\r\n` };
}
