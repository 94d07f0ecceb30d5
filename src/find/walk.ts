import type { Api, Call } from '../api/client.ts';
import { listContacts } from '../api/endpoints.ts';
import type { Page } from '../api/wire.ts';
import type { Contact } from '../model/contact.ts';

/** The largest page that lists of this service give. */
const LARGEST_PAGE = 100;

interface WalkOptions {
  /** Only contacts that the service finds by this tag. How it matches is not documented, so filter again. */
  tag?: string | undefined;
  /** Requests at once. */
  width: number;
  call: Call;
  /** Stops after this many contacts, rounded up to whole pages; by default it reads all. */
  most?: number;
}

/** No account is larger: a list without end is cut here. */
const MOST_PAGES = 10_000;
/** Pages in a row without a new contact: a few more than an import of a thousand contacts shifts a list by. */
const MOST_FRUITLESS = 12;

/**
 * All pages in order, each as soon as it and the pages before it have arrived. The `limit`, `total` and `has_more` of
 * replies are believed as long as the pages hold what these promise.
 */
export async function* pages(api: Api, { tag, width, call, most }: WalkOptions): AsyncGenerator<Page> {
  const read = (page: number, limit: number) => api.call(listContacts, { page, limit, tag }, call);
  const isLast = lastPageTest();
  let latest = await read(1, LARGEST_PAGE);
  yield latest;
  const { limit, total } = latest;
  const promised = total === undefined ? 1 : Math.ceil(total / limit);
  const last = most === undefined ? MOST_PAGES : Math.ceil(most / limit);
  let ended = isLast(latest);
  let next = 2;
  const underWay: Promise<Page>[] = [];
  // Beyond the promised pages, when the list grew or its total is missing or wrong, one page is asked for at a time.
  const isWanted = () =>
    !ended &&
    next <= last &&
    (next <= promised ? underWay.length < width : underWay.length === 0 && latest.hasMore);
  try {
    for (;;) {
      while (isWanted()) underWay.push(handled(read(next++, limit)));
      const page = await underWay.shift();
      if (!page) return;
      latest = page;
      ended ||= isLast(page);
      yield page;
    }
  } finally {
    // When the consumer stops early, requests are still under way.
    await Promise.allSettled(underWay);
  }
}

/** Whether a list ends with this page, whatever its `has_more` says: it is empty, or many pages held no new contact. */
function lastPageTest(): (page: Page) => boolean {
  const seen = new Set<string>();
  let fruitless = 0;
  return ({ contacts }) => {
    const before = seen.size;
    for (const { id } of contacts) seen.add(id);
    fruitless = seen.size > before ? 0 : fruitless + 1;
    return contacts.length === 0 || fruitless >= MOST_FRUITLESS;
  };
}

/** A failure is thrown when the page is awaited, and is no unhandled rejection before. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** The contacts that a walk has seen so far. */
export interface Seen {
  contacts: Map<string, Contact>;
  total: number | undefined;
  /** Every contact that was in the list throughout the walk is in `contacts`. */
  complete: boolean;
}

/** How often a list that changes is walked: small lists often, large ones rarely, and only once a list without end. */
const SMALL = 20 * LARGEST_PAGE;
const LARGE = MOST_PAGES * LARGEST_PAGE;
const ROUNDS = { small: 15, large: 3, boundless: 1 } as const;

function roundsFor(total: number): number {
  if (total > LARGE) return ROUNDS.boundless;
  return total <= SMALL ? ROUNDS.small : ROUNDS.large;
}

/**
 * Walks until every page gave the same total and that many different contacts were seen. Contacts seen in earlier rounds
 * count as long as the total stays the same. `complete` stays false when no round ends like that.
 */
export async function walk(api: Api, options: WalkOptions, seen: Seen, onPage: () => void): Promise<void> {
  let fruitless = 0;
  let stale = false;
  for (let round = 1; fruitless < 2; round++) {
    if (stale) seen.contacts.clear();
    const known = seen.contacts.size;
    const steady = await walkOnce(api, options, seen, onPage);
    seen.complete = steady && seen.total === seen.contacts.size;
    if (seen.complete || seen.total === undefined || round >= roundsFor(seen.total)) return;
    fruitless = steady && seen.contacts.size === known ? fruitless + 1 : 0;
    // When the total changed, contacts that were seen before may be gone.
    stale = !steady || seen.contacts.size > seen.total;
  }
}

/** One round. Returns whether every page gave the total of the rounds before. */
async function walkOnce(api: Api, options: WalkOptions, seen: Seen, onPage: () => void): Promise<boolean> {
  const totals = new Set<number | undefined>(seen.contacts.size > 0 ? [seen.total] : []);
  for await (const page of pages(api, options)) {
    totals.add(page.total);
    seen.total = page.total;
    for (const contact of page.contacts) seen.contacts.set(contact.id, contact);
    onPage();
  }
  return totals.size === 1;
}
