import type { Contact, Effect, NewContact } from './contact.ts';
import type { ItemState } from './lifecycle.ts';
import type { Reason } from './reasons.ts';

/**
 * The change to one contact, without the rest of the contact: it is merged into the contact as read just
 * before the write, so that a tag that somebody else added meanwhile stays.
 */
export interface Delta {
  name?: string | undefined;
  adds: readonly string[];
  removes: readonly string[];
  sets: Readonly<Record<string, unknown>>;
  unsets: readonly string[];
  /** Renamed tags, old to new, which are in `removes` and `adds` too. Pairs, since an undo may turn one tag into several. */
  renames?: Readonly<Record<string, string>> | readonly (readonly [string, string])[] | undefined;
  /** Where the change comes from, if that decides what somebody who opted out may be given by it. */
  by?: 'undo' | 'sheet';
}

export const NO_CHANGE: Delta = { adds: [], removes: [], sets: {}, unsets: [] };

/** The work of one item. */
export type Task =
  /** Waits until the items of the contacts in `after`, in the same plan, are done; left undone when one of them cannot be. */
  | { do: 'update'; delta: Delta; after?: readonly string[] }
  | { do: 'delete' }
  /**
   * `replaces` is the id that the contact had before it was deleted; `beside` that of the one that it was merged into, who must
   * not have opted out since.
   */
  | { do: 'create'; contact: NewContact; replaces: string; beside?: string }
  /** A contact of a sheet, created with many others in one request. */
  | { do: 'import'; contact: NewContact }
  /** The API cannot change a number: a new contact takes over, then the old one is deleted. */
  | { do: 'renumber'; phone_number: string }
  /** The item's contact gets the delta; then the losers, given as they were when the plan was made, are deleted. */
  | { do: 'merge'; delta: Delta; losers: readonly Contact[] };

/** One contact's part of a plan, and how it ended. */
export interface ItemRecord {
  plan_id: string;
  /** From 1, in the order of the plan. */
  seq: number;
  contact_id: string;
  state: ItemState;
  task: Task;
  /** The contact as it was when the plan was made; of a creation the contact that is to be made. */
  before: Contact;
  /** The contact after the write, when there was one; of a `create` or `renumber` the new contact. */
  after: Contact | undefined;
  reason: Reason | undefined;
  attempts: number;
  /** The creation overwrote a contact that existed before: deleting that contact would take nothing back. */
  overwrote?: true;
}

/** An item within its plan. */
export type PlanItem = Omit<ItemRecord, 'plan_id'>;

/** A contact that an item touches; the key is an id, or a number as `contacts/refs` writes it. */
export interface Touch {
  key: string;
  effect: Effect;
}

/** An item as it is first stored. */
export type NewItem = PlanItem & { touches: readonly Touch[] };

/** How an item ended, or why it goes back to `pending`. */
export interface Settlement {
  plan_id: string;
  seq: number;
  state: ItemState;
  /** The contact as read just before the write, if it was read: the state that an undo restores. */
  before?: Contact | undefined;
  after: Contact | undefined;
  reason: Reason | undefined;
  overwrote?: true;
  /** The attempt that ended. The settlement is ignored when another process has begun a later attempt. */
  attempt?: number;
  /** It was marked `sending`, but nothing was tried: this does not count as an attempt. */
  untried?: true;
}

/** A contact as some process left it, and when; without `after` it was deleted, or its state is not known. */
export type Written = Pick<ItemRecord, 'contact_id' | 'after' | 'state'> & {
  effect: Effect;
  /** Ids of the contacts that a merge deleted. */
  losers: readonly string[];
  at: number;
};

/** An item that has no place in a plan yet. */
export type DraftItem = Omit<PlanItem, 'seq'>;
