import type { Api } from '../../src/api/client.ts';
import { createContact, deleteContact, getContact } from '../../src/api/endpoints.ts';
import { findByNumber } from '../../src/find/resolve.ts';
import type { Contact, ContactFields } from '../../src/model/contact.ts';

/** In the name and the tags of all that these tests create; they touch nobody else. */
export const MARK = 'contract-test';

/** Sent to be refused, as no number at all. */
export const NO_NUMBER = `x${MARK}`;

/** What a case that writes may use. */
export interface Own {
  api: Api;
  /** Nobody has it when a case begins, and nobody when it has ended. */
  number: string;
}

export const FIELDS: ContactFields = {
  name: `${MARK} person`,
  tags: [MARK, `${MARK}-2`],
  custom_attributes: { company: MARK, seats: '12' },
};

/** Refuses a number that somebody has, and takes away what was created under it, whatever happened. */
export async function withNumber(api: Api, number: string, use: (own: Own) => Promise<void>): Promise<void> {
  await clear(api, number);
  try {
    await use({ api, number });
  } finally {
    await clear(api, number);
    await clear(api, NO_NUMBER);
  }
}

async function clear(api: Api, number: string): Promise<void> {
  const there = await findByNumber({ api, country: undefined }, number, {});
  if (!there) return;
  if (!isOurs(there)) throw new Error(`somebody has ${number}: give a CONTRACT_NUMBER that is free`);
  await api.call(deleteContact, { id: there.id });
}

function isOurs({ name }: Contact): boolean {
  return name.trim().toLowerCase().startsWith(MARK);
}

/** A new contact; one that was there already, and that a search does not find, is none of ours. */
export async function create({ api, number }: Own): Promise<Contact> {
  const { contact, isNew } = await api.call(createContact, { phone_number: number, ...FIELDS });
  const stored = contact ?? (await findByNumber({ api, country: undefined }, number, {}));
  if (!isNew || !stored)
    throw new Error(`${number} was not created anew: give a CONTRACT_NUMBER that is free`);
  return stored;
}

export function read({ api }: Own, { id }: Pick<Contact, 'id'>): Promise<Contact> {
  return api.call(getContact, { id });
}
