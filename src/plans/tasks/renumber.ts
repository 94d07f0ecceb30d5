import { ApiError } from '../../api/error.ts';
import { type Reading, together } from '../../api/freshness.ts';
import { deletionRefusal } from '../../contacts/protection.ts';
import { lookUp } from '../../find/resolve.ts';
import type { Contact } from '../../model/contact.ts';
import { personOf } from '../../model/facts.ts';
import type { DraftItem, ItemRecord, Task } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { ReasonFact } from '../../model/reasons.ts';
import { noDifference } from '../change/compare.ts';
import { numberDrift } from '../change/drift.ts';
import { whileFresh } from './certain.ts';
import { createNew, creationPart, holds } from './create.ts';
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
import { itemOf, judged, noReturn } from './planned.ts';
import {
  doneEarlier,
  failureOfRequest,
  type ItemWorld,
  numberTaken,
  readIfThere,
  type WriteOutcome,
} from './world.ts';

/** The new contact first, so that the person is never without one; then the old one goes, unless it changed. */
async function renumber(world: ItemWorld, item: ItemRecord, phone_number: string): Promise<Outcome> {
  // At once, since the new contact is based on both readings. The same number in another writing may be this contact's own.
  const [found, read] = await Promise.all([
    lookUp(world, phone_number, world.call, item.contact_id),
    readIfThere(world, item.contact_id),
  ]);
  const there = found.value;
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
  { id, name, tags, custom_attributes }: Contact,
  basis: Reading<Contact>['basis'],
): Promise<Outcome> {
  return createNew(world, { phone_number, name, tags, custom_attributes }, { value: undefined, basis }, id);
}

async function removeOld(
  world: ItemWorld,
  item: ItemRecord,
  old: Contact,
  { after, comparison, overwrote }: WriteOutcome,
): Promise<Outcome> {
  const half = (why: ReasonFact | undefined): ReasonFact => ({
    say: 'half renumbered',
    made: personOf(after),
    ...(why && { why }),
  });
  if (overwrote) return { ...halfDone(old, after, half({ say: 'overwrote' })), overwrote };
  const removed = await whileFresh(world, () => deletePlanned(world, item, old)).catch(failureOfRequest);
  if (removed instanceof ApiError) {
    const cause = removed.message;
    if (item.attempts > 1) return halfDone(old, after, half({ say: 'error', cause }));
    return {
      state: ItemState.unknown,
      before: old,
      cause: removed,
      reason: half({ say: 'unsettled', cause }),
    };
  }
  if (removed.state === 'deleted') return { state: ItemState.done, before: old, after, comparison };
  const reason = half(whyLeft(removed));
  return removed.state === ItemState.unknown
    ? { ...removed, before: old, reason }
    : halfDone(old, after, reason);
}

/** Why the old contact was not deleted. */
function whyLeft(outcome: Outcome): ReasonFact | undefined {
  if (outcome.state === ItemState.unknown) return { say: 'unsettled', cause: outcome.cause.message };
  if (outcome.state === ItemState.gone) return { say: 'deleted' };
  return 'reason' in outcome ? outcome.reason : undefined;
}

/** The outcome when the new contact is not as it should be, or not there: the old one stays. */
function notCreated(created: Outcome, old: Contact): Outcome {
  switch (created.state) {
    case ItemState.done:
    case ItemState.failed: {
      const { after, comparison, overwrote } = created;
      const why: ReasonFact = { say: 'written', ...comparison, ...(overwrote && { overwrote }) };
      const half = halfDone(old, after, { say: 'half renumbered', made: personOf(after), why });
      // An undo must not delete a contact that was there before.
      return { ...half, ...(overwrote && { overwrote }) };
    }
    case 'exists':
      return halfDone(
        old,
        old,
        created.before.id === old.id ? { say: 'own number' } : numberTaken(created.before),
      );
    default:
      return { ...created, before: old };
  }
}

/** `after` is the new contact, or the old one where there is none. */
function halfDone(before: Contact, after: Contact, reason: ReasonFact): Outcome {
  return { state: ItemState.failed, before, after, comparison: noDifference(), reason };
}

/** The item that gives the contact its old number back, which makes a new contact again. */
function undoRenumber({ before, after, contact_id }: ItemRecord, today: Today): DraftItem {
  const task: Task = { do: 'renumber', phone_number: before.phone_number };
  if (!after) return itemOf(before, task, ItemState.drifted, { say: 'created unknown' }, contact_id);
  const now = today.contacts.get(after.id);
  if (!now) return itemOf(after, task, ItemState.gone, { say: 'deleted' });
  const lost = noReturn({ ...now, phone_number: before.phone_number });
  if (lost !== undefined) return itemOf(now, task, ItemState.gone, lost);
  const holder = today.holderOf(before.phone_number);
  const other = holder?.id === now.id ? undefined : holder;
  const reason = other ? numberTaken(other) : numberDrift(after, now);
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
