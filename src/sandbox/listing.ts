import type { WireContact } from '../api/wire.ts';
import type { Dialect } from './dialect.ts';
import { Failure } from './failures.ts';
import type { Records } from './records.ts';

/** The query of a list request, as sent. */
export interface ListQuery {
  page?: string | null;
  limit?: string | null;
  search?: string | null;
  tag?: string | null;
}

/** One page of contacts and its place in the list. */
export interface Page {
  contacts: WireContact[];
  total: number;
  page: number;
  limit: number;
}

type Test = (contact: WireContact) => boolean;

/** Answers list requests: filter, order, page. */
export class Listing {
  readonly #records: Records;
  readonly #dialect: Dialect;
  #turn = 0;
  /** Filtered ids of recent queries, so that walking a filtered list scans once; good for one version. */
  readonly #found = new Map<string, readonly string[]>();
  #foundAt = -1;

  constructor(records: Records, dialect: Dialect) {
    this.#records = records;
    this.#dialect = dialect;
  }

  page(query: ListQuery): Page {
    const page = this.#positive('page', query.page, 1);
    const limit = Math.min(this.#positive('limit', query.limit, 25), this.#dialect.maxLimit);
    const ids = this.#matching(query);
    this.#turn += 1;
    const indexOf = arrangement(this.#dialect.order, ids.length, this.#turn);
    const contacts: WireContact[] = [];
    for (let place = (page - 1) * limit; place < Math.min(page * limit, ids.length); place += 1) {
      const contact = this.#records.contacts.get(ids[indexOf(place)] ?? '');
      if (contact) contacts.push(contact);
    }
    return { contacts, total: ids.length, page, limit };
  }

  #positive(name: string, value: string | null | undefined, standard: number): number {
    if (value == null) return standard;
    if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
    if (this.#dialect.badPage === 'ignored') return standard;
    throw new Failure(400, `${name} must be a positive integer`, 'INVALID_PARAMETER');
  }

  #matching({ search, tag }: ListQuery): readonly string[] {
    const dialect = this.#dialect;
    const base = dialect.order === 'updated' ? 'change' : 'creation';
    if (!search && !tag) return this.#records.ids(base);
    if (this.#foundAt !== this.#records.version || this.#found.size >= 50) this.#found.clear();
    this.#foundAt = this.#records.version;
    const rules = [dialect.search, dialect.searchCase, dialect.searchPlus, dialect.tagMatch];
    const key = JSON.stringify([search, tag, base, ...rules]);
    const known = this.#found.get(key);
    if (known) return known;
    const tests: Test[] = [];
    if (tag) tests.push(tagTest(tag, dialect));
    if (search) tests.push(searchTest(search, dialect));
    const found = this.#records.filter(base, (contact) => tests.every((test) => test(contact)));
    this.#found.set(key, found);
    return found;
  }
}

/** From a place in the answer to a place in a list that is oldest (or least recent) first. */
function arrangement(order: Dialect['order'], count: number, turn: number): (place: number) => number {
  if (order === 'oldest') return (place) => place;
  if (order !== 'shuffled') return (place) => count - 1 - place;
  // A stride prime to any count we hold visits every place once, with no array to shuffle.
  const stride = [1_000_003, 1_000_033, 1_000_037][turn % 3] ?? 1;
  return (place) => (place * stride + turn * 7_919) % count;
}

function searchTest(search: string, dialect: Dialect): Test {
  const ignoresPlus = dialect.searchPlus === 'ignored';
  if (dialect.searchPlus === 'breaks' && search.startsWith('+')) return () => false;
  const number = ignoresPlus ? search.replace(/^\+/, '') : search;
  // Folding 100,000 names is the expensive part; a search without letters needs none.
  const folds = dialect.searchCase === 'blind' && search.toLowerCase() !== search.toUpperCase();
  const fold = folds ? (text: string) => text.toLowerCase() : (text: string) => text;
  const text = fold(search);
  const numberOf = (contact: WireContact) =>
    ignoresPlus ? contact.phone_number.slice(1) : contact.phone_number;
  if (dialect.search === 'prefix')
    return (contact) => numberOf(contact).startsWith(number) || fold(contact.name).startsWith(text);
  if (dialect.search === 'word') {
    const words = text.split(/\s+/);
    return (contact) =>
      numberOf(contact) === number || isSubset(words, new Set(fold(contact.name).split(/\s+/)));
  }
  return (contact) => numberOf(contact).includes(number) || fold(contact.name).includes(text);
}

function isSubset(words: readonly string[], of: ReadonlySet<string>): boolean {
  return words.every((word) => of.has(word));
}

function tagTest(tag: string, dialect: Dialect): Test {
  if (dialect.tagMatch === 'exact') return (contact) => contact.tags.includes(tag);
  const folded = tag.toLowerCase();
  return (contact) => contact.tags.some((own) => own.toLowerCase() === folded);
}
