import { deleteContact } from '../../api/endpoints.ts';
import { ApiError, isAmbiguous, isMissing } from '../../api/error.ts';
import { unconfirmed } from '../../api/explain.ts';
import type { Basis } from '../../api/freshness.ts';
import { deletionRefusal } from '../../contacts/protection.ts';
import type { Contact } from '../../model/contact.ts';
import type { Outcome } from '../../model/outcome.ts';
import { same } from '../change/compare.ts';
import { drifted } from '../change/drift.ts';
import { ATTEMPTS, type ItemWorld, isStale, readIfThere } from './outcome.ts';

/**
 * Deletes one contact, unless it changed since `seen`, which is what was approved. That it is missing after
 * a delete of ours is that delete.
 */
export async function deleteItem(world: ItemWorld, seen: Contact): Promise<Outcome> {
  let unsettled: ApiError | undefined;
  for (let attempt = 1; ; attempt++) {
    const read = await readIfThere(world, seen.id).catch(
      (error: unknown) => unsettled ?? Promise.reject(error),
    );
    if (read === undefined) return unsettled ? deleted(seen) : { state: 'gone', before: seen };
    if (unsettled && (read === unsettled || attempt > ATTEMPTS))
      return { state: 'unknown', before: seen, cause: unsettled };
    if (read instanceof ApiError) throw read;
    const { value: now, basis } = read;
    const refusal = deletionRefusal(now, world.protectedFolds);
    if (refusal !== undefined) return { state: 'protected', before: now, reason: refusal };
    const drift = drifted({ task: { do: 'delete' }, before: seen }, now);
    if (drift !== undefined) return { state: 'drifted', before: now, reason: drift };
    try {
      return await send(world, seen, basis);
    } catch (error) {
      if (isMissing(error) && attempt < ATTEMPTS) continue;
      if (!(error instanceof ApiError)) throw error;
      if (isAmbiguous(error)) unsettled = error;
      if (!unsettled) throw error;
      // An attempt before may still arrive: that this one was refused does not say that nothing was done.
      if (error !== unsettled && !isStale(error)) return { state: 'unknown', before: seen, cause: unsettled };
      await world.api.rest(attempt, world.call);
    }
  }
}

const ACCEPTED = 202;

/** Sends the DELETE. A success other than the documented one is not believed: whether the contact is gone decides. */
async function send(world: ItemWorld, seen: Contact, basis: Basis): Promise<Outcome> {
  const { isGone, status } = await world.api.call(deleteContact, { id: seen.id }, { ...world.call, basis });
  if (isGone) return deleted(seen);
  const now = await look(world, seen.id);
  if (now === undefined) return deleted(seen);
  const cause = unconfirmed(seen.id, status);
  // Accepted for later, it may still be carried out.
  if (now instanceof ApiError || status === ACCEPTED) return { state: 'unknown', before: seen, cause };
  return { state: 'failed', before: seen, after: now, comparison: same(), reason: cause.message };
}

/** The contact a moment after the DELETE, none when it is gone; the error when that cannot be found out. */
async function look(world: ItemWorld, id: string): Promise<Contact | ApiError | undefined> {
  try {
    await world.api.rest(1, world.call);
    return (await readIfThere(world, id))?.value;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

function deleted(seen: Contact): Outcome {
  return { state: 'deleted', before: seen };
}
