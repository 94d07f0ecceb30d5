import { deleteContact } from '../../api/endpoints.ts';
import { ApiError, isMissing } from '../../api/error.ts';
import { unconfirmed } from '../../api/explain.ts';
import type { Basis } from '../../api/freshness.ts';
import { deletionRefusal } from '../../contacts/protection.ts';
import { protectedAmong, unprotected } from '../../contacts/tags.ts';
import type { Contact } from '../../model/contact.ts';
import type { DraftItem, ItemRecord, Task } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { ReasonFact } from '../../model/reasons.ts';
import { noDifference } from '../change/compare.ts';
import { deletionDrift } from '../change/drift.ts';
import { certain } from './certain.ts';
import {
  allFields,
  type Part,
  type TaskKind,
  type TaskOf,
  type Today,
  touchesOf,
  undoSeparately,
} from './kind.ts';
import { itemOf, noReturn } from './planned.ts';
import { type ItemWorld, numberTaken, readIfThere } from './world.ts';

/** Deletes the contact of an item. If it is missing after an attempt before a crash, that attempt deleted it. */
export async function deletePlanned(
  world: ItemWorld,
  item: ItemRecord,
  approved: Contact = item.before,
): Promise<Outcome> {
  const outcome = await deleteItem(world, approved);
  return outcome.state === ItemState.gone && item.attempts > 1 ? deleted(item.before) : outcome;
}

/**
 * Deletes one contact, unless it changed since it was `approved`. If it is missing after a request of ours, that request
 * deleted it.
 */
export function deleteItem(world: ItemWorld, approved: Contact): Promise<Outcome> {
  return certain<Contact>(world, {
    before: approved,
    async look(doubted) {
      const read = await readIfThere(world, approved.id);
      return read ?? (doubted ? deleted(approved) : { state: ItemState.gone, before: approved });
    },
    judge(now) {
      const refusal = deletionRefusal(now, world.protectedFolds);
      if (refusal !== undefined) return { state: ItemState.protected, before: now, reason: refusal };
      const drift = deletionDrift(approved, now);
      if (drift !== undefined) return { state: ItemState.drifted, before: now, reason: drift };
      return (basis) => send(world, approved, basis);
    },
    arrived: () => undefined,
    outdated: isMissing,
  });
}

const ACCEPTED = 202;

/** Sends the DELETE. A success other than the documented one is not believed: another reading decides. */
async function send(world: ItemWorld, approved: Contact, basis: Basis): Promise<Outcome> {
  const { id } = approved;
  const { isGone, status } = await world.api.call(deleteContact, { id }, { ...world.call, basis });
  if (isGone) return deleted(approved);
  const now = await look(world, id);
  if (now === undefined) return deleted(approved);
  const cause = unconfirmed(id, status);
  // A DELETE that was accepted for later may still be carried out.
  if (now instanceof ApiError || status === ACCEPTED)
    return { state: ItemState.unknown, before: approved, cause };
  return {
    state: ItemState.failed,
    before: approved,
    after: now,
    comparison: noDifference(),
    reason: { say: 'error', cause: cause.message },
  };
}

/** The contact a moment after the DELETE, undefined when it is gone; the error when it cannot be read. */
async function look(world: ItemWorld, id: string): Promise<Contact | ApiError | undefined> {
  try {
    await world.api.rest(1, world.call);
    return (await readIfThere(world, id))?.value;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

function deleted(before: Contact): Outcome {
  return { state: 'deleted', before };
}

export function deletionPart(before: Contact): Part {
  return { contact_id: before.id, after: undefined, back: (today) => undoDeletion(before, today) };
}

/**
 * The item that creates a deleted contact again, under a new id, unless it is there. Who opted out comes back with the opt-out,
 * and with other tags only where that is asked for.
 */
function undoDeletion(before: Contact, { contacts, holderOf, world, include }: Today): DraftItem {
  const contact_id = before.id;
  const { phone_number, name, custom_attributes } = before;
  const optOuts = protectedAmong(before.tags, world.protectedFolds);
  const others = optOuts.length === 0 ? [] : unprotected(before.tags, world.protectedFolds);
  const isLess = others.length > 0 && !include;
  const tags = isLess ? optOuts : before.tags;
  const contact = { phone_number, name, tags, custom_attributes };
  const task: Task = { do: 'create', contact, replaces: contact_id };
  const item = (state: ItemState, reason?: ReasonFact) => itemOf(before, task, state, reason, contact_id);
  if (contacts.has(contact_id)) return item(ItemState.unchanged, { say: 'is there' });
  const lost = noReturn(before);
  if (lost !== undefined) return item(ItemState.gone, lost);
  const other = holderOf(phone_number);
  if (other) return item(ItemState.drifted, numberTaken(other));
  if (isLess) return item(ItemState.pending, { say: 'back without', tags: others, keys: [] });
  return item(ItemState.pending, others.length > 0 ? { say: 'overruled', tags: optOuts } : undefined);
}

export const DELETE: TaskKind<TaskOf<'delete'>> = {
  shared: false,
  inSteps: false,
  creates: false,
  effect: 'deleted',
  run: (world, item) => deletePlanned(world, item),
  isSeen: (_task, _before, now) => now === undefined,
  parts: (item) =>
    item.state === ItemState.done ? [deletionPart({ ...item.before, id: item.contact_id })] : [],
  undo: undoSeparately,
  after: () => undefined,
  moves: (_task, { tags }) => ({ adds: [], removes: [], tags }),
  touches: (_task, { contact_id, before }) => touchesOf(contact_id, before.phone_number, 'deleted'),
  deletes: () => 1,
  requests: () => 2,
  shows: (_task, { before }) => ({ before: allFields(before), after: {} }),
};
