import { keysOfNumber } from '../../contacts/refs.ts';
import type { Contact, Effect } from '../../model/contact.ts';
import type { DraftItem, ItemRecord, Task, Touch } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Protection } from '../change/rule.ts';
import type { ItemWorld } from './world.ts';

export type TaskOf<K extends Task['do']> = Extract<Task, { do: K }>;

/** The account as an undo finds it. */
export interface Today {
  contacts: ReadonlyMap<string, Contact>;
  /** The contact that has a number, however it is written. */
  holderOf(number: string): Contact | undefined;
  world: Protection;
  /** Whether the person includes who opted out. */
  include: boolean;
}

/** A change that an item made to one contact, and the item that takes it back. */
export interface Part {
  contact_id: string;
  after: Contact | undefined;
  back(today: Today): DraftItem;
}

/** Tags that a contact gets and loses, and all that it has in the end. */
interface Moves {
  adds: readonly string[];
  removes: readonly string[];
  tags: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** All answers that a kind of work has to give. */
export interface TaskKind<T extends Task> {
  /** The request of an item is shared with many others. */
  shared: boolean;
  /** It takes several requests that write: when one is refused, an earlier one may have done its part. */
  inSteps: boolean;
  /** It makes the contact: before the task there is none that could be read. */
  creates: boolean;
  /** What becomes of the contact of the item. */
  effect: Effect;
  /** Does the work of an item; safe to repeat. */
  run(world: ItemWorld, item: ItemRecord, task: T): Promise<Outcome>;
  /** Whether the contact as it is now shows that the task was carried out; undefined where no contact could show it. */
  isSeen(task: T, before: Contact, now: Contact | undefined): boolean | undefined;
  /** The changes that an item made which is done, or failed half way. */
  parts(item: ItemRecord, task: T): Part[];
  /** The items that take these parts back. */
  undo(parts: readonly Part[], item: ItemRecord, today: Today): DraftItem[];
  /** The contact once the task is done; none when it is gone then. */
  after(task: T, before: Contact): Contact | undefined;
  /** Which audiences the contact joins and leaves; one that is deleted leaves none. */
  moves(task: T, before: Contact): Moves;
  /** Every contact that the task touches, by id and by number. */
  touches(task: T, item: Pick<ItemRecord, 'contact_id' | 'before'>): Touch[];
  /** How many contacts it deletes. */
  deletes(task: T): number;
  /** How many HTTP requests it takes, on average. */
  requests(task: T): number;
  /** The fields that change, before and after. */
  shows(task: T, item: Pick<ItemRecord, 'before' | 'after'>): { before: Fields; after: Fields };
}

/** Takes each part back by itself. */
export function undoSeparately(parts: readonly Part[], _item: ItemRecord, today: Today): DraftItem[] {
  return parts.map((part) => part.back(today));
}

/** Whether an item changed anything: it is done, or it failed after a write of which `did` says that it changed the contact. */
export function didSomething(
  { state, after, overwrote }: ItemRecord,
  did: (after: Contact) => boolean,
): boolean {
  return state === ItemState.done || (after !== undefined && !overwrote && did(after));
}

/** All fields of a contact that is created or deleted. */
export function allFields({
  name,
  tags,
  custom_attributes,
}: Pick<Contact, 'name' | 'tags' | 'custom_attributes'>): Fields {
  return { name, tags, ...(Object.keys(custom_attributes).length > 0 && { custom_attributes }) };
}

/** The touch of a contact, by its id and by its number. */
export function touchesOf(id: string, phone_number: string, effect: Effect): Touch[] {
  return [{ key: id, effect }, ...touchesOfNumber(phone_number, effect)];
}

/** The touch of all contacts with this number. */
export function touchesOfNumber(phone_number: string, effect: Effect): Touch[] {
  return keysOfNumber(phone_number).map((key) => ({ key, effect }));
}
