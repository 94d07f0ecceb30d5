import type { Contact } from '../model/contact.ts';
import type { Effect, Task } from '../model/item.ts';

/** By kind of task. A merge changes the contact of its item; those that it deletes are told by `loserNamed`. */
export const EFFECT: Readonly<Record<Task['do'], Effect>> = {
  update: 'changed',
  delete: 'deleted',
  create: 'created',
  import: 'created',
  renumber: 'replaced',
  merge: 'changed',
};

/** The contact with this id or number that is deleted by being merged into another; of other tasks none. */
export function loserNamed(task: Task, ref: string): Contact | undefined {
  if (!('losers' in task)) return undefined;
  return task.losers.find(({ id, phone_number }) => id === ref || phone_number === ref);
}
