import { createContact, importContacts, listContacts, updateContact } from '../../src/api/endpoints.ts';
import { ApiError } from '../../src/api/error.ts';
import type { ContactFields } from '../../src/model/contact.ts';
import type { Dialect } from '../../src/sandbox/dialect.ts';
import { storedTags } from '../../src/sandbox/fields.ts';
import { create, FIELDS, MARK, NO_NUMBER, type Own, read } from './own.ts';

export interface Open {
  /** The switch of the sandbox that stands for the question. */
  name: keyof Dialect;
  /** What the client is made for. */
  answers: readonly string[];
  ask(own: Own): Promise<string>;
}

/** What an update makes of a contact. */
async function updated(own: Own, fields: Partial<ContactFields>) {
  const { id } = await create(own);
  await own.api.call(updateContact, { id, fields });
  return read(own, { id });
}

async function existing(own: Own): Promise<string> {
  await create(own);
  const again = own.api.call(createContact, { phone_number: own.number, ...FIELDS });
  const refused = await again.catch((error: unknown) => error);
  if (!(refused instanceof ApiError)) return 'upsert';
  return (
    { 409: 'conflict', 400: 'bad-request', 422: 'invalid' }[refused.facts.status ?? 0] ?? refused.message
  );
}

async function putReply(own: Own): Promise<string> {
  const { id } = await create(own);
  const name = `${MARK} renamed`;
  const reply = await own.api.call(updateContact, { id, fields: { name } });
  if (reply === undefined) return 'empty';
  return reply.name === name ? 'contact' : 'stale';
}

async function tagMatch(own: Own): Promise<string> {
  await create(own);
  const { contacts } = await own.api.call(listContacts, { page: 1, limit: 100, tag: MARK.toUpperCase() });
  return contacts.some(({ phone_number }) => phone_number === own.number) ? 'blind' : 'exact';
}

const STYLES = ['asis', 'lower', 'trim', 'sorted', 'lower-trim-sorted'] as const;

async function tagStyle(own: Own): Promise<string> {
  const sent = [MARK, ` ${MARK}-B`, `${MARK}-a `];
  const { tags } = await updated(own, { tags: sent });
  const text = JSON.stringify(tags);
  return STYLES.find((style) => JSON.stringify(storedTags(sent, style)) === text) ?? text;
}

async function importTags(own: Own): Promise<string> {
  const { id } = await create(own);
  const csv = `phone_number,name,tags\n${own.number},${FIELDS.name},${MARK}-new\n`;
  const { updated } = await own.api.call(importContacts, { csv });
  if (updated !== 1) return `${updated} updated`;
  return (await read(own, { id })).tags.includes(MARK) ? 'merge' : 'overwrite';
}

async function importRow({ api }: Own): Promise<string> {
  const csv = `phone_number,name,tags\n${NO_NUMBER},${FIELDS.name},${MARK}\n`;
  const row = (await api.call(importContacts, { csv })).errors[0]?.row;
  return { 1: 'data', 2: 'file' }[row ?? 0] ?? `row ${row}`;
}

/** What the reference page leaves open: any of the answers will do, and which one it is is reported. */
export const OPEN: readonly Open[] = [
  {
    name: 'attributes',
    answers: ['replace', 'merge'],
    async ask(own) {
      const { custom_attributes } = await updated(own, { custom_attributes: { seats: '13' } });
      return 'company' in custom_attributes ? 'merge' : 'replace';
    },
  },
  {
    name: 'emptyTags',
    answers: ['clear', 'ignore'],
    ask: async (own) => ((await updated(own, { tags: [] })).tags.length === 0 ? 'clear' : 'ignore'),
  },
  { name: 'existing', answers: ['conflict', 'invalid', 'bad-request', 'upsert'], ask: existing },
  { name: 'putReply', answers: ['contact', 'empty', 'stale'], ask: putReply },
  { name: 'tagMatch', answers: ['exact', 'blind'], ask: tagMatch },
  {
    name: 'nameStyle',
    answers: ['asis', 'trim'],
    ask: async (own) => ((await updated(own, { name: `${MARK} ` })).name === MARK ? 'trim' : 'asis'),
  },
  { name: 'tagStyle', answers: STYLES, ask: tagStyle },
  { name: 'importTags', answers: ['merge', 'overwrite'], ask: importTags },
  { name: 'importRow', answers: ['data', 'file'], ask: importRow },
];
