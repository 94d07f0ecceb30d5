import type { WireContact } from '../../src/api/wire.ts';
import type { Dialect } from '../../src/sandbox/dialect.ts';
import { type Harness, type HarnessOptions, start } from '../harness.ts';
import { fill } from '../sandbox/client.ts';

export const NUMBER = '+915550000001';
export const FRESH = '+915550000042';

/** The real server and one contact, `c1`, that nobody else looks like. */
export async function withContact(
  contact: Partial<WireContact>,
  dialect: Partial<Dialect> = {},
  options: HarnessOptions = {},
): Promise<Harness> {
  const harness = await start({ ...options, sandbox: { contacts: 0, dialect, ...options.sandbox } });
  fill(harness.sandbox, { name: 'Asha', ...contact });
  return harness;
}

/** The stored fields that a client can write. */
export function stored({ sandbox }: Harness, id = 'c1') {
  const { name, tags, custom_attributes } = sandbox.account.get(id);
  return { name, tags, custom_attributes };
}

/** Contacts stored with a number: two would be a repeated create. */
export function withNumber({ sandbox }: Harness, number: string): WireContact[] {
  return [...sandbox.account.contacts.values()].filter((contact) => contact.phone_number === number);
}

/** The bodies of the PUTs, POSTs or DELETEs that were carried out. */
export function carriedOut({ sandbox }: Harness, method: string): unknown[] {
  return sandbox
    .writes()
    .filter((request) => request.method === method && request.applied)
    .map(({ body }) => body);
}

export function sent({ sandbox }: Harness, method: string): number {
  return sandbox.requests.filter((request) => request.method === method).length;
}
