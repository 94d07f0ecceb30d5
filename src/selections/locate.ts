import type { Api, Call } from '../api/client.ts';
import { listContacts } from '../api/endpoints.ts';
import type { Contact } from '../api/wire.ts';
import { digitsOf } from '../contacts/phone.ts';
import { searchFindsNumbers } from '../contacts/resolve.ts';
import { AppError } from '../errors.ts';
import { type Seen, walk } from './walk.ts';

const PAGE = 100;
/** A number is searched for with its + and without. */
const SEARCHES = 2;

interface Options {
  /** Requests at once. */
  width: number;
  call: Call;
}

/**
 * The contacts that have these numbers, by the number as it is asked for, as the service has them at this moment: looked up one by one, or by reading the
 * account where that takes fewer requests. An `AppError` when neither can tell.
 */
export async function locate(
  api: Api,
  numbers: readonly string[],
  options: Options,
): Promise<Map<string, Contact>> {
  const { total } = await api.call(listContacts, { page: 1, limit: 1 }, options.call);
  // Without a total nobody could tell whether what is read is all.
  const few = total === undefined || numbers.length * SEARCHES < total / PAGE;
  const searched = few ? await search(api, numbers, options) : undefined;
  if (searched) return searched;
  const seen = await read(api, options);
  const found = among(seen.contacts.values(), numbers);
  const left = numbers.filter((number) => !found.has(number));
  if (seen.complete || left.length === 0) return found;
  // Others write while a large account is read: whoever was not seen is asked for by number.
  const rest = few ? undefined : await search(api, left, options);
  if (rest) return new Map([...found, ...rest]);
  throw new AppError(
    'The account changed while it was read, or does not say how many contacts it has, so it cannot be told which numbers are there.',
    'Try again when nobody else is importing.',
  );
}

/** None when searching cannot tell: what the service's search matches is not documented. */
async function search(
  api: Api,
  numbers: readonly string[],
  { width, call }: Options,
): Promise<Map<string, Contact> | undefined> {
  if (!(await searchFindsNumbers(api, call))) return undefined;
  const found: Contact[] = [];
  const waiting = numbers.values();
  let vague = false;
  // Not all at once: on a slow account most would stand in the queue for longer than a call may.
  const worker = async () => {
    for (const number of waiting) {
      const contact = await searchOne(api, number, call);
      vague ||= contact === 'vague';
      if (vague) return;
      if (typeof contact === 'object') found.push(contact);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return vague ? undefined : among(found, numbers);
}

/** `vague` when more is found than fits a page: then the search does not look at the number alone. */
async function searchOne(api: Api, number: string, call: Call): Promise<Contact | 'vague' | undefined> {
  for (const text of [number, digitsOf(number)]) {
    const { contacts, hasMore } = await api.call(listContacts, { page: 1, limit: PAGE, search: text }, call);
    const found = among(contacts, [number]).get(number);
    if (found) return found;
    if (hasMore) return 'vague';
  }
  return undefined;
}

async function read(api: Api, options: Options): Promise<Seen> {
  const seen: Seen = { contacts: new Map(), total: undefined, complete: false };
  await walk(api, options, seen, () => undefined);
  return seen;
}

/** Compared by their digits. Who has the number exactly comes first. */
function among(contacts: Iterable<Contact>, numbers: readonly string[]): Map<string, Contact> {
  const wanted = new Map(numbers.map((number) => [digitsOf(number), number]));
  const found = new Map<string, Contact>();
  for (const contact of contacts) {
    const number = wanted.get(digitsOf(contact.phone_number));
    if (number === undefined) continue;
    if (contact.phone_number === number || !found.has(number)) found.set(number, contact);
  }
  return found;
}
