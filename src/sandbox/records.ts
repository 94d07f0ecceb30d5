import type { WireContact } from '../api/wire.ts';

type Sequence = 'creation' | 'change';

/**
 * The contacts in order of creation and of change, so that a page of any order is a slice and never a sort.
 * Stored contacts are frozen and replaced whole: texts cached by object stay true.
 */
export class Records {
  /** Counts every change. */
  version = 0;
  readonly #byId = new Map<string, WireContact>();
  readonly #idOf = new Map<string, string>();
  readonly #touched = new Map<string, WireContact>();
  #oldestFirst: string[] | undefined;
  #leastRecentFirst: string[] | undefined;

  get contacts(): ReadonlyMap<string, WireContact> {
    return this.#byId;
  }

  byNumber(number: string): WireContact | undefined {
    const id = this.#idOf.get(number);
    return id === undefined ? undefined : this.#byId.get(id);
  }

  put(contact: WireContact): void {
    const before = this.#byId.get(contact.id);
    if (before) this.#idOf.delete(before.phone_number);
    else this.#oldestFirst?.push(contact.id);
    this.#keep(contact);
    this.#touched.delete(contact.id);
    this.#touched.set(contact.id, contact);
    this.#leastRecentFirst = undefined;
    this.version += 1;
  }

  remove(contact: WireContact): void {
    this.#byId.delete(contact.id);
    this.#idOf.delete(contact.phone_number);
    this.#touched.delete(contact.id);
    this.#forgetOrders();
    this.version += 1;
  }

  replaceAll(contacts: readonly WireContact[]): void {
    this.#byId.clear();
    this.#idOf.clear();
    this.#touched.clear();
    this.#forgetOrders();
    for (const contact of contacts.toSorted(by('created_at'))) this.#keep(contact);
    for (const contact of contacts.toSorted(by('updated_at'))) this.#touched.set(contact.id, contact);
    this.version += 1;
  }

  /** Ids by creation (oldest first) or by change (least recent first), to take single places from. */
  ids(by: Sequence): readonly string[] {
    if (by === 'creation') {
      this.#oldestFirst ??= [...this.#byId.keys()];
      return this.#oldestFirst;
    }
    this.#leastRecentFirst ??= [...this.#touched.keys()];
    return this.#leastRecentFirst;
  }

  /** The ids of the contacts that pass; ten times as fast as going through `ids`. */
  filter(by: Sequence, passes: (contact: WireContact) => boolean): readonly string[] {
    const found: string[] = [];
    for (const contact of (by === 'creation' ? this.#byId : this.#touched).values())
      if (passes(contact)) found.push(contact.id);
    return found;
  }

  #keep(contact: WireContact): void {
    Object.freeze(contact.tags);
    this.#byId.set(contact.id, Object.freeze(contact));
    this.#idOf.set(contact.phone_number, contact.id);
  }

  #forgetOrders(): void {
    this.#oldestFirst = undefined;
    this.#leastRecentFirst = undefined;
  }
}

function by(field: 'created_at' | 'updated_at') {
  return (a: WireContact, b: WireContact) => (a[field] < b[field] ? -1 : a[field] > b[field] ? 1 : 0);
}
