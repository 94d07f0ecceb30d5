import { ApiError } from '../../api/error.ts';
import { together } from '../../api/freshness.ts';
import { nameAndNumber } from '../../contacts/name.ts';
import { mergeRefusal, reunionRefusal } from '../../contacts/protection.ts';
import { protectedAmong } from '../../contacts/tags.ts';
import type { AppError } from '../../errors.ts';
import type { Contact } from '../../model/contact.ts';
import { personOf } from '../../model/facts.ts';
import type { DraftItem, ItemRecord, Task } from '../../model/item.ts';
import { ItemState, LEFT_UNDONE } from '../../model/lifecycle.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { ReasonFact } from '../../model/reasons.ts';
import { noDifference, wentThrough } from '../change/compare.ts';
import { changedBy, patchOf } from '../change/delta.ts';
import { deletionDrift } from '../change/drift.ts';
import { whileFresh } from './certain.ts';
import { deleteItem, deletionPart } from './delete.ts';
import { didSomething, type TaskKind, type Today, touchesOf, undoSeparately } from './kind.ts';
import { noReturn } from './planned.ts';
import { movesOf, shownChange, updatePart, updatePlanned } from './update.ts';
import { failureOfRequest, type ItemWorld, readIfThere } from './world.ts';

type Merge = Extract<Task, { do: 'merge' }>;

/**
 * Merges a group: the kept contact takes everything over first, so that nothing is lost; then the others are deleted, one by
 * one. Nothing is done when any of them changed. After an earlier attempt, its changes are found by reading and the rest is done.
 */
async function mergeItem(world: ItemWorld, item: ItemRecord, { delta, losers }: Merge): Promise<Outcome> {
  // At once, since the change to the kept contact is based on all of these readings.
  const [kept, ...read] = await Promise.all([
    readIfThere(world, item.contact_id),
    ...losers.map(({ id }) => readIfThere(world, id)),
  ]);
  if (kept === undefined) return { state: ItemState.gone, before: item.before };
  const others = new Map(losers.map(({ id }, index) => [id, read[index]?.value]));
  const survivor = kept.value;
  const gone = losers.filter(({ id }) => others.get(id) === undefined);
  const begun = item.attempts > 1 && (gone.length > 0 || hasTaken(item, delta, survivor));
  const refusal = begun ? undefined : refusalOf(world, survivor, losers, others);
  if (refusal) return { ...refusal, others };
  const basis = together(kept.basis, ...read.flatMap((other) => other?.basis ?? []));
  const given = await updatePlanned(world, item, delta, { value: survivor, basis });
  if (given.state !== ItemState.done && given.state !== ItemState.unchanged)
    return { ...(begun ? halfDone(given, item.before, survivor, gone.length) : given), others };
  const left = losers.filter((loser) => !gone.includes(loser));
  const { still, unsettled } = await deleteAll(world, left, others);
  const { before, after } = given;
  if (unsettled) return { state: ItemState.unknown, before, cause: unsettled, others };
  const comparison = given.state === ItemState.done ? given.comparison : noDifference();
  if (still.length === 0) return { state: ItemState.done, before, after, comparison, others };
  const reason = { say: 'not deleted', left: still } as const;
  return { state: ItemState.failed, before, after, comparison, reason, others };
}

/** An outcome that leaves the contact alone becomes a failure, so that the changes of an earlier attempt are not forgotten. */
function halfDone(given: Outcome, before: Contact, after: Contact, gone: number): Outcome {
  if (given.state !== ItemState.drifted && given.state !== ItemState.protected) return given;
  const reason = { say: 'half merged', deleted: gone, why: given.reason } as const;
  return { state: ItemState.failed, before, after, comparison: noDifference(), reason };
}

/** Whether an earlier attempt gave the contact what it lacked. */
function hasTaken({ before }: ItemRecord, delta: Merge['delta'], now: Contact): boolean {
  return Object.keys(patchOf(before, delta)).length > 0 && wentThrough(before, delta, now);
}

type Others = Map<string, Contact | undefined>;

/** Why the group must be left alone as it is now, or none. */
function refusalOf(
  world: ItemWorld,
  survivor: Contact,
  losers: readonly Contact[],
  others: Others,
): Outcome | undefined {
  for (const loser of others.values()) {
    const reason = loser && mergeRefusal(loser, world.protectedFolds);
    if (reason) return { state: ItemState.protected, before: survivor, reason };
  }
  for (const loser of losers) {
    const now = others.get(loser.id);
    const contact = personOf(loser);
    const drift = now ? deletionDrift(loser, now) : ({ say: 'deleted' } as const);
    if (drift) return { state: ItemState.drifted, before: survivor, reason: { ...drift, contact } };
  }
  return undefined;
}

type Left = ReasonFact<'not deleted'>['left'][number];

/** Deletes the losers one by one; `still`: those that stayed, and why. Keeps `others` up to date. */
async function deleteAll(
  world: ItemWorld,
  losers: readonly Contact[],
  others: Others,
): Promise<{ still: Left[]; unsettled?: AppError }> {
  const still: Left[] = [];
  for (const loser of losers) {
    const outcome = await whileFresh(world, () => deleteItem(world, loser)).catch(failureOfRequest);
    const contact = personOf(loser);
    if (outcome instanceof ApiError) still.push({ contact, why: { say: 'error', cause: outcome.message } });
    else if (outcome.state === ItemState.unknown) return { still, unsettled: outcome.cause };
    else if (outcome.state === ItemState.drifted || outcome.state === ItemState.protected) {
      others.set(loser.id, outcome.before);
      still.push({ contact, why: outcome.reason });
    } else others.set(loser.id, undefined);
  }
  return { still };
}

/**
 * The items that part the contacts of a merge again. The kept one keeps what it was given as long as one of the others cannot
 * come back: else nobody would have it.
 */
function parted(
  back: readonly DraftItem[],
  kept: Contact | undefined,
  { include, world }: Pick<Today, 'include' | 'world'>,
): DraftItem[] {
  const items = back.map((item) => comingBack(item, kept, { include, world }));
  const stays = items.some(({ task, state }) => task.do === 'create' && LEFT_UNDONE.includes(state));
  const after = items.flatMap(({ task, state, contact_id }) =>
    task.do === 'create' && state === ItemState.pending ? [contact_id] : [],
  );
  return items.map((item) => {
    if (item.task.do !== 'update' || item.state !== ItemState.pending) return item;
    if (stays) return { ...item, state: ItemState.unchanged, reason: { say: 'keeps' } };
    return after.length > 0 ? { ...item, task: { ...item.task, after } } : item;
  });
}

/** Somebody who comes back out of a merge: not beside a kept contact that opted out since, unless that was asked for. */
function comingBack(
  item: DraftItem,
  kept: Contact | undefined,
  { include, world }: Pick<Today, 'include' | 'world'>,
): DraftItem {
  if (item.task.do !== 'create' || item.state !== ItemState.pending) return item;
  const lost = noReturn(item.task.contact);
  if (lost !== undefined) return { ...item, state: ItemState.gone, reason: lost };
  const isOut = protectedAmong(item.task.contact.tags, world.protectedFolds).length > 0;
  if (kept === undefined || isOut) return item;
  const optOut = reunionRefusal(kept, world.protectedFolds);
  if (optOut === undefined) return { ...item, task: { ...item.task, beside: kept.id } };
  if (!include) return { ...item, state: ItemState.protected, reason: optOut };
  return { ...item, reason: { say: 'overruled', tags: protectedAmong(kept.tags, world.protectedFolds) } };
}

/** Losers shown by name; the rest is counted. */
const LOSERS_SHOWN = 5;

export const MERGE: TaskKind<Merge> = {
  shared: false,
  inSteps: true,
  creates: false,
  effect: 'changed',
  run: mergeItem,
  isSeen: () => undefined,
  parts(item, { delta, losers }) {
    if (!didSomething(item, () => true)) return [];
    const isChanged = Object.keys(patchOf(item.before, delta)).length > 0;
    return [...(isChanged ? [updatePart(item, delta)] : []), ...losers.map(deletionPart)];
  },
  undo: (parts, item, today) =>
    parted(undoSeparately(parts, item, today), today.contacts.get(item.contact_id), today),
  after: ({ delta }, before) => changedBy(delta, before),
  moves: ({ delta }, before) => movesOf(delta, before),
  touches: ({ losers }, { contact_id, before }) => [
    ...touchesOf(contact_id, before.phone_number, 'changed'),
    ...losers.flatMap(({ id, phone_number }) => touchesOf(id, phone_number, 'deleted')),
  ],
  deletes: ({ losers }) => losers.length,
  // Each loser is read twice, then deleted.
  requests: ({ losers }) => 2 + 3 * losers.length,
  shows({ delta, losers }, item) {
    const { before, after } = shownChange(delta, item);
    const names = losers.map(nameAndNumber);
    const more = names.length > LOSERS_SHOWN ? [`${names.length - LOSERS_SHOWN} more`] : [];
    return { before, after: { ...after, merged_and_deleted: [...names.slice(0, LOSERS_SHOWN), ...more] } };
  },
};
