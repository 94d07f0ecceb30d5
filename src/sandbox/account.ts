import type { WireContact } from '../api/wire.ts';
import type { Dialect } from './dialect.ts';
import { Failure, invalid } from './failures.ts';
import { type Fields, readFields, storedTags } from './fields.ts';
import { Listing, type ListQuery, type Page } from './listing.ts';
import { newId, type Random, seeded } from './random.ts';
import { Records } from './records.ts';
import { timestamp } from './time.ts';

interface AccountOptions {
  dialect: Dialect;
  credentials: { readonly authId: string };
  seed: number;
  now: () => number;
}

/** A contact before and after a change. */
export interface Change {
  before: WireContact;
  after: WireContact;
}

/** The rules of the service over its contacts. Knows no HTTP; refuses by throwing a Failure. */
export class Account {
  readonly dialect: Dialect;
  readonly #records = new Records();
  readonly #listing: Listing;
  readonly #credentials: { readonly authId: string };
  readonly #random: Random;
  readonly #now: () => number;

  constructor({ dialect, credentials, seed, now }: AccountOptions) {
    this.dialect = dialect;
    this.#credentials = credentials;
    // Not the generator of the seeded people: their number would repeat in the ids.
    this.#random = seeded(seed ^ 0x5bd1e995);
    this.#now = now;
    this.#listing = new Listing(this.#records, dialect);
  }

  /** All contacts, oldest first. They are frozen: change them by `edit`. */
  get contacts(): ReadonlyMap<string, WireContact> {
    return this.#records.contacts;
  }

  byNumber(number: string): WireContact | undefined {
    return this.#records.byNumber(number);
  }

  list(query: ListQuery = {}): Page {
    return this.#listing.page(query);
  }

  get(id: string): WireContact {
    const contact = this.contacts.get(id);
    if (!contact) throw new Failure(404, 'contact not found', 'CONTACT_NOT_FOUND');
    return contact;
  }

  /** Serves POST: `created` is false when this dialect overwrote a contact with the same number. */
  create(body: unknown): { contact: WireContact; created: boolean } {
    const fields = readFields(body, ['phone_number', 'name']);
    const existing = this.byNumber(fields.phone_number ?? '');
    if (existing) return { contact: this.#createAgain(existing, fields), created: false };
    const contact = this.#fresh({ ...fields, ...this.#stored(fields) });
    this.#records.put(contact);
    return { contact, created: true };
  }

  /** Serves PUT, quirks of the dialect included. */
  update(id: string, body: unknown): Change {
    const before = this.get(id);
    const { phone_number, ...fields } = readFields(body, []);
    if (phone_number !== undefined && this.dialect.putNumber === 'refused') throw unchangeable(phone_number);
    const { ignores, emptyTags, emptyAttributes, attributes } = this.dialect;
    const changes = this.#stored(fields);
    if (emptyTags === 'ignore' && changes.tags?.length === 0) delete changes.tags;
    if (changes.custom_attributes) {
      const isEmpty = Object.keys(changes.custom_attributes).length === 0;
      if (isEmpty && emptyAttributes === 'ignore') delete changes.custom_attributes;
      else if (attributes === 'merge')
        changes.custom_attributes = { ...before.custom_attributes, ...changes.custom_attributes };
    }
    const taken = Object.entries(changes).filter(([name]) => !ignores.includes(name));
    return { before, after: this.edit(id, Object.fromEntries(taken)) };
  }

  remove(id: string): WireContact {
    const contact = this.get(id);
    this.#records.remove(contact);
    return contact;
  }

  /** A change by somebody else: fields are stored as given, whatever the dialect. */
  edit(id: string, changes: Partial<Omit<WireContact, 'id'>>): WireContact {
    const contact = { ...this.get(id), updated_at: this.#timestamp(), ...changes };
    this.#records.put(contact);
    return contact;
  }

  /** Replaces the whole account; missing fields are filled in. */
  replaceAll(contacts: readonly Partial<WireContact>[]): void {
    this.#records.replaceAll(contacts.map((contact) => this.#fresh(contact)));
  }

  #createAgain(existing: WireContact, fields: Fields): WireContact {
    const message = `a contact with phone_number ${existing.phone_number} already exists`;
    switch (this.dialect.existing) {
      case 'conflict':
        throw new Failure(409, message, 'CONTACT_ALREADY_EXISTS');
      case 'bad-request':
        throw new Failure(400, message);
      case 'invalid': {
        const value = existing.phone_number;
        throw invalid([{ field: 'phone_number', message, code: 'DUPLICATE', value }]);
      }
      case 'upsert':
        return this.edit(existing.id, this.#stored(fields));
    }
  }

  #stored({ name, tags, custom_attributes }: Fields): Omit<Fields, 'phone_number'> {
    const { nameStyle, tagStyle } = this.dialect;
    return {
      ...(name !== undefined && { name: nameStyle === 'trim' ? name.trim() : name }),
      ...(tags && { tags: storedTags(tags, tagStyle) }),
      ...(custom_attributes && { custom_attributes }),
    };
  }

  #fresh(contact: Partial<WireContact>): WireContact {
    const at = this.#timestamp();
    return {
      id: newId(this.dialect.idStyle, this.#random),
      account_id: this.#credentials.authId,
      phone_number: '',
      name: '',
      tags: [],
      custom_attributes: {},
      created_at: contact.created_at ?? at,
      updated_at: contact.created_at ?? at,
      ...contact,
    };
  }

  #timestamp(): string {
    return timestamp(this.#now());
  }
}

function unchangeable(value: string): Failure {
  const message = 'phone_number cannot be changed';
  return invalid([{ field: 'phone_number', message, code: 'IMMUTABLE', value }]);
}
