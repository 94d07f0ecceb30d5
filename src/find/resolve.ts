import type { Api, Call } from '../api/client.ts';
import { getContact, listContacts } from '../api/endpoints.ts';
import { ApiError, isMissing } from '../api/error.ts';
import { type Basis, type Reading, together } from '../api/freshness.ts';
import type { Page } from '../api/wire.ts';
import { bareNumber, digitsOf, isNumber, lacksCountryCode } from '../contacts/numbers/phone.ts';
import { AppError } from '../errors.ts';
import { plain, quoted } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import { endsOf, type Holders, holdersIn } from './holders.ts';

/** Where numbers are looked up. */
export interface NumberWorld {
  api: Api;
  /** ISO code of the country of numbers without a country code, where somebody configured it. */
  country: string | undefined;
}

/** There is no contact with this id or number. */
export class NoSuchContact extends AppError {}

/** The contact with this id or E.164 number. An id takes one request. */
export async function resolveContact(world: NumberWorld, ref: string, call: Call): Promise<Contact> {
  if (isNumber(ref)) {
    const number = bareNumber(ref);
    const found = await findByNumber(world, number, call);
    if (found) return found;
    throw new NoSuchContact(
      `No contact has the number ${plain(number, 40)}.`,
      'Look for a part of it, or for the name, with `find_contacts` and `text`; `create_contact` adds somebody new.',
    );
  }
  try {
    return await world.api.call(getContact, { id: ref.trim() }, call);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new NoSuchContact(
      `There is no contact with the id ${quoted(ref)}${requestIdOf(error)}.${numberHint(ref)}`,
      LOOK_UP,
      { cause: error },
    );
  }
}

/** A search that ignores its query would list the whole account. */
const MOST_PAGES = 10;
const LOOK_UP =
  'If it is a name, find the person with `list_contacts` and `search`. If it is an id, the contact may have been deleted.';

function numberHint(ref: string): string {
  return lacksCountryCode(ref) ? ' A phone number needs + and its country code.' : '';
}

function requestIdOf(error: unknown): string {
  const id = error instanceof ApiError ? error.facts.requestId : undefined;
  return id ? ` (request id ${plain(id, 80)})` : '';
}

export async function findByNumber(
  world: NumberWorld,
  number: string,
  call: Call,
): Promise<Contact | undefined> {
  return (await lookUp(world, number, call)).value;
}

/**
 * The same, with the reading that a write is based on. How the service's search treats a leading + is not documented, so it
 * is asked for the number with and without, and for its last digits, which other writings have, too; all at once, since most
 * often nobody has the number. The contact with the id `except` does not count.
 */
export async function lookUp(
  { api, country }: NumberWorld,
  number: string,
  call: Call,
  except?: string,
): Promise<Reading<Contact | undefined>> {
  const holders = await holdersIn(country);
  const among: Among = (contacts) =>
    holders(
      contacts.filter(({ id }) => id !== except),
      [number],
    ).get(number);
  const [withPlus, without, others] = await Promise.all([
    searchNumber(api, number, number, among, call),
    searchNumber(api, number.slice(1), number, among, call),
    searchEnds(api, number, among, call),
  ]);
  const found = [withPlus, without, others].flatMap(({ value }) => value ?? []);
  return { value: among(found), basis: together(withPlus.basis, without.basis, others.basis) };
}

/** A number, or a part of one, as people write it. */
const WRITTEN_NUMBER = /^(?=(\D*\d){5})[\d\s()+.\u2010-\u2015-]+$/;

/**
 * A page of the contacts that the service finds. Its search matches numbers without the spaces and signs that people write
 * in them, and in some accounts without their plus: `searched` is the spelling that found somebody.
 */
export async function searchPage(
  api: Api,
  {
    search,
    ...query
  }: { page: number; limit: number; search?: string | undefined; tag?: string | undefined },
  call: Call,
): Promise<Page & { searched: string | undefined }> {
  const [first, ...others] = spellingsOf(search);
  const found = await api.call(listContacts, { ...query, search: first }, call);
  if (!isNobody(found)) return { ...found, searched: first };
  for (const searched of others) {
    const other = await api.call(listContacts, { ...query, search: searched }, call);
    if (!isNobody(other)) return { ...other, searched };
  }
  return { ...found, searched: first };
}

function spellingsOf(search: string | undefined): readonly (string | undefined)[] {
  if (search === undefined || !WRITTEN_NUMBER.test(search)) return [search];
  const bare = bareNumber(search);
  return [...new Set([bare, bare.replace('+', ''), search])];
}

function isNobody({ total, contacts }: Page): boolean {
  return total === 0 || (total === undefined && contacts.length === 0);
}

/**
 * What has to be searched for so that the contact is found however its number is stored, in rounds: the searches of a round
 * tell for certain unless one of them lists more than a page.
 */
export type Searches = (number: string) => readonly (readonly string[])[];

/**
 * Tried with a number of the account, since what `search` matches is not documented. Undefined when the search does not
 * find it: then searching tells nothing.
 */
export async function searchesFor(api: Api, call: Call): Promise<Searches | undefined> {
  const { contacts } = await api.call(listContacts, { page: 1, limit: 1 }, call);
  const number = contacts[0]?.phone_number;
  if (number === undefined) return withPlusAndWithout;
  const holders = await holdersIn(undefined);
  const among: Among = (listed) => holders(listed, [number]).get(number);
  // A search that finds a part of a number finds every writing of it.
  if ((await searchEnds(api, number, among, call)).value)
    return (wanted) => endsOf(wanted).map((search) => [search]);
  const found = async (search: string) =>
    (await searchNumber(api, search, number, among, call)).value !== undefined;
  // The search without a plus finds a number that is stored with one: then it finds every number.
  if (isNumber(number) && (await found(digitsOf(number)))) return (wanted) => [[digitsOf(wanted)]];
  return (await found(number)) || (await found(digitsOf(number))) ? withPlusAndWithout : undefined;
}

function withPlusAndWithout(number: string): string[][] {
  return [[number, digitsOf(number)]];
}

/** Who has the number, among these contacts. */
type Among = (contacts: readonly Contact[]) => ReturnType<ReturnType<Holders>['get']>;

/** Longer numbers may begin with this one, so the contact may be on a later page. */
async function searchNumber(
  api: Api,
  search: string,
  number: string,
  among: Among,
  call: Call,
): Promise<Reading<Contact | undefined>> {
  const bases: Basis[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { value, basis } = await api.read(listContacts, { page, limit: 100, search }, call);
    const { contacts, hasMore } = value;
    const found = among(contacts);
    if (found || !hasMore || contacts.length === 0) return { value: found, basis: together(basis, ...bases) };
    bases.push(basis);
  }
  throw new AppError(
    `Vobiz finds so many contacts for ${number} that it is not certain whether one of them has this number.`,
    'Find the contact by name with `list_contacts` and use its id.',
  );
}

/** Searches by the last digits, for the contact in any writing. One with spaces may be missed where very many numbers end alike. */
async function searchEnds(
  api: Api,
  number: string,
  among: Among,
  call: Call,
): Promise<Reading<Contact | undefined>> {
  const [end = number, ...longer] = endsOf(number);
  const read = (search: string) => api.read(listContacts, { page: 1, limit: 100, search }, call);
  let { value: listed, basis } = await read(end);
  let value = among(listed.contacts);
  for (const search of longer) {
    if (value || !listed.hasMore) break;
    const next = await read(search);
    listed = next.value;
    basis = together(basis, next.basis);
    value = among(listed.contacts);
  }
  return { value, basis };
}
