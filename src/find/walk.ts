import type { Api, Call } from '../api/client.ts';
import { listContacts } from '../api/endpoints.ts';
import type { Page } from '../api/wire.ts';
import type { Contact } from '../model/contact.ts';

/** The largest page the service's sibling lists give; never more is asked. */
const LARGEST_PAGE = 100;

interface WalkOptions {
  /** Only contacts that the service finds by this tag; how it matches is not documented, so filter again. */
  tag?: string | undefined;
  /** Pages asked for at once. */
  width: number;
  call: Call;
  /** No more pages than so many contacts fill; all, unless told. */
  most?: number;
}

/** No account is larger: a list that goes on for ever ends here. */
const MOST_PAGES = 10_000;
/** Pages in a row with nobody new: as many as somebody's import of a thousand shifts a list by, and some. */
const MOST_FRUITLESS = 12;

/**
 * All pages, each as soon as those before it are there; the reply's own `limit` and `has_more` are believed as long as the
 * pages hold what they promise.
 */
export async function* pages(api: Api, { tag, width, call, most }: WalkOptions): AsyncGenerator<Page> {
  const read = (page: number, limit: number) => api.call(listContacts, { page, limit, tag }, call);
  const isLast = lastPage();
  let latest = await read(1, LARGEST_PAGE);
  yield latest;
  const { limit, total } = latest;
  const promised = total === undefined ? 1 : Math.ceil(total / limit);
  const last = most === undefined ? MOST_PAGES : Math.ceil(most / limit);
  let ended = isLast(latest);
  let next = 2;
  const under: Promise<Page>[] = [];
  // More than the total promised: the list grew meanwhile, or the service does not say, or not truly, how many there are.
  const isWanted = () =>
    !ended &&
    next <= last &&
    (next <= promised ? under.length < width : under.length === 0 && latest.hasMore);
  try {
    for (;;) {
      while (isWanted()) under.push(handled(read(next++, limit)));
      const page = await under.shift();
      if (!page) return;
      latest = page;
      ended ||= isLast(page);
      yield page;
    }
  } finally {
    // A consumer that stops early leaves the rest to end by itself.
    await Promise.allSettled(under);
  }
}

/** Tells where a list ends, whatever it says of more: at a page that is empty, or after many with nobody who was not seen. */
function lastPage(): (page: Page) => boolean {
  const seen = new Set<string>();
  let fruitless = 0;
  return ({ contacts }) => {
    const before = seen.size;
    for (const { id } of contacts) seen.add(id);
    fruitless = seen.size > before ? 0 : fruitless + 1;
    return contacts.length === 0 || fruitless >= MOST_FRUITLESS;
  };
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

/** How often a list whose order shifts is walked again: small lists often, large ones rarely, and once what no account is. */
const SMALL = 20 * LARGEST_PAGE;
const LARGE = MOST_PAGES * LARGEST_PAGE;
const ROUNDS = { small: 15, large: 3, boundless: 1 } as const;

function roundsFor(total: number): number {
  if (total > LARGE) return ROUNDS.boundless;
  return total <= SMALL ? ROUNDS.small : ROUNDS.large;
}

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
    if (seen.complete || seen.total === undefined || round >= roundsFor(seen.total)) return;
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
