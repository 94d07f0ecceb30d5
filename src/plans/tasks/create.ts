import { createContact } from '../../api/endpoints.ts';
import { ApiError } from '../../api/error.ts';
import type { Basis, Reading } from '../../api/freshness.ts';
import { deletionRefusal, reunionRefusal } from '../../contacts/protection.ts';
import { findByNumber, lookUp } from '../../find/resolve.ts';
import { MINUTE } from '../../lib/time.ts';
import { BLANK, type Contact, type ContactFields, type NewContact } from '../../model/contact.ts';
import type { Delta, DraftItem, ItemRecord, Task } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Outcome } from '../../model/outcome.ts';
import { compare } from '../change/compare.ts';
import { patchOf } from '../change/delta.ts';
import { changedSince, changes } from '../change/drift.ts';
import { certain } from './certain.ts';
import {
  allFields,
  didSomething,
  type Part,
  type TaskKind,
  type TaskOf,
  type Today,
  touchesOf,
  touchesOfNumber,
  undoSeparately,
} from './kind.ts';
import { itemOf, judged } from './planned.ts';
import { doneEarlier, type ItemWorld, readIfThere, written } from './world.ts';

/** Creates the contact of an item, unless the person opted out under the contact that it was merged into. */
async function createBeside(
  world: ItemWorld,
  item: ItemRecord,
  { contact, beside }: TaskOf<'create'>,
): Promise<Outcome> {
  const kept = beside === undefined ? undefined : await readIfThere(world, beside);
  const refusal = kept && reunionRefusal(kept.value, world.protectedFolds);
  if (refusal === undefined) return createPlanned(world, item, contact);
  const there = item.attempts > 1 ? await alreadyThere(world, contact) : undefined;
  if (there?.state === ItemState.unchanged) return doneEarlier(item.before, there.before);
  return { state: ItemState.protected, before: item.before, reason: refusal };
}

/** Creates the contact of an item. After an attempt before a crash, a contact like it counts as made by that attempt. */
async function createPlanned(
  world: ItemWorld,
  { attempts, before }: ItemRecord,
  wanted: NewContact,
): Promise<Outcome> {
  const outcome = await createItem(world, wanted);
  if (attempts === 1) return outcome;
  // The service may have stored it in other spellings.
  const isOurs =
    outcome.state === ItemState.unchanged || (outcome.state === 'exists' && isLike(outcome.before, wanted));
  return isOurs ? doneEarlier(before, outcome.before) : outcome;
}

/** Creates one contact, unless its number is there already. */
export async function createItem(world: ItemWorld, wanted: NewContact): Promise<Outcome> {
  return createNew(world, wanted, await lookUp(world, wanted.phone_number, world.call));
}

/** The outcome when a contact has the number before anything is sent: `unchanged` when it has all that is wanted. */
export async function alreadyThere(world: ItemWorld, wanted: NewContact): Promise<Outcome | undefined> {
  const there = await findByNumber(world, wanted.phone_number, world.call);
  return there && outcomeOfExisting(there, creationDelta(wanted));
}

/** The delta between a blank contact and a new one. */
export function creationDelta({ name, tags, custom_attributes }: ContactFields): Delta {
  return { name, adds: tags, removes: [], sets: custom_attributes, unsets: [] };
}

/** Creates one contact; `first` is the look-up of its number. The contact with the id `except` has it in another writing. */
export function createNew(
  world: ItemWorld,
  wanted: NewContact,
  first: Reading<Contact | undefined>,
  except?: string,
): Promise<Outcome> {
  const delta = creationDelta(wanted);
  const creation = {
    before: blank(wanted),
    look: () => lookUp(world, wanted.phone_number, world.call, except),
    judge: (there: Contact | undefined) =>
      there ? outcomeOfExisting(there, delta) : (basis: Basis) => post(world, wanted, basis),
    arrived: (there: Contact | undefined) => there && ifOurs(created(wanted, there, true)),
    // For a number that exists services answer 409, 400 or 422.
    outdated: ({ kind }: ApiError) => kind === 'conflict' || kind === 'invalid',
  };
  return certain<Contact | undefined>(world, creation, first);
}

async function post(world: ItemWorld, wanted: NewContact, basis: Basis): Promise<Outcome> {
  const { contact, isNew } = await world.api.call(createContact, wanted, { ...world.call, basis });
  if (!contact) throw new ApiError(...NO_CONTACT_IN_REPLY);
  return created(wanted, contact, isNew);
}

const NO_CONTACT_IN_REPLY: ConstructorParameters<typeof ApiError> = [
  'Vobiz accepted POST /contacts but did not answer with the contact.',
  'Look the contact up by its number.',
  { kind: 'garbled', request: 'POST /contacts', applied: 'maybe' },
];

/** A contact that the service does not call new, or that is older than its last change, existed: the service overwrote it. */
function created(wanted: NewContact, after: Contact, isNew: boolean): Outcome {
  const outcome = written(blank(wanted), after, creationDelta(wanted));
  if (isNew && !wasThereBefore(after)) return outcome;
  return { ...outcome, overwrote: true };
}

export function wasThereBefore({ created_at, updated_at }: Contact): boolean {
  return Date.parse(updated_at) - Date.parse(created_at) > MINUTE;
}

function outcomeOfExisting(there: Contact, delta: Delta): Outcome {
  const same = Object.keys(patchOf(there, delta)).length === 0;
  return same
    ? { state: ItemState.unchanged, before: there, after: there }
    : { state: 'exists', before: there };
}

/** The outcome for a contact found after a POST in doubt: if it differs from the one wanted, it is somebody else's. */
function ifOurs(outcome: Outcome): Outcome {
  return outcome.state === ItemState.failed ? { state: 'exists', before: outcome.after } : outcome;
}

/** The contact before its creation, to compare the new one with. */
export function blank({ phone_number }: Pick<Contact, 'phone_number'>): Contact {
  return { ...BLANK, phone_number };
}

/** Whether a contact has these fields and nothing else, in any spelling of the service. */
function isLike(there: Contact, fields: ContactFields): boolean {
  return holds(there, fields) && compare(blank(there), creationDelta(fields), there).foreign.length === 0;
}

/** Whether a contact has all of these fields; somebody may have given it more since. */
export function holds(there: Contact, fields: ContactFields): boolean {
  return compare(blank(there), creationDelta(fields), there).failed.length === 0;
}

/** A creation that was done. */
type Done = Pick<ItemRecord, 'contact_id' | 'before' | 'after' | 'overwrote'>;

export function creationPart(item: Done): Part {
  const { contact_id, after } = item;
  return { contact_id, after, back: (today) => undoCreation(item, today) };
}

/** The item that deletes a created contact again, unless somebody changed it. */
function undoCreation({ before, after, contact_id, overwrote }: Done, today: Today): DraftItem {
  const task: Task = { do: 'delete' };
  if (overwrote) return itemOf(after ?? before, task, ItemState.drifted, { say: 'overwrote' }, contact_id);
  if (!after) return itemOf(before, task, ItemState.drifted, { say: 'created unknown' }, contact_id);
  const now = today.contacts.get(after.id);
  if (!now) return itemOf(after, task, ItemState.gone, { say: 'deleted' });
  const reason = changedSince(changes(after, now));
  if (reason !== undefined) return itemOf(now, task, ItemState.drifted, reason);
  const refusal = deletionRefusal(now, today.world.protectedFolds);
  return judged(now, task, refusal, today.include, today.world);
}

const CREATION = {
  inSteps: false,
  creates: true,
  effect: 'created',
  run: (world, item, { contact }) => createPlanned(world, item, contact),
  isSeen: () => undefined,
  undo: undoSeparately,
  after: ({ contact }, before) => ({ ...before, ...contact }),
  moves: ({ contact: { tags } }) => ({ adds: tags, removes: [], tags }),
  touches: ({ contact }, { contact_id, before }) => [
    ...touchesOf(contact_id, before.phone_number, 'created'),
    ...touchesOfNumber(contact.phone_number, 'created'),
  ],
  deletes: () => 0,
  shows: ({ contact }, { after }) => ({ before: {}, after: allFields(after ?? contact) }),
} satisfies Partial<TaskKind<TaskOf<'create' | 'import'>>>;

export const CREATE: TaskKind<TaskOf<'create'>> = {
  ...CREATION,
  shared: false,
  run: createBeside,
  parts: (item) => (didSomething(item, () => true) ? [creationPart(item)] : []),
  requests: ({ beside }) => (beside === undefined ? 2 : 3),
};

/** Many contacts share a request: see `Importer`. */
export const IMPORT: TaskKind<TaskOf<'import'>> = {
  ...CREATION,
  shared: true,
  // An item that failed may have found the contact of somebody else.
  parts: (item) => (item.state === ItemState.done ? [creationPart(item)] : []),
  // Many items share a request, and they are looked up in pages of a hundred.
  requests: () => 0.02,
};
