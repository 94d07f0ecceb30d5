import { isNumberKey, keysOf, keysOfNumber } from '../../contacts/refs.ts';
import type { Contact } from '../../model/contact.ts';
import type { DraftItem, ItemRecord, NewItem, PlanItem, Task } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Outcome } from '../../model/outcome.ts';
import { isFact } from '../../model/reasons.ts';
import { whileFresh } from './certain.ts';
import { CREATE, IMPORT } from './create.ts';
import { DELETE } from './delete.ts';
import type { Part, TaskKind, TaskOf, Today } from './kind.ts';
import { MERGE } from './merge.ts';
import { RENUMBER } from './renumber.ts';
import { UPDATE } from './update.ts';
import type { ItemWorld } from './world.ts';

/** Requests of an item of a plan whose items are not known. */
const UPDATE_REQUESTS = 2;

/** Every kind of work, and its answers. */
const TASKS: { readonly [K in Task['do']]: TaskKind<TaskOf<K>> } = {
  update: UPDATE,
  delete: DELETE,
  create: CREATE,
  import: IMPORT,
  renumber: RENUMBER,
  merge: MERGE,
};

/** The kinds whose items share requests. */
export const SHARED = Object.keys(TASKS)
  .filter(isKind)
  .filter((kind) => TASKS[kind].shared);

function isKind(name: string): name is Task['do'] {
  return name in TASKS;
}

/** The answers of a task's kind. */
export function kindOf(task: Task): TaskKind<Task> {
  return TASKS[task.do];
}

/**
 * Does the work of one item against the contact as it is now. Safe to repeat: the change of an attempt before a crash
 * (`attempts` says that there was one) is found by reading, and counts as done.
 */
export function execute(world: ItemWorld, item: ItemRecord): Promise<Outcome> {
  return whileFresh(world, () => kindOf(item.task).run(world, item, item.task));
}

/** How many contacts a task deletes; a new number deletes the contact with the old one. */
export function deletionsOf(task: Task): number {
  return kindOf(task).deletes(task);
}

/** How many contacts an item counts as deleted in a budget; somebody who opted out and is meant all the same counts as one. */
export function countedDeletions({ task, reason }: Pick<PlanItem, 'task' | 'reason'>): number {
  return Math.max(deletionsOf(task), isFact(reason, 'overruled') ? 1 : 0);
}

/** HTTP requests that these items take; scaled up for a plan with `open` items of which these are a sample. */
export function requestsOf(items: readonly Pick<ItemRecord, 'task'>[], open = items.length): number {
  if (items.length === 0) return open * UPDATE_REQUESTS;
  const requests = items.reduce((sum, { task }) => sum + kindOf(task).requests(task), 0);
  return Math.ceil((requests * open) / items.length);
}

/** An item as it is first stored: with every contact that it touches, each once. */
export function withTouches(item: PlanItem): NewItem {
  const touches = kindOf(item.task).touches(item.task, item);
  // The first touch of a key counts: the contact that a merge keeps may have the number of one that it deletes.
  const first = new Map(touches.toReversed().map((touch) => [touch.key, touch]));
  return { ...item, touches: touches.filter((touch) => first.get(touch.key) === touch) };
}

/** Ids of all contacts that an item touches, with the one that it made. */
export function idsOf({ contact_id, task, before, after }: Omit<PlanItem, 'seq'>): string[] {
  const touches = kindOf(task).touches(task, { contact_id, before });
  const ids = touches.map(({ key }) => key).filter((key) => !isNumberKey(key));
  return after ? [...ids, after.id] : ids;
}

/** The contact with this id or number as it was before the item: the item's own, or one that it merges away. */
export function contactNamed({ task, before }: Pick<ItemRecord, 'task' | 'before'>, ref: string): Contact {
  const keys = keysOf(ref);
  const losers = 'losers' in task ? task.losers : [];
  const isNamed = ({ id, phone_number }: Contact) =>
    [id, ...keysOfNumber(phone_number)].some((key) => keys.includes(key));
  return losers.find(isNamed) ?? before;
}

/** Whether the journal does not know if the item was carried out. */
export function isOpen({ state, attempts }: ItemRecord): boolean {
  return state === ItemState.unknown || (state === ItemState.pending && attempts > 0);
}

/** Whether a contact, as it is now, can show that the item was carried out. */
export function canBeSeen({ task, before }: ItemRecord): boolean {
  return kindOf(task).isSeen(task, before, before) !== undefined;
}

/** The item, done if it is open and its contact as it is now shows the change; `contacts` holds all contacts of the account. */
export function asSeen(item: ItemRecord, contacts: ReadonlyMap<string, Contact>): ItemRecord {
  if (!isOpen(item)) return item;
  const { task, before } = item;
  const now = contacts.get(item.contact_id);
  return kindOf(task).isSeen(task, before, now) ? { ...item, state: ItemState.done, after: now } : item;
}

/** The parts of an item that an undo can take back: none unless it is done, or failed half way. */
export function leftToUndo(item: ItemRecord, undone: ReadonlySet<string> = new Set()): Part[] {
  if (item.state !== ItemState.done && item.state !== ItemState.failed) return [];
  const parts = kindOf(item.task).parts(item, item.task);
  return parts.filter(({ contact_id, after }) => !undone.has(contact_id) && !(after && undone.has(after.id)));
}

/** The items that take back what is left of an item to undo. */
export function takenBack(item: ItemRecord, today: Today, undone?: ReadonlySet<string>): DraftItem[] {
  return kindOf(item.task).undo(leftToUndo(item, undone), item, today);
}
