import { expect } from 'vitest';
import {
  createContact,
  deleteContact,
  importContacts,
  listContacts,
  updateContact,
} from '../../src/api/endpoints.ts';
import { findByNumber } from '../../src/find/resolve.ts';
import { failureOf } from '../api/world.ts';
import { create, FIELDS, MARK, NO_NUMBER, type Own, read } from './own.ts';

export interface Writing {
  says: string;
  shows(own: Own): Promise<void>;
}

const listed = async ({ api }: Own, filter: object) =>
  (await api.call(listContacts, { page: 1, limit: 100, ...filter })).contacts.map(({ id }) => id);

/** What the reference page says of writing. */
export const WRITING: readonly Writing[] = [
  {
    says: 'creates a contact with 201 and all of its fields',
    async shows(own) {
      const { api, number } = own;
      const { isNew } = await api.call(createContact, { phone_number: number, ...FIELDS });
      expect(isNew).toBe(true);
      const stored = await findByNumber({ api, country: undefined }, number, {});
      expect(stored).toMatchObject({ phone_number: number, ...FIELDS });
      expect(await read(own, stored ?? { id: '' })).toEqual(stored);
    },
  },
  {
    says: 'refuses a number that is not in E.164',
    async shows({ api }) {
      const { facts } = await failureOf(api.call(createContact, { phone_number: NO_NUMBER, ...FIELDS }));
      expect([facts.kind, facts.applied]).toEqual(['invalid', 'no']);
    },
  },
  {
    says: 'finds a contact by its tag, its name and its number',
    async shows(own) {
      const { id } = await create(own);
      expect(await listed(own, { tag: MARK })).toContain(id);
      expect(await listed(own, { search: MARK })).toContain(id);
      expect(await listed(own, { search: MARK, tag: 'x'.repeat(20) })).not.toContain(id);
      expect((await findByNumber({ api: own.api, country: undefined }, own.number, {}))?.id).toBe(id);
    },
  },
  {
    says: 'leaves alone what an update does not name',
    async shows(own) {
      const { id } = await create(own);
      const name = `${MARK} renamed`;
      await own.api.call(updateContact, { id, fields: { name } });
      expect(await read(own, { id })).toMatchObject({ ...FIELDS, name, phone_number: own.number });
    },
  },
  {
    says: 'replaces all tags of a contact by those of an update',
    async shows(own) {
      const { id } = await create(own);
      const tags = [`${MARK}-3`];
      await own.api.call(updateContact, { id, fields: { tags } });
      expect(await read(own, { id })).toMatchObject({ ...FIELDS, tags });
    },
  },
  {
    says: 'deletes a contact, which is not found then',
    async shows(own) {
      const { id } = await create(own);
      await own.api.call(deleteContact, { id });
      expect((await failureOf(read(own, { id }))).facts).toMatchObject({ kind: 'missing', status: 404 });
    },
  },
  {
    says: 'imports the rows that are right and says which are not',
    async shows(own) {
      const { api, number } = own;
      const csv = `phone_number,name,tags\n${number},${FIELDS.name},"${FIELDS.tags}"\n${NO_NUMBER},${FIELDS.name},\n`;
      const reason = expect.stringMatching(/./);
      expect(await api.call(importContacts, { csv })).toEqual({
        total: 2,
        created: 1,
        updated: 0,
        failed: 1,
        errors: [{ row: expect.any(Number), phone_number: NO_NUMBER, reason }],
      });
      const stored = await findByNumber({ api, country: undefined }, number, {});
      expect(stored).toMatchObject({ phone_number: number, name: FIELDS.name, tags: FIELDS.tags });
    },
  },
];
