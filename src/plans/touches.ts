import { keysOf, keysOfNumber } from '../contacts/refs.ts';
import type { Contact } from '../model/contact.ts';
import type { Effect, ItemRecord, NewItem, PlanItem, Task, Touch } from '../model/item.ts';

/** What becomes of the contact of an item. */
const EFFECT: Readonly<Record<Task['do'], Effect>> = {
  update: 'changed',
  delete: 'deleted',
  create: 'created',
  import: 'created',
  renumber: 'replaced',
  merge: 'changed',
};

/** Whom a merge keeps goes before those that it deletes: they may have the same number. */
export function touchesOf({ contact_id, task, before }: Omit<PlanItem, 'seq'>): Touch[] {
  const effect = EFFECT[task.do];
  const touches = [{ key: contact_id, effect }, ...named(before.phone_number, effect), ...othersOf(task)];
  return touches.filter(({ key }, at) => touches.findIndex((touch) => touch.key === key) === at);
}

function othersOf(task: Task): Touch[] {
  switch (task.do) {
    case 'merge':
      return task.losers.flatMap(({ id, phone_number }): Touch[] => [
        { key: id, effect: 'deleted' },
        ...named(phone_number, 'deleted'),
      ]);
    case 'create':
    case 'import':
      return named(task.contact.phone_number, EFFECT[task.do]);
    case 'renumber':
      return named(task.phone_number, EFFECT[task.do]);
    case 'update':
    case 'delete':
      return [];
  }
}

function named(number: string, effect: Effect): Touch[] {
  return keysOfNumber(number).map((key) => ({ key, effect }));
}

/** An item of a plan that is to be stored. */
export function withTouches(item: PlanItem): NewItem {
  return { ...item, touches: touchesOf(item) };
}

/** The contact with this id or number as it was before the item: its own, or one that it merges away. */
export function contactNamed({ task, before }: Pick<ItemRecord, 'task' | 'before'>, ref: string): Contact {
  const keys = keysOf(ref);
  const losers = task.do === 'merge' ? task.losers : [];
  return (
    losers.find(({ id, phone_number }) =>
      [id, ...keysOfNumber(phone_number)].some((key) => keys.includes(key)),
    ) ?? before
  );
}
