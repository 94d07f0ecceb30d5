import type { Api, Call } from '../api/client.ts';
import { listContacts } from '../api/endpoints.ts';
import type { Contact } from '../api/wire.ts';
import { findByNumber, searchFindsNumbers } from '../contacts/resolve.ts';
import { AppError } from '../errors.ts';
import { type Seen, walk } from './walk.ts';

const PAGE = 100;
/** A number is searched for with its + and without. */
const SEARCHES = 2;

/**
 * The contacts that have these numbers, as the service has them at this moment: looked up one by one, or by reading the
 * account where that takes fewer requests. An `AppError` when neither can tell.
 */
export async function locate(
  api: Api,
  numbers: readonly string[],
  { width, call }: { width: number; call: Call },
): Promise<Map<string, Contact>> {
  const { total = 0 } = await api.call(listContacts, { page: 1, limit: 1 }, call);
  const few = numbers.length * SEARCHES < total / PAGE;
  const found = few && (await searchFindsNumbers(api, call)) ? await search(api, numbers, call) : undefined;
  return found ?? read(api, new Set(numbers), width, call);
}

async function search(api: Api, numbers: readonly string[], call: Call): Promise<Map<string, Contact>> {
  const found = await Promise.all(numbers.map((number) => findByNumber(api, number, call)));
  return byNumber(found.filter((contact) => contact !== undefined));
}

async function read(
  api: Api,
  numbers: ReadonlySet<string>,
  width: number,
  call: Call,
): Promise<Map<string, Contact>> {
  const seen: Seen = { contacts: new Map(), total: undefined, complete: false };
  await walk(api, { width, call }, seen, () => undefined);
  const found = byNumber([...seen.contacts.values()].filter(({ phone_number }) => numbers.has(phone_number)));
  if (seen.complete || found.size === numbers.size) return found;
  throw new AppError(
    'The account changed while it was read, or does not say how many contacts it has, so it cannot be told which numbers are there.',
    'Try again when nobody else is importing.',
  );
}

function byNumber(contacts: readonly Contact[]): Map<string, Contact> {
  return new Map(contacts.map((contact) => [contact.phone_number, contact]));
}
