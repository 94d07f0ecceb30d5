import type { Api, Call } from '../api/client.ts';
import { listContacts } from '../api/endpoints.ts';
import type { Contact, Page } from '../api/wire.ts';

/** The largest page the service's sibling lists give; never more is asked. */
const LARGEST_PAGE = 100;

export interface WalkOptions {
  /** Only contacts that the service finds by this tag; how it matches is not documented, so filter again. */
  tag?: string | undefined;
  /** Pages asked for at once. */
  width: number;
  call: Call;
}

/** All pages, each as soon as those before it are there; the reply's own `limit` and `has_more` are believed. */
export async function* pages(api: Api, { tag, width, call }: WalkOptions): AsyncGenerator<Page> {
  const read = (page: number, limit: number) => api.call(listContacts, { page, limit, tag }, call);
  const first = await read(1, LARGEST_PAGE);
  yield first;
  const { limit, total } = first;
  const promised = total === undefined ? 1 : Math.max(1, Math.ceil(total / limit));
  const under: Promise<Page>[] = [];
  let latest = first;
  try {
    for (let next = 2; next <= promised || under.length > 0; ) {
      while (under.length < width && next <= promised) under.push(handled(read(next++, limit)));
      const page = await under.shift();
      if (page) yield page;
      latest = page ?? latest;
    }
  } finally {
    // A consumer that stops early leaves the rest to end by itself.
    await Promise.allSettled(under);
  }
  // More than the total promised: the list grew meanwhile, or the service does not say, or not truly, how many there are.
  for (let next = promised + 1; latest.hasMore && latest.contacts.length > 0; next++) {
    const page = await read(next, limit);
    // A service that takes no notice of the page gives the same one for ever.
    if (page.contacts[0]?.id === latest.contacts[0]?.id) return;
    latest = page;
    yield latest;
  }
}

/** A failure is thrown when its turn comes, not as an unhandled rejection before. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** What a walk has seen; `contacts` grows while it runs. */
export interface Seen {
  contacts: Map<string, Contact>;
  total: number | undefined;
  /** Every contact that was there throughout is in `contacts`. */
  complete: boolean;
}

/** How often a list whose order shifts is walked again: small lists often, large ones rarely. */
const SMALL = 20 * LARGEST_PAGE;
const ROUNDS = { small: 15, large: 3 } as const;

/**
 * Walks until every page gave the same total and as many different contacts were seen; else again, keeping what was
 * seen as long as the total stands. `complete` stays false when even that does not come to one number.
 */
export async function walk(api: Api, options: WalkOptions, seen: Seen, onPage: () => void): Promise<void> {
  let fruitless = 0;
  let stale = false;
  for (let round = 1; fruitless < 2; round++) {
    if (stale) seen.contacts.clear();
    const known = seen.contacts.size;
    const steady = await walkOnce(api, options, seen, onPage);
    seen.complete = steady && seen.total === seen.contacts.size;
    const most = (seen.total ?? 0) <= SMALL ? ROUNDS.small : ROUNDS.large;
    if (seen.complete || seen.total === undefined || round >= most) return;
    fruitless = steady && seen.contacts.size === known ? fruitless + 1 : 0;
    // With the total, the contacts themselves changed: what was seen before may be gone.
    stale = !steady || seen.contacts.size > seen.total;
  }
}

/** One round; true when every page gave the same total as the walk had so far. */
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
