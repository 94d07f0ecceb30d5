import { updateContact } from '../../api/endpoints.ts';
import { ApiError, isMissing } from '../../api/error.ts';
import type { Reading } from '../../api/freshness.ts';
import { isProtectedIn, mergeTags } from '../../contacts/tags.ts';
import type { Contact, ContactFields } from '../../model/contact.ts';
import type { Delta, DraftItem, ItemRecord, Task } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Outcome } from '../../model/outcome.ts';
import { isExact, wentThrough } from '../change/compare.ts';
import { changedBy, partsToChange, patchOf } from '../change/delta.ts';
import { changedSince, changes, deltaNow, renamesOf, sameAttribute, updateDrift } from '../change/drift.ts';
import { inverse } from '../change/inverse.ts';
import { type FreeRename, isRespelling, optOutAlone, updateRefusal } from '../change/rule.ts';
import { certain } from './certain.ts';
import {
  didSomething,
  type Part,
  type TaskKind,
  type TaskOf,
  type Today,
  touchesOf,
  undoSeparately,
} from './kind.ts';
import { deltaItem, itemOf } from './planned.ts';
import { type ItemWorld, readIfThere, written } from './world.ts';

/** Does the update of an item, as it was planned, to the contact as it was read just now. */
export async function updatePlanned(
  world: ItemWorld,
  item: ItemRecord,
  delta: Delta,
  read: Reading<Contact>,
): Promise<Outcome> {
  const { before } = item;
  // An attempt before a crash may have made the change, and the service may have stored another spelling: that is no drift.
  if (item.attempts > 1 && wentThrough(before, delta, read.value)) return written(before, read.value, delta);
  const note = async (now: Contact) => {
    if (changes(before, now).length > 0) await world.note?.(item, now);
  };
  return updateItem(world, read, delta, { before, note });
}

/** Which renames are free on this contact, as the account is just now. Who did not opt out is not asked about. */
async function freeRenames(world: ItemWorld, delta: Delta, now: Contact): Promise<FreeRename> {
  const free = new Set<string>();
  const [there, isProtected] = [new Set(now.tags), isProtectedIn(world.protectedFolds)];
  const isAsked = ([old, name]: readonly [string, string]) =>
    there.has(old) && !there.has(name) && !isRespelling(old, name) && !isProtected(name);
  const asked = now.tags.some(isProtected) ? renamesOf(delta).filter(isAsked) : [];
  for (const [old, name] of asked)
    if (await world.isOnlyOurs?.(old, name)) free.add(JSON.stringify([old, name]));
  return (old, name) => isRespelling(old, name) || free.has(JSON.stringify([old, name]));
}

/** The contact as it was when somebody approved the update, and what to do before anything is sent. */
interface Approved {
  before: Contact;
  note(now: Contact): Promise<void>;
}

/**
 * Makes the delta on one contact: merged into the contact as it was read, only changed fields sent, the reply compared.
 * If the reading is too old when its turn comes, nothing is sent: that is a `stale` error.
 */
export function updateItem(
  world: ItemWorld,
  read: Reading<Contact>,
  planned: Delta,
  approved?: Approved,
): Promise<Outcome> {
  const first = read.value;
  const delta = deltaNow(planned, first);
  return certain<Contact>(
    world,
    {
      before: first,
      look: async () => (await readIfThere(world, first.id)) ?? gone(first),
      judge(now) {
        const known = approved && now === first ? approved.before : first;
        const drift = updateDrift(delta, known, now);
        if (drift !== undefined) return { state: ItemState.drifted, before: now, reason: drift };
        const refusal = updateRefusal(now, delta, world);
        if (refusal !== undefined) return { state: ItemState.protected, before: now, reason: refusal };
        const fields = patchOf(now, delta);
        if (Object.keys(fields).length === 0)
          return { state: ItemState.unchanged, before: first, after: now };
        return async (basis) => {
          // Not before: a contact that is left alone would seem to have been approved as it is now.
          if (now === first) await approved?.note(now);
          return put(world, { value: first, basis }, fields, delta);
        };
      },
      arrived: (now) => (wentThrough(first, delta, now) ? written(first, now, delta) : undefined),
    },
    read,
  );
}

async function put(
  world: ItemWorld,
  { value: before, basis }: Reading<Contact>,
  fields: Partial<ContactFields>,
  delta: Delta,
): Promise<Outcome> {
  try {
    const reply = await world.api.call(updateContact, { id: before.id, fields }, { ...world.call, basis });
    const outcome = reply && written(before, reply, delta);
    if (outcome && isExact(outcome.comparison)) return outcome;
  } catch (error) {
    if (isMissing(error)) return gone(before);
    throw error;
  }
  // The reply is empty or not as expected: the stored contact decides.
  return check(world, before, delta);
}

async function check(world: ItemWorld, before: Contact, delta: Delta): Promise<Outcome> {
  try {
    const now = await readIfThere(world, before.id);
    return now ? written(before, now.value, delta) : gone(before);
  } catch (error) {
    if (error instanceof ApiError) return { state: ItemState.unknown, before, cause: error };
    throw error;
  }
}

function gone(before: Contact): Outcome {
  return { state: ItemState.gone, before };
}

/** An update that was done. */
type Done = Pick<ItemRecord, 'contact_id' | 'before' | 'after'>;

export function updatePart(item: Done, delta: Delta): Part {
  const { contact_id, after } = item;
  return { contact_id, after, back: (today) => undoUpdate(item, delta, today) };
}

/** The item with the inverted change, against the contact as it is now. */
function undoUpdate(item: Done, delta: Delta, today: Today): DraftItem {
  const { contacts } = today;
  const { before } = item;
  const after = item.after ?? changedBy(delta, before);
  const now = contacts.get(item.contact_id);
  const { back, differences } = inverse({ before, after, now: now ?? after, delta });
  const task: Task = { do: 'update', delta: back };
  if (now === undefined) return itemOf(after, task, ItemState.gone, { say: 'deleted' }, item.contact_id);
  const reason = changedSince(differences);
  return reason === undefined ? givenBack(now, back, today) : itemOf(now, task, ItemState.drifted, reason);
}

/** An opt-out that a plan took off comes back in any case, if need be without what else was taken. */
function givenBack(now: Contact, back: Delta, { include, world }: Today): DraftItem {
  const item = deltaItem(now, back, include, world);
  const alone = item.state === ItemState.protected ? optOutAlone(now, back, world.protectedFolds) : undefined;
  if (!alone) return item;
  const { delta, tags, keys } = alone;
  const less = deltaItem(now, delta, false, world);
  return less.state === ItemState.pending ? { ...less, reason: { say: 'back without', tags, keys } } : item;
}

/** The tags that a delta moves. */
export function movesOf(delta: Delta, before: Contact): ReturnType<TaskKind<Task>['moves']> {
  const { adds, removes } = partsToChange(before, delta);
  return { adds, removes, tags: mergeTags(before.tags, delta.adds, delta.removes) };
}

/** The fields of a contact that a delta changes, before and after. */
export function shownChange(
  delta: Delta,
  { before, after }: Pick<ItemRecord, 'before' | 'after'>,
): ReturnType<TaskKind<Task>['shows']> {
  const patch = patchOf(before, delta);
  const then = after ?? { ...before, ...patch };
  const keys = Object.keys(patch) as (keyof typeof patch)[];
  return { before: pick(before, then, keys), after: pick(then, before, keys) };
}

/** These fields of a contact; of its attributes those that differ from the other contact's. */
function pick(contact: Contact, other: Contact, keys: readonly (keyof Contact)[]): Partial<Contact> {
  const fields = Object.fromEntries(keys.map((key) => [key, contact[key]]));
  if (!keys.includes('custom_attributes')) return fields;
  const changed = Object.entries(contact.custom_attributes).filter(
    ([key]) => !sameAttribute(key, contact, other),
  );
  return { ...fields, custom_attributes: Object.fromEntries(changed) };
}

export const UPDATE: TaskKind<TaskOf<'update'>> = {
  shared: false,
  inSteps: false,
  creates: false,
  effect: 'changed',
  async run(world, item, { delta }) {
    const read = await readIfThere(world, item.contact_id);
    if (!read) return gone(item.before);
    const isFree = await freeRenames(world, delta, read.value);
    return updatePlanned({ ...world, isFree }, item, delta, read);
  },
  isSeen: ({ delta }, before, now) => now !== undefined && wentThrough(before, delta, now),
  parts(item, { delta }) {
    const did = didSomething(item, (after) => changes(item.before, after).length > 0);
    return did ? [updatePart(item, delta)] : [];
  },
  undo: undoSeparately,
  after: ({ delta }, before) => changedBy(delta, before),
  moves: ({ delta }, before) => movesOf(delta, before),
  touches: (_task, { contact_id, before }) => touchesOf(contact_id, before.phone_number, 'changed'),
  deletes: () => 0,
  requests: () => 2,
  shows: ({ delta }, item) => shownChange(delta, item),
};
