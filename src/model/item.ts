import type { Contact, ContactFields, Effect } from './contact.ts';
import type { Reason } from './facts.ts';
import type { ItemState } from './lifecycle.ts';

/**
 * What is to be done to one contact, independent of what else is on it: it can be merged into the contact
 * as it is just before the write, so that a tag added meanwhile by somebody else stays.
 */
export interface Delta {
  name?: string | undefined;
  adds: readonly string[];
  removes: readonly string[];
  sets: Readonly<Record<string, unknown>>;
  unsets: readonly string[];
  /** Tags that take the place of others, old to new; each is in `removes` and `adds` too. An undo may part one into several. */
  renames?: Readonly<Record<string, string>> | readonly (readonly [string, string])[] | undefined;
}

/** The work of one item. */
export type Task =
  /** Once the items of the contacts `after`, in the same plan, are done; when one of them cannot be, not at all. */
  | { do: 'update'; delta: Delta; after?: readonly string[] }
  | { do: 'delete' }
  /** `replaces` is the id that the contact had before it was deleted. */
  | { do: 'create'; contact: { phone_number: string } & ContactFields; replaces: string }
  /** A contact of a sheet, created with many others in one request. */
  | { do: 'import'; contact: { phone_number: string } & ContactFields }
  /** The API cannot change a number: a new contact takes over, then the old one is deleted. */
  | { do: 'renumber'; phone_number: string }
  /** The item's contact takes the delta over; then the losers, as they were when the plan was made, are deleted. */
  | { do: 'merge'; delta: Delta; losers: readonly Contact[] };

/** One contact's part of a plan, with what became of it. */
export interface ItemRecord {
  plan_id: string;
  /** From 1, in the order of the plan. */
  seq: number;
  contact_id: string;
  state: ItemState;
  task: Task;
  /** The contact as it was when the plan was made; for a `create` the one to come back. */
  before: Contact;
  /** The contact after the write, when there was one; of a `create` or `renumber` the new contact. */
  after: Contact | undefined;
  /** Why it ended as it did. */
  reason: Reason | undefined;
  attempts: number;
  /** A creation that overwrote a contact which was there before: to delete that takes nothing back. */
  overwrote?: true;
}

/** An item before it is stored: the plan it belongs to is known. */
export type PlanItem = Omit<ItemRecord, 'plan_id'>;

/** A contact that an item touches; the key is an id, or a number as `contacts/refs` writes it. */
export interface Touch {
  key: string;
  effect: Effect;
}

/** An item as it is stored first. */
export type NewItem = PlanItem & { touches: readonly Touch[] };

/** How an item ended, or why it goes back to `pending`. */
export interface Settlement {
  plan_id: string;
  seq: number;
  state: ItemState;
  /** The contact as read just before the write, when there was one: what an undo goes back to. */
  before?: Contact | undefined;
  after: Contact | undefined;
  reason: Reason | undefined;
  overwrote?: true;
  /** Which attempt this is of: it comes too late when another process has begun one since. */
  attempt?: number;
  /** It was marked `sending`, but nothing was tried: this does not count as an attempt. */
  untried?: true;
}

/** What some process made of a contact, and when; without `after` it was deleted, or nobody knows. */
export type Written = Pick<ItemRecord, 'contact_id' | 'after' | 'state'> & {
  effect: Effect;
  /** Ids of the contacts that a merge deletes; of other items none. */
  losers: readonly string[];
  at: number;
};

/** An item that has no place in a plan yet. */
export type DraftItem = Omit<PlanItem, 'seq'>;
