import type { Contact } from '../../model/contact.ts';
import type { Delta, ItemRecord } from '../../model/item.ts';
import type { Outcome } from '../../model/outcome.ts';
import { creationDrift, deletionDrift, numberDrift, updateDrift } from '../change/drift.ts';
import { whileFresh } from './certain.ts';
import { createPlanned } from './create.ts';
import { deletePlanned } from './delete.ts';
import { mergeItem } from './merge.ts';
import { renumber } from './renumber.ts';
import { updatePlanned } from './update.ts';
import { type ItemWorld, readIfThere } from './world.ts';

/**
 * Does the work of one item against the contact as it is now. Safe to repeat: what an attempt before a crash did
 * (`attempts` says that there was one) is found by reading, and counts as done.
 */
export function execute(world: ItemWorld, item: ItemRecord): Promise<Outcome> {
  return whileFresh(world, () => attempt(world, item));
}

async function attempt(world: ItemWorld, item: ItemRecord): Promise<Outcome> {
  switch (item.task.do) {
    case 'update':
      return update(world, item, item.task.delta);
    case 'delete':
      return deletePlanned(world, item);
    case 'create':
    case 'import':
      return createPlanned(world, item, item.task.contact);
    case 'renumber':
      return renumber(world, item, item.task.phone_number);
    case 'merge':
      return mergeItem(world, item, item.task);
  }
}

async function update(world: ItemWorld, item: ItemRecord, delta: Delta): Promise<Outcome> {
  const read = await readIfThere(world, item.contact_id);
  return read === undefined
    ? { state: 'gone', before: item.before }
    : updatePlanned(world, item, delta, read);
}

/** Why this item must be left alone, because somebody else changed what it would overwrite. */
export function drifted(
  { task, before }: Pick<ItemRecord, 'task' | 'before'>,
  now: Contact,
): string | undefined {
  switch (task.do) {
    case 'update':
    case 'merge':
      return updateDrift(task.delta, before, now);
    case 'delete':
      return deletionDrift(before, now);
    case 'create':
    case 'import':
      return creationDrift(now);
    case 'renumber':
      return numberDrift(before, now);
  }
}
