import { expect } from 'vitest';
import { getContact, listContacts } from '../../src/api/endpoints.ts';
import { failureOf } from '../api/world.ts';
import type { Service } from './worlds.ts';

export interface Reading {
  says: string;
  shows(service: Service): Promise<void>;
}

const NOBODY = crypto.randomUUID();

/** What the reference page says of reading; true of any account, whoever else writes to it meanwhile. */
export const READING: readonly Reading[] = [
  {
    says: 'lists contacts with total, page, limit and whether there is more',
    async shows({ api }) {
      const page = await api.call(listContacts, { page: 1, limit: 2 });
      expect([page.page, page.limit, page.total]).toEqual([1, 2, expect.any(Number)]);
      expect(page.contacts).toHaveLength(Math.min(2, page.total ?? 0));
      expect(page.hasMore).toBe((page.total ?? 0) > 2);
      for (const contact of page.contacts) {
        expect(contact.phone_number).toMatch(/^\+?\d+$/);
        expect([contact.created_at, contact.updated_at].map(Date.parse)).not.toContain(Number.NaN);
      }
    },
  },
  {
    says: 'lists nobody twice, and nobody on a page beyond the end',
    async shows({ api }) {
      const pages = await Promise.all([1, 2].map((page) => api.call(listContacts, { page, limit: 1 })));
      const ids = pages.flatMap(({ contacts }) => contacts.map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
      const beyond = await api.call(listContacts, { page: 1_000_000, limit: 100 });
      expect([beyond.contacts, beyond.hasMore]).toEqual([[], false]);
    },
  },
  {
    says: 'lists at most as many as the limit that its reply names',
    async shows({ api }) {
      const { contacts, limit, total = 0 } = await api.call(listContacts, { page: 1, limit: 100 });
      expect(limit).toBeLessThanOrEqual(100);
      expect(contacts).toHaveLength(Math.min(limit, total));
    },
  },
  {
    says: 'filters by search and by tag: what nobody has finds nobody',
    async shows({ api }) {
      for (const filter of [{ search: NOBODY }, { tag: NOBODY }])
        expect(await api.call(listContacts, { page: 1, limit: 5, ...filter })).toMatchObject({
          contacts: [],
          total: 0,
          hasMore: false,
        });
    },
  },
  {
    says: 'gets one contact as the list has it',
    async shows({ api }) {
      const { contacts } = await api.call(listContacts, { page: 1, limit: 1 });
      for (const contact of contacts)
        expect(await api.call(getContact, { id: contact.id })).toMatchObject({
          id: contact.id,
          phone_number: contact.phone_number,
        });
    },
  },
  {
    says: 'answers 404 for an id that nobody has, with its request id',
    async shows({ api }) {
      const { facts } = await failureOf(api.call(getContact, { id: NOBODY }));
      expect(facts).toMatchObject({ kind: 'missing', status: 404, requestId: expect.stringMatching(/./) });
    },
  },
  {
    says: 'answers 401 for a wrong token, with its request id',
    async shows({ as }) {
      const { facts } = await failureOf(as('contract-test').call(listContacts, { page: 1, limit: 1 }));
      expect(facts).toMatchObject({
        kind: 'unauthorised',
        status: 401,
        requestId: expect.stringMatching(/./),
      });
    },
  },
];
