import { createContact } from '../api/endpoints.ts';
import { ApiError, isAmbiguous } from '../api/error.ts';
import type { Contact, ContactFields } from '../api/wire.ts';
import { findByNumber } from '../contacts/resolve.ts';
import { type Delta, patchOf } from './change.ts';
import { ATTEMPTS, type ItemWorld, type Outcome, written } from './item.ts';

export type NewContact = { phone_number: string } & ContactFields;

/**
 * Creates one contact, unless its number is there already: looked up before the first POST and after each one
 * that failed, so that none is repeated blindly.
 */
export async function createItem(world: ItemWorld, wanted: NewContact): Promise<Outcome> {
  const { phone_number, name, tags, custom_attributes } = wanted;
  const delta: Delta = { name, adds: tags, removes: [], sets: custom_attributes, unsets: [] };
  const there = await findByNumber(world.api, phone_number, world.call);
  if (there) return existing(there, delta);
  for (let attempt = 1; ; attempt++) {
    const reply = await post(world, wanted);
    if (!(reply instanceof ApiError)) return written(blank(wanted), reply, delta);
    if (isAmbiguous(reply)) await world.api.rest(attempt, world.call);
    const now = await findByNumber(world.api, phone_number, world.call);
    if (now && !isAmbiguous(reply)) return existing(now, delta);
    if (now) return ours(written(blank(wanted), now, delta));
    if (!isAmbiguous(reply)) throw reply;
    if (attempt === ATTEMPTS) return { state: 'unknown', before: blank(wanted), cause: reply };
  }
}

/** The contact as created, or the failure that leaves open whether the number is there. */
async function post(world: ItemWorld, wanted: NewContact): Promise<Contact | ApiError> {
  try {
    const reply = await world.api.call(createContact, wanted, world.call);
    return reply ?? (await findByNumber(world.api, wanted.phone_number, world.call)) ?? blank(wanted);
  } catch (error) {
    // Services say 409, 400 or 422 of a number that exists.
    const open =
      error instanceof ApiError &&
      (isAmbiguous(error) || error.kind === 'conflict' || error.kind === 'invalid');
    if (open) return error;
    throw error;
  }
}

function existing(there: Contact, delta: Delta): Outcome {
  const same = Object.keys(patchOf(there, delta)).length === 0;
  return same ? { state: 'unchanged', before: there, after: there } : { state: 'exists', before: there };
}

/** Found after a POST that may have been carried out: what differs from it is somebody else's contact. */
function ours(outcome: Outcome): Outcome {
  return outcome.state === 'failed' ? { state: 'exists', before: outcome.after } : outcome;
}

function blank({ phone_number }: NewContact): Contact {
  return { id: '', phone_number, name: '', tags: [], custom_attributes: {}, created_at: '', updated_at: '' };
}
