import { ApiError } from '../../api/error.ts';
import { type Reading, together } from '../../api/freshness.ts';
import { digitsOf } from '../../contacts/numbers/phone.ts';
import { deletionRefusal } from '../../contacts/protection.ts';
import type { AppError } from '../../errors.ts';
import { lookUp } from '../../find/resolve.ts';
import { listed } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { DraftItem, ItemRecord, Task } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Outcome } from '../../model/outcome.ts';
import { noDifference } from '../change/compare.ts';
import { numberDrift } from '../change/drift.ts';
import { whileFresh } from './certain.ts';
import { createNew, creationPart, holds, OVERWRITTEN } from './create.ts';
import { deletePlanned } from './delete.ts';
import {
  didSomething,
  type TaskKind,
  type TaskOf,
  type Today,
  touchesOf,
  touchesOfNumber,
  undoSeparately,
} from './kind.ts';
import { itemOf, judged, noReturn, numberInUse, UNKNOWN_CONTACT } from './planned.ts';
import {
  doneEarlier,
  failureOfRequest,
  type ItemWorld,
  notSettled,
  numberTaken,
  readIfThere,
  type WriteOutcome,
} from './world.ts';

/** The new contact first, so that the person is never without one; then the old one goes, unless it changed. */
async function renumber(world: ItemWorld, item: ItemRecord, phone_number: string): Promise<Outcome> {
  // At once, since the new contact is based on both readings.
  const [found, read] = await Promise.all([
    lookUp(world.api, phone_number, world.call),
    readIfThere(world, item.contact_id),
  ]);
  // The same number in another spelling may be this contact's own.
  const there = found.value?.id === item.contact_id ? undefined : found.value;
  const made = there && item.attempts > 1 && holds(there, read?.value ?? item.before) ? there : undefined;
  if (!read) return made ? doneEarlier(item.before, made) : { state: ItemState.gone, before: item.before };
  const old = read.value;
  const refusal = refusalOf(world, item.before, old);
  if (refusal) return refusal;
  if (there && !made) return halfDone(old, old, numberTaken(there));
  const created = made
    ? doneEarlier(old, made)
    : await createLike(world, phone_number, old, together(found.basis, read.basis));
  return created.state === ItemState.done ? removeOld(world, item, old, created) : notCreated(created, old);
}

function refusalOf({ protectedFolds }: ItemWorld, before: Contact, old: Contact): Outcome | undefined {
  const drift = numberDrift(before, old);
  if (drift !== undefined) return { state: ItemState.drifted, before: old, reason: drift };
  const refusal = deletionRefusal(old, protectedFolds);
  return refusal === undefined ? undefined : { state: ItemState.protected, before: old, reason: refusal };
}

function createLike(
  world: ItemWorld,
  phone_number: string,
  { name, tags, custom_attributes }: Contact,
  basis: Reading<Contact>['basis'],
): Promise<Outcome> {
  return createNew(world, { phone_number, name, tags, custom_attributes }, { value: undefined, basis });
}

async function removeOld(
  world: ItemWorld,
  item: ItemRecord,
  old: Contact,
  { after, comparison, overwrote }: WriteOutcome,
): Promise<Outcome> {
  const isThere = `the new contact (id ${after.id}) is there`;
  if (overwrote) return { ...halfDone(old, after, `${OVERWRITTEN}; ${OLD_STAYS}`), overwrote };
  const removed = await whileFresh(world, () => deletePlanned(world, item, old)).catch(failureOfRequest);
  if (removed instanceof ApiError) {
    if (item.attempts === 1) return unknownOf(old, removed, isThere);
    return halfDone(old, after, `${isThere}, but ${OLD_STAYS} (${removed.message})`);
  }
  if (removed.state === 'deleted') return { state: ItemState.done, before: old, after, comparison };
  if (removed.state === ItemState.unknown) return unknownOf(old, removed.cause, isThere);
  return halfDone(old, after, `${isThere}, but ${OLD_STAYS} (${removed.state})`);
}

const SPELLED = 'the service takes it for the number that the contact has already';
const OLD_STAYS = 'the old one is still there too';

/** The outcome when the new contact is not as it should be, or not there: the old one stays. */
function notCreated(created: Outcome, old: Contact): Outcome {
  switch (created.state) {
    case ItemState.done:
    case ItemState.failed: {
      const { after, comparison } = created;
      const wrong = listed(comparison.failed);
      return halfDone(old, after, `the new contact (id ${after.id}) is there, but ${wrong}; ${OLD_STAYS}`);
    }
    case 'exists':
      return halfDone(old, old, created.before.id === old.id ? SPELLED : numberTaken(created.before));
    default:
      return { ...created, before: old };
  }
}

/** `after` is the new contact, or the old one where there is none. */
function halfDone(before: Contact, after: Contact, reason: string): Outcome {
  return { state: ItemState.failed, before, after, comparison: noDifference(), reason };
}

function unknownOf(before: Contact, cause: AppError, isThere: string): Outcome {
  return {
    state: ItemState.unknown,
    before,
    cause,
    reason: `${isThere}; of the old one ${notSettled(cause.message)}`,
  };
}

/** The item that gives the contact its old number back, which makes a new contact again. */
function undoRenumber({ before, after, contact_id }: ItemRecord, today: Today): DraftItem {
  const task: Task = { do: 'renumber', phone_number: before.phone_number };
  if (!after) return itemOf(before, task, ItemState.drifted, UNKNOWN_CONTACT, contact_id);
  const now = today.contacts.get(after.id);
  if (!now) return itemOf(after, task, ItemState.gone, 'somebody deleted it');
  const lost = noReturn({ ...now, phone_number: before.phone_number });
  if (lost !== undefined) return itemOf(now, task, ItemState.gone, lost);
  const holder = today.byNumber.get(digitsOf(before.phone_number));
  const other = holder?.id === now.id ? undefined : holder;
  const reason = other ? numberInUse(other) : numberDrift(after, now);
  if (reason !== undefined) return itemOf(now, task, ItemState.drifted, reason);
  const refusal = deletionRefusal(now, today.world.protectedFolds);
  return judged(now, task, refusal, today.include, today.world);
}

export const RENUMBER: TaskKind<TaskOf<'renumber'>> = {
  shared: false,
  inSteps: true,
  creates: false,
  effect: 'replaced',
  run: (world, item, { phone_number }) => renumber(world, item, phone_number),
  isSeen: () => undefined,
  parts(item) {
    const { contact_id, before, after } = item;
    if (!didSomething(item, ({ id }) => id !== before.id)) return [];
    // An item that failed half way leaves the new contact beside the old one.
    if (item.state === ItemState.failed) return [creationPart(item)];
    return [{ contact_id, after, back: (today) => undoRenumber(item, today) }];
  },
  undo: undoSeparately,
  after: ({ phone_number }, before) => ({ ...before, phone_number }),
  moves: (_task, { tags }) => ({ adds: [], removes: [], tags }),
  touches: ({ phone_number }, { contact_id, before }) => [
    ...touchesOf(contact_id, before.phone_number, 'replaced'),
    ...touchesOfNumber(phone_number, 'replaced'),
  ],
  deletes: () => 1,
  // The number is looked up, the contact read, the new one created, the old one read and deleted.
  requests: () => 4,
  shows: ({ phone_number }, { before }) => ({
    before: { phone_number: before.phone_number },
    after: { phone_number },
  }),
};
