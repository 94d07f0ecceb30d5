import { deleteContact } from '../api/endpoints.ts';
import { ApiError, isAmbiguous, isMissing } from '../api/error.ts';
import type { Contact } from '../api/wire.ts';
import { deletionRefusal } from '../contacts/protection.ts';
import { drifted } from './drift.ts';
import { ATTEMPTS, freshFrom, type ItemWorld, isStale, type Outcome, readIfThere } from './item.ts';

/**
 * Deletes one contact, unless it changed since `seen`, which is what was approved. That it is missing after
 * a delete of ours is that delete.
 */
export async function deleteItem(world: ItemWorld, seen: Contact): Promise<Outcome> {
  let unsettled: ApiError | undefined;
  for (let attempt = 1; ; attempt++) {
    const now = await readIfThere(world, seen.id).catch(
      (error: unknown) => unsettled ?? Promise.reject(error),
    );
    if (now === undefined) return unsettled ? deleted(seen) : { state: 'gone', before: seen };
    if (unsettled && (now === unsettled || attempt > ATTEMPTS))
      return { state: 'unknown', before: seen, cause: unsettled };
    if (now instanceof ApiError) throw now;
    const refusal = deletionRefusal(now, world.protectedFolds);
    if (refusal !== undefined) return { state: 'protected', before: now, reason: refusal };
    const drift = drifted({ task: { do: 'delete' }, before: seen }, now);
    if (drift !== undefined) return { state: 'drifted', before: now, reason: drift };
    try {
      const freshUntil = freshFrom(world);
      await world.api.call(deleteContact, { id: seen.id }, { ...world.call, freshUntil });
      return deleted(seen);
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

function deleted(seen: Contact): Outcome {
  return { state: 'deleted', before: seen };
}
