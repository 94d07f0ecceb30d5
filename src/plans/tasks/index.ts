import { ApiError } from '../../api/error.ts';
import { together } from '../../api/freshness.ts';
import { deletionRefusal } from '../../contacts/protection.ts';
import type { AppError } from '../../errors.ts';
import { lookUp } from '../../find/resolve.ts';
import { listed } from '../../lib/text.ts';
import type { Contact, ContactFields } from '../../model/contact.ts';
import type { Delta, ItemRecord } from '../../model/item.ts';
import type { Outcome } from '../../model/outcome.ts';
import { compare, same } from '../change/compare.ts';
import { drifted } from '../change/drift.ts';
import { notSettled } from '../run/settle.ts';
import { blank, createItem, createNew, deltaOf, type NewContact, OVERWRITTEN } from './create.ts';
import { deleteItem } from './delete.ts';
import { mergeItem } from './merge.ts';
import { arrived, type ItemWorld, readIfThere, refused, type Written, whileFresh } from './outcome.ts';
import { updatePlanned } from './update.ts';

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
  const read = await readIfThere(world, item.contact_id);
  return read === undefined
    ? { state: 'gone', before: item.before }
    : updatePlanned(world, item, delta, read);
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
  // At once, since the new one is based on both.
  const [found, read] = await Promise.all([
    lookUp(world.api, phone_number, world.call),
    readIfThere(world, item.contact_id),
  ]);
  // The same number in another spelling may be this contact's own.
  const there = found.value?.id === item.contact_id ? undefined : found.value;
  const old = read?.value;
  const made = there && item.attempts > 1 && holds(there, old ?? item.before) ? there : undefined;
  if (!read || !old) return made ? arrived(item.before, made) : { state: 'gone', before: item.before };
  const drift = drifted(item, old);
  if (drift !== undefined) return { state: 'drifted', before: old, reason: drift };
  const refusal = deletionRefusal(old, world.protectedFolds);
  if (refusal !== undefined) return { state: 'protected', before: old, reason: refusal };
  if (there && !made) return halfDone(old, old, taken(there));
  const { name, tags, custom_attributes } = old;
  const basis = together(found.basis, read.basis);
  const created = made
    ? arrived(old, made)
    : await createNew(world, { phone_number, name, tags, custom_attributes }, basis);
  return created.state === 'done' ? removeOld(world, item, old, created) : notCreated(created, old);
}

async function removeOld(
  world: ItemWorld,
  item: ItemRecord,
  old: Contact,
  { after, comparison, overwrote }: Written,
): Promise<Outcome> {
  const isThere = `the new contact (id ${after.id}) is there`;
  if (overwrote) return { ...halfDone(old, after, `${OVERWRITTEN}; ${OLD_STAYS}`), overwrote };
  const removed = await whileFresh(world, () => remove(world, item, old)).catch(refused);
  if (removed instanceof ApiError && item.attempts === 1) return unknownOf(old, removed, isThere);
  if (!(removed instanceof ApiError)) {
    if (removed.state === 'deleted') return { state: 'done', before: old, after, comparison };
    if (removed.state === 'unknown') return unknownOf(old, removed.cause, isThere);
  }
  const why = removed instanceof ApiError ? removed.message : removed.state;
  return halfDone(old, after, `${isThere}, but ${OLD_STAYS} (${why})`);
}

const SPELLED = 'the service takes it for the number that the contact has already';
const OLD_STAYS = 'the old one is still there too';

/** The new contact is not as it should be, or not there: the old one stays. */
function notCreated(created: Outcome, old: Contact): Outcome {
  switch (created.state) {
    case 'done':
    case 'failed': {
      const { after, comparison } = created;
      const wrong = listed(comparison.failed);
      return halfDone(old, after, `the new contact (id ${after.id}) is there, but ${wrong}; ${OLD_STAYS}`);
    }
    case 'exists':
      return halfDone(old, old, created.before.id === old.id ? SPELLED : taken(created.before));
    default:
      return { ...created, before: old };
  }
}

/** `after` is the new contact, or the old one where there is none. */
function halfDone(before: Contact, after: Contact, reason: string): Outcome {
  return { state: 'failed', before, after, comparison: same(), reason };
}

function taken({ id }: Contact): string {
  return `another contact (id ${id}) has the number`;
}

function unknownOf(before: Contact, cause: AppError, isThere: string): Outcome {
  return {
    state: 'unknown',
    before,
    cause,
    reason: `${isThere}; of the old one ${notSettled(cause.message)}`,
  };
}

/** Whether a contact is what these fields make, as the service may write it. */
function isLike(there: Contact, fields: ContactFields): boolean {
  return holds(there, fields) && compare(blank(there), deltaOf(fields), there).foreign.length === 0;
}

/** Whether it has all of these; somebody may have given it more since. */
function holds(there: Contact, fields: ContactFields): boolean {
  return compare(blank(there), deltaOf(fields), there).failed.length === 0;
}
