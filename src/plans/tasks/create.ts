import { createContact } from '../../api/endpoints.ts';
import { ApiError, isAmbiguous } from '../../api/error.ts';
import type { Basis, Reading } from '../../api/freshness.ts';
import { findByNumber, lookUp } from '../../find/resolve.ts';
import { MINUTE } from '../../lib/time.ts';
import type { Contact, ContactFields } from '../../model/contact.ts';
import type { Delta } from '../../model/item.ts';
import type { Outcome } from '../../model/outcome.ts';
import { patchOf } from '../change/delta.ts';
import { ATTEMPTS, type ItemWorld, isStale, written } from './outcome.ts';

export type NewContact = { phone_number: string } & ContactFields;

/**
 * Creates one contact, unless its number is there already: looked up before the first POST and after each one
 * that failed, so that none is repeated blindly.
 */
export async function createItem(world: ItemWorld, wanted: NewContact): Promise<Outcome> {
  const { value: there, basis } = await lookUp(world.api, wanted.phone_number, world.call);
  return there ? existing(there, deltaOf(wanted)) : createNew(world, wanted, basis);
}

/** The outcome when the number is there before anything was sent: `unchanged` when all that is wanted is there, too. */
export async function alreadyThere(world: ItemWorld, wanted: NewContact): Promise<Outcome | undefined> {
  const there = await findByNumber(world.api, wanted.phone_number, world.call);
  return there && existing(there, deltaOf(wanted));
}

/** What makes a new contact of a blank one. */
export function deltaOf({ name, tags, custom_attributes }: ContactFields): Delta {
  return { name, adds: tags, removes: [], sets: custom_attributes, unsets: [] };
}

/** Creates a contact whose number was not there when it was looked for, which is the basis. */
export async function createNew(world: ItemWorld, wanted: NewContact, lookedAt: Basis): Promise<Outcome> {
  const delta = deltaOf(wanted);
  let basis = lookedAt;
  // A request before may land late: then the number is there because of us.
  let doubt: ApiError | undefined;
  for (let attempt = 1; ; attempt++) {
    const sent = post(world, wanted, basis);
    const reply = await sent.catch((error: unknown) =>
      doubt && error instanceof ApiError ? error : Promise.reject(error),
    );
    if (!(reply instanceof ApiError)) return created(wanted, reply.contact, delta, reply.isNew);
    if (isAmbiguous(reply)) doubt = reply;
    const unknown = { state: 'unknown', before: blank(wanted), cause: doubt ?? reply } as const;
    const again = await lookAgain(world, wanted, doubt !== undefined, attempt);
    if (again === 'unknown') return unknown;
    const now = again.value;
    if (now && !doubt) return existing(now, delta);
    if (now) return ours(created(wanted, now, delta, true));
    if (!doubt) throw reply;
    if ((reply !== doubt && !isStale(reply)) || attempt === ATTEMPTS) return unknown;
    basis = again.basis;
  }
}

/** The contact as created, or the failure that leaves open whether the number is there. */
async function post(
  world: ItemWorld,
  wanted: NewContact,
  basis: Basis,
): Promise<{ contact: Contact; isNew: boolean } | ApiError> {
  try {
    const { contact, isNew } = await world.api.call(createContact, wanted, { ...world.call, basis });
    return contact ? { contact, isNew } : new ApiError(...NO_CONTACT_IN_REPLY);
  } catch (error) {
    // Services say 409, 400 or 422 of a number that exists.
    const open =
      error instanceof ApiError &&
      (isAmbiguous(error) || error.kind === 'conflict' || error.kind === 'invalid');
    if (open) return error;
    throw error;
  }
}

const NO_CONTACT_IN_REPLY: ConstructorParameters<typeof ApiError> = [
  'Vobiz accepted POST /contacts but did not answer with the contact.',
  'Look the contact up by its number.',
  { kind: 'garbled', request: 'POST /contacts', applied: 'maybe' },
];

/** Whether the number is there after a POST that did not clearly succeed; `unknown` when that cannot be found out. */
async function lookAgain(
  world: ItemWorld,
  { phone_number }: NewContact,
  doubted: boolean,
  attempt: number,
): Promise<Reading<Contact | undefined> | 'unknown'> {
  try {
    if (doubted) await world.api.rest(attempt, world.call);
    return await lookUp(world.api, phone_number, world.call);
  } catch (error) {
    if (doubted && (error instanceof ApiError || world.call.signal?.aborted)) return 'unknown';
    throw error;
  }
}

/** Not said to be new, or older than its last change: the service overwrote what was there instead of refusing. */
function created(wanted: NewContact, after: Contact, delta: Delta, isNew: boolean): Outcome {
  const outcome = written(blank(wanted), after, delta);
  if (isNew && !wasThereBefore(after)) return outcome;
  if (outcome.state === 'done') outcome.comparison.foreign.push(OVERWRITTEN);
  return { ...outcome, overwrote: true };
}

export const OVERWRITTEN =
  'the number was there already, and the service overwrote that contact; which tags it had before is not known';

export function wasThereBefore({ created_at, updated_at }: Contact): boolean {
  return Date.parse(updated_at) - Date.parse(created_at) > MINUTE;
}

function existing(there: Contact, delta: Delta): Outcome {
  const same = Object.keys(patchOf(there, delta)).length === 0;
  return same ? { state: 'unchanged', before: there, after: there } : { state: 'exists', before: there };
}

/** Found after a POST that may have been carried out: what differs from it is somebody else's contact. */
function ours(outcome: Outcome): Outcome {
  return outcome.state === 'failed' ? { state: 'exists', before: outcome.after } : outcome;
}

/** A contact before there is one: what a creation is compared with. */
export function blank({ phone_number }: { phone_number: string }): Contact {
  return { id: '', phone_number, name: '', tags: [], custom_attributes: {}, created_at: '', updated_at: '' };
}
