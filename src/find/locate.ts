import type { Api, Call } from '../api/client.ts';
import { listContacts } from '../api/endpoints.ts';
import { type Basis, type Reading, together } from '../api/freshness.ts';
import { digitsOf } from '../contacts/numbers/phone.ts';
import { AppError } from '../errors.ts';
import { ageOf, sleep, thisMoment } from '../lib/time.ts';
import type { Contact } from '../model/contact.ts';
import { type Writings, writingsFound } from './resolve.ts';
import { type Seen, walk } from './walk.ts';

const PAGE = 100;
/** A number is searched for with its + and without. */
const SEARCHES = 2;

interface Options {
  /** Requests at once. */
  width: number;
  call: Call;
}

/** What is known of a number, and since when. */
export type Look = Reading<Contact | undefined>;

/**
 * The contacts that have these numbers, by the number as it is asked for, as the service has them at this moment: looked up one by one, or by reading the
 * account where that takes fewer requests. An `AppError` when neither can tell.
 */
export async function locate(
  api: Api,
  numbers: readonly string[],
  options: Options,
): Promise<Map<string, Contact>> {
  const looks = await look(api, numbers, options);
  return new Map([...looks].flatMap(([number, { value }]) => (value ? [[number, value] as const] : [])));
}

/** For a write: what was looked at must be fresh when that is sent. */
export interface InTime {
  /** No search begins later than that, and the account is not read where that takes longer. */
  withinMs?: number;
  /** Searches whose reply comes later than that are not waited for: the others would be out of date. */
  waitMs?: number;
  /** The account took too long to be read before. */
  searching?: boolean;
}

/** The same, as what a write may be based on. Numbers that are not in the result were not looked at in time. */
export async function look(
  api: Api,
  numbers: readonly string[],
  options: Options & InTime,
): Promise<Map<string, Look>> {
  const { total } = await api.call(listContacts, { page: 1, limit: 1 }, options.call);
  // Without a total nobody could tell whether what is read is all.
  const few = total === undefined || isSearched(api, numbers.length, total, options);
  const searched = few ? await search(api, numbers, options) : undefined;
  if (searched) return searched;
  const { seen, basis } = await read(api, options);
  const found = among(seen.contacts.values(), numbers);
  const left = numbers.filter((number) => !found.has(number));
  if (seen.complete || left.length === 0)
    return new Map(numbers.map((number) => [number, { value: found.get(number), basis }]));
  // Others write while a large account is read: whoever was not seen is asked for by number.
  const rest = few ? undefined : await search(api, left, options);
  const known = [...found].map(([number, value]) => [number, { value, basis }] as const);
  if (rest) return new Map<string, Look>([...known, ...rest]);
  throw new AppError(
    'The account changed while it was read, or does not say how many contacts it has, so it cannot be told which numbers are there.',
    'Try again when nobody else is importing.',
  );
}

/** Whether so many numbers are searched for, rather than an account of so many contacts read. */
function isSearched(
  api: Api,
  numbers: number,
  total: number,
  { searching = false, withinMs = Number.POSITIVE_INFINITY }: InTime,
): boolean {
  const pages = Math.ceil(total / PAGE);
  return searching || numbers * SEARCHES < pages || api.etaMs(pages) > withinMs;
}

/** None when searching cannot tell: what the service's search matches is not documented. */
async function search(
  api: Api,
  numbers: readonly string[],
  { width, call, withinMs = Number.POSITIVE_INFINITY, waitMs }: Options & InTime,
): Promise<Map<string, Look> | undefined> {
  const writings = await writingsFound(api, call);
  if (!writings) return undefined;
  const stop = new AbortController();
  const signal = call.signal ? AbortSignal.any([call.signal, stop.signal]) : stop.signal;
  const looks = new Map<string, Look>();
  const begun = thisMoment();
  const waiting = numbers.values();
  let vague = false;
  // Not all at once: on a slow account most would stand in the queue for longer than a call may.
  const worker = async () => {
    for (const number of waiting) {
      const looked = await searchOne(api, number, writings, { ...call, signal });
      vague ||= looked === 'vague';
      if (looked === 'vague' || vague || stop.signal.aborted) return;
      looks.set(number, looked);
      if (ageOf(begun) > withinMs) return;
    }
  };
  const searching = Promise.all(Array.from({ length: width }, worker));
  if (waitMs !== undefined) await Promise.race([searching, sleep(waitMs)]);
  if (waitMs === undefined || looks.size === 0) await searching;
  searching.catch(() => undefined);
  stop.abort();
  return vague ? undefined : looks;
}

/** `vague` when more is found than fits a page: then the search does not look at the number alone. */
async function searchOne(api: Api, number: string, writings: Writings, call: Call): Promise<Look | 'vague'> {
  const asked = writings(number).map((search) =>
    api.read(listContacts, { page: 1, limit: PAGE, search }, call),
  );
  const [first, ...others] = await Promise.all(asked);
  if (!first) return 'vague';
  const pages = [first, ...others].map(({ value }) => value);
  const contacts = pages.flatMap((page) => page.contacts);
  const value = among(contacts, [number]).get(number);
  if (value === undefined && pages.some(({ hasMore }) => hasMore)) return 'vague';
  return { value, basis: together(first.basis, ...others.map(({ basis }) => basis)) };
}

async function read(api: Api, options: Options): Promise<{ seen: Seen; basis: Basis }> {
  const seen: Seen = { contacts: new Map(), total: undefined, complete: false };
  const readAt = thisMoment();
  await walk(api, options, seen, () => undefined);
  // However many pages there were: each number was looked at once. None of them was slow by itself, as far as is known.
  return { seen, basis: { readAt, tookMs: 0, requests: 1 } };
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
