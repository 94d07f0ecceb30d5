import { ApiError } from '../api/error.ts';
import type { Contact, ContactFields } from '../api/wire.ts';
import { deletionRefusal } from '../contacts/protection.ts';
import { findByNumber } from '../contacts/resolve.ts';
import type { Delta, ItemRecord } from '../store/records.ts';
import { compare } from './compare.ts';
import { blank, createItem, deltaOf, type NewContact } from './create.ts';
import { drifted } from './drift.ts';
import { arrived, type ItemWorld, type Outcome, readIfThere, refused, whileFresh } from './item.ts';
import { mergeItem } from './merging.ts';
import { deleteItem } from './remove.ts';
import { notSettled } from './settlement.ts';
import { updatePlanned } from './update.ts';

/**
 * Does the work of one item against the contact as it is now. Safe to repeat: what an attempt before a crash did
 * (`attempts` says that there was one) is found by reading, and counts as done.
 */
export function execute(world: ItemWorld, item: ItemRecord): Promise<Outcome> {
  return whileFresh(() => attempt(world, item));
}

async function attempt(world: ItemWorld, item: ItemRecord): Promise<Outcome> {
  switch (item.task.do) {
    case 'update':
      return update(world, item, item.task.delta);
    case 'delete':
      return remove(world, item, item.before);
    case 'create':
    case 'import':
      return create(world, item, item.task.contact);
    case 'renumber':
      return renumber(world, item, item.task.phone_number);
    case 'merge':
      return mergeItem(world, item, item.task);
  }
}

async function update(world: ItemWorld, item: ItemRecord, delta: Delta): Promise<Outcome> {
  const now = await readIfThere(world, item.contact_id);
  return now === undefined ? { state: 'gone', before: item.before } : updatePlanned(world, item, delta, now);
}

async function remove(world: ItemWorld, item: ItemRecord, seen: Contact): Promise<Outcome> {
  const outcome = await deleteItem(world, seen);
  return outcome.state === 'gone' && item.attempts > 1 ? { state: 'deleted', before: item.before } : outcome;
}

async function create(world: ItemWorld, item: ItemRecord, wanted: NewContact): Promise<Outcome> {
  const outcome = await createItem(world, wanted);
  if (item.attempts === 1) return outcome;
  // What an attempt before created may be written in the service's own way.
  const ours =
    outcome.state === 'unchanged' || (outcome.state === 'exists' && isLike(outcome.before, wanted));
  return ours ? arrived(item.before, outcome.before) : outcome;
}

/** The new contact first, so that the person is never without one; then the old one goes, unless it changed. */
async function renumber(world: ItemWorld, item: ItemRecord, phone_number: string): Promise<Outcome> {
  const old = await readIfThere(world, item.contact_id);
  const there = await findByNumber(world.api, phone_number, world.call);
  if (old === undefined)
    return there && item.attempts > 1 ? arrived(item.before, there) : { state: 'gone', before: item.before };
  const drift = drifted(item, old);
  if (drift !== undefined) return { state: 'drifted', before: old, reason: drift };
  const refusal = deletionRefusal(old, world.protectedFolds);
  if (refusal !== undefined) return { state: 'protected', before: old, reason: refusal };
  const { name, tags, custom_attributes } = old;
  if (there && !isLike(there, old)) return { state: 'exists', before: there };
  const created: Outcome = there
    ? arrived(old, there)
    : await createItem(world, { phone_number, name, tags, custom_attributes });
  if (created.state === 'unknown') return { ...created, before: old };
  if (created.state !== 'done' || !('after' in created)) return created;
  const removed = await remove(world, item, old).catch(refused);
  const isThere = `the new contact (id ${created.after.id}) is there`;
  if (removed instanceof ApiError && item.attempts === 1) return unknownOf(old, removed, isThere);
  if (!(removed instanceof ApiError)) {
    if (removed.state === 'deleted') return { ...created, before: old };
    if (removed.state === 'unknown') return unknownOf(old, removed.cause, isThere);
  }
  const why = removed instanceof ApiError ? removed.message : removed.state;
  const failed = [`${isThere}, but the old one is still there too (${why})`];
  return {
    state: 'failed',
    before: old,
    after: created.after,
    comparison: { failed, storedAs: [], foreign: [] },
  };
}

function unknownOf(before: Contact, cause: ApiError, isThere: string): Outcome {
  return {
    state: 'unknown',
    before,
    cause,
    reason: `${isThere}; of the old one ${notSettled(cause.message)}`,
  };
}

/** Whether a contact is what these fields make, as the service may write it. */
function isLike(there: Contact, fields: ContactFields): boolean {
  const { failed, foreign } = compare(blank(there), deltaOf(fields), there);
  return failed.length === 0 && foreign.length === 0;
}
