import { updateContact } from '../../api/endpoints.ts';
import { ApiError, isAmbiguous, isMissing } from '../../api/error.ts';
import type { Reading } from '../../api/freshness.ts';
import type { Contact, ContactFields } from '../../model/contact.ts';
import type { Delta, ItemRecord } from '../../model/item.ts';
import type { Outcome } from '../../model/outcome.ts';
import { compare, wentThrough } from '../change/compare.ts';
import { patchOf } from '../change/delta.ts';
import { changes, deltaNow, drifted, updateRefusal } from '../change/drift.ts';
import { ATTEMPTS, type ItemWorld, isStale, readIfThere, written } from './outcome.ts';

/** Does the update of an item, as it was planned, to the contact as it was read just now. */
export async function updatePlanned(
  world: ItemWorld,
  item: ItemRecord,
  delta: Delta,
  read: Reading<Contact>,
): Promise<Outcome> {
  const now = read.value;
  // An attempt before a crash may have done it, and the service may have written it in its own way: that is no drift.
  if (item.attempts > 1 && wentThrough(item.before, delta, now)) return written(item.before, now, delta);
  const reason = drifted(item, now);
  if (reason !== undefined) return { state: 'drifted', before: now, reason };
  // Before it is noted: who opted out meanwhile would seem to have been approved like that.
  const refusal = updateRefusal(now, deltaNow(delta, now), world.protectedFolds);
  if (refusal !== undefined) return { state: 'protected', before: now, reason: refusal };
  if (changes(item.before, now).length > 0) await world.note?.(item, now);
  return updateItem(world, read, delta);
}

/**
 * Brings one contact to where the delta wants it: merged into `read`, which must be fresh, only changed fields sent,
 * the reply compared. After an ambiguous failure the contact is read again, so that nothing is repeated blindly.
 * What was read too long before its turn comes is not written upon: that is a `stale` error.
 */
export async function updateItem(
  world: ItemWorld,
  { value: read, basis }: Reading<Contact>,
  planned: Delta,
): Promise<Outcome> {
  const delta = deltaNow(planned, read);
  let current = read;
  let upon = basis;
  let doubt: ApiError | undefined;
  for (let attempt = 1; ; attempt++) {
    const reason = updateRefusal(current, delta, world.protectedFolds);
    if (reason !== undefined) return { state: 'protected', before: current, reason };
    const fields = patchOf(current, delta);
    if (Object.keys(fields).length === 0) {
      // On a later attempt it is our own write that did arrive.
      return attempt === 1
        ? { state: 'unchanged', before: read, after: current }
        : written(read, current, delta);
    }
    try {
      return await put(world, { value: read, basis: upon }, fields, delta);
    } catch (error) {
      if (isMissing(error)) return { state: 'gone', before: current };
      if (!(error instanceof ApiError)) throw error;
      if (isAmbiguous(error)) doubt = error;
      if (!doubt) throw error;
      // An attempt before may still arrive: that this one was refused does not say that nothing was done.
      const unknown: Outcome = { state: 'unknown', before: read, cause: doubt };
      if (error !== doubt && !isStale(error)) return unknown;
      const again = await settle(world, read, attempt);
      if (again === 'gone') return { state: 'gone', before: read };
      if (again === 'unknown') return unknown;
      const now = again.value;
      if (wentThrough(read, delta, now)) return written(read, now, delta);
      if (attempt === ATTEMPTS) return unknown;
      const reason = drifted({ task: { do: 'update', delta }, before: read }, now);
      if (reason !== undefined) return { state: 'drifted', before: now, reason };
      current = now;
      upon = again.basis;
    }
  }
}

async function put(
  world: ItemWorld,
  { value: before, basis }: Reading<Contact>,
  fields: Partial<ContactFields>,
  delta: Delta,
): Promise<Outcome> {
  const reply = await world.api.call(updateContact, { id: before.id, fields }, { ...world.call, basis });
  if (reply) {
    const comparison = compare(before, delta, reply);
    const { failed, storedAs, foreign } = comparison;
    if (failed.length + storedAs.length + foreign.length === 0)
      return { state: 'done', before, after: reply, comparison };
  }
  // The reply is empty or not as expected: what is stored decides, not what was said.
  return check(world, before, delta);
}

async function check(world: ItemWorld, before: Contact, delta: Delta): Promise<Outcome> {
  try {
    const now = await readIfThere(world, before.id);
    return now ? written(before, now.value, delta) : { state: 'gone', before };
  } catch (error) {
    if (error instanceof ApiError) return { state: 'unknown', before, cause: error };
    throw error;
  }
}

/** Reads the contact again, a moment after the write that may or may not have been carried out. */
async function settle(
  world: ItemWorld,
  read: Contact,
  attempt: number,
): Promise<Reading<Contact> | 'gone' | 'unknown'> {
  try {
    await world.api.rest(attempt, world.call);
    return (await readIfThere(world, read.id)) ?? 'gone';
  } catch (error) {
    if (error instanceof ApiError || world.call.signal?.aborted) return 'unknown';
    throw error;
  }
}
