import type { Api, Call } from '../api/client.ts';
import { listContacts } from '../api/endpoints.ts';
import { type Basis, type Reading, together } from '../api/freshness.ts';
import { AppError } from '../errors.ts';
import { ageOf, sleep, thisMoment } from '../lib/time.ts';
import type { Contact } from '../model/contact.ts';
import { type Holders, holdersIn } from './holders.ts';
import { type NumberWorld, type Searches, searchesFor } from './resolve.ts';
import { type Seen, walk } from './walk.ts';

const PAGE = 100;
/** The most requests that it commonly takes to search for a number: with its + and without, or by its last digits. */
const SEARCHES = 2;

interface Options {
  /** Requests at once. */
  width: number;
  call: Call;
}

/** The contact that has a number, or none, and the reading that this is based on. */
export type Look = Reading<Contact | undefined>;

/**
 * The contacts that have these numbers now, by the number that was asked for: each number is searched for, or the account
 * is read where that takes fewer requests. Throws an `AppError` when neither can tell.
 */
export async function locate(
  world: NumberWorld,
  numbers: readonly string[],
  options: Options,
): Promise<Map<string, Contact>> {
  const looks = await look(world, numbers, options);
  return new Map([...looks].flatMap(([number, { value }]) => (value ? [[number, value] as const] : [])));
}

/** For a write, which must be based on fresh readings. */
export interface InTime {
  /** No search begins later than this, and the account is not read if that takes longer. */
  withinMs?: number;
  /** Searches that take longer than this are not waited for: the other readings would be out of date. */
  waitMs?: number;
  /** Reading the account took too long before: search only. */
  searching?: boolean;
}

/** The same, with the readings. A number that is not in the result was not looked up in time. */
export async function look(
  { api, country }: NumberWorld,
  numbers: readonly string[],
  options: Options & InTime,
): Promise<Map<string, Look>> {
  const { total } = await api.call(listContacts, { page: 1, limit: 1 }, options.call);
  const holders = await holdersIn(country);
  // Without a total, a reading of the account cannot be known to be complete.
  const searchFirst = total === undefined || isSearchCheaper(api, numbers.length, total, options);
  const searched = searchFirst ? await search(api, numbers, holders, options) : undefined;
  if (searched) return searched;
  const { seen, basis } = await readAccount(api, options);
  const found = holders(seen.contacts.values(), numbers);
  const left = numbers.filter((number) => !found.has(number));
  if (seen.complete || left.length === 0)
    return new Map(numbers.map((number) => [number, { value: found.get(number), basis }]));
  // Somebody else wrote while the account was read: the numbers that were not seen are searched for.
  const rest = searchFirst ? undefined : await search(api, left, holders, options);
  const known = [...found].map(([number, value]) => [number, { value, basis }] as const);
  if (rest) return new Map<string, Look>([...known, ...rest]);
  throw new AppError(
    'The account changed while it was read, or Vobiz does not say how many contacts it has, so it is not certain which of the numbers are there.',
    'Call again when nobody else is importing.',
  );
}

/** Whether to search for the numbers rather than read the account. */
function isSearchCheaper(
  api: Api,
  numbers: number,
  total: number,
  { searching = false, withinMs = Number.POSITIVE_INFINITY }: InTime,
): boolean {
  const pages = Math.ceil(total / PAGE);
  return searching || numbers * SEARCHES < pages || api.etaMs(pages) > withinMs;
}

/** Undefined when searching cannot tell: what the service's search matches is not documented. */
async function search(
  api: Api,
  numbers: readonly string[],
  holders: Holders,
  { width, call, withinMs = Number.POSITIVE_INFINITY, waitMs }: Options & InTime,
): Promise<Map<string, Look> | undefined> {
  const searches = await searchesFor(api, call);
  if (!searches) return undefined;
  const stop = new AbortController();
  const signal = call.signal ? AbortSignal.any([call.signal, stop.signal]) : stop.signal;
  const looks = new Map<string, Look>();
  const begun = thisMoment();
  const waiting = numbers.values();
  let vague = false;
  // Not all at once: on a slow account most requests would wait in the queue for longer than a call may take.
  const worker = async () => {
    for (const number of waiting) {
      const looked = await searchOne(api, number, { searches, holders }, { ...call, signal });
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

/** `vague` when even the last search finds more than a page of contacts: it does not match the number alone. */
async function searchOne(
  api: Api,
  number: string,
  { searches, holders }: { searches: Searches; holders: Holders },
  call: Call,
): Promise<Look | 'vague'> {
  const bases: Basis[] = [];
  for (const round of searches(number)) {
    const asked = round.map((search) => api.read(listContacts, { page: 1, limit: PAGE, search }, call));
    const readings = await Promise.all(asked);
    bases.push(...readings.map(({ basis }) => basis));
    const pages = readings.map(({ value }) => value);
    const contacts = pages.flatMap((page) => page.contacts);
    const value = holders(contacts, [number]).get(number);
    const [first, ...others] = bases;
    if (first && (value || pages.every(({ hasMore }) => !hasMore)))
      return { value, basis: together(first, ...others) };
  }
  return 'vague';
}

async function readAccount(api: Api, options: Options): Promise<{ seen: Seen; basis: Basis }> {
  const seen: Seen = { contacts: new Map(), total: undefined, complete: false };
  const readAt = thisMoment();
  await walk(api, options, seen, () => undefined);
  // However many pages there were, each number was read once, and how long its page took is not known.
  return { seen, basis: { readAt, tookMs: 0, requests: 1 } };
}
