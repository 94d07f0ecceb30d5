import { deletionRefusal } from '../../contacts/protection.ts';
import { byName, isProtectedIn } from '../../contacts/tags.ts';
import { AppError } from '../../errors.ts';
import { quoted } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import { type DraftItem, NO_CHANGE, type PlanItem, type Task } from '../../model/item.ts';
import { ItemState, tally } from '../../model/lifecycle.ts';
import { isFact } from '../../model/reasons.ts';
import { ALL, type UpdateRequest } from '../../model/request.ts';
import type { Warning } from '../../model/warnings.ts';
import { deltaOf } from '../change/delta.ts';
import { moveAttributes } from '../change/drift.ts';
import { deltaItem, itemOf, judged } from '../tasks/planned.ts';
import { consentWarnings } from './consent.ts';
import * as plans from './draft.ts';
import { includeWarning } from './included.ts';
import { overwriteWarnings } from './overwriting.ts';
import { carriedBy, partsOf } from './parts.ts';
import { checkUpdate } from './request.ts';
import * as say from './warnings.ts';

export type { Draft, DraftWorld } from './draft.ts';

export function draftUpdate(
  contacts: readonly Contact[],
  request: UpdateRequest,
  world: plans.DraftWorld,
): plans.Draft {
  const selected = plans.selectedContacts(contacts);
  // One that nobody has may be the one that was meant.
  checkUpdate(request, selected.length + (world.nobody?.length ?? 0));
  if (request.new_number !== undefined) plans.refuseDeletions(world);
  const include = request.include_protected ?? false;
  refuseEndedOptOuts(selected, request, world);
  const all = selected.map((contact) => updateItem(contact, request, world));
  const { items, leftOver } = plans.capped(all, world.caps.plan);
  const warnings = [
    ...say.nobodyHas(world),
    ...say.overCap(leftOver, 'change', world),
    ...requestWarnings(request, items),
    ...overwriteWarnings(items),
    ...consentWarnings(items),
    ...say.audienceWarnings(items, world.protectedFolds, request.rename_tags),
    ...includeWarning(include, 'changed', items, world),
    ...say.leftWhole(items, world.protectedFolds),
    ...say.unreadableWarnings(items),
  ];
  const { new_number: number, remove_tags: removes, rename_attributes: moves } = request;
  const old = selected[0]?.phone_number ?? '';
  return plans.waiting(items, world, {
    kind: 'update',
    summary: {
      say: 'update',
      parts: partsOf(items, { clears: removes?.includes(ALL) === true, moves }),
      ...(number !== undefined && { number: { old, new: number } }),
      scope: say.scope(items, leftOver, world),
    },
    warnings,
    include,
    leftOver,
    retired: Object.keys(request.rename_tags ?? {}),
  });
}

export function draftDelete(
  contacts: readonly Contact[],
  request: { include_protected?: boolean | undefined },
  world: plans.DraftWorld,
): plans.Draft {
  plans.refuseDeletions(world);
  const include = request.include_protected ?? false;
  const cap = Math.min(world.caps.deletions, world.caps.plan);
  const all = plans.selectedContacts(contacts).map((contact) => {
    const refusal = deletionRefusal(contact, world.protectedFolds);
    return judged(contact, { do: 'delete' }, refusal, include, world);
  });
  const { items, leftOver } = plans.capped(all, cap);
  const deleted = items.filter(({ state }) => state === ItemState.pending).map(({ before }) => before);
  const tags = carriedBy(deleted, isProtectedIn(world.protectedFolds));
  const warnings = [
    ...say.nobodyHas(world),
    ...say.deletedForGood(deleted),
    ...say.when(tags.count > 0, { say: 'carried', tags, contacts: deleted.length }),
    ...say.overCap(leftOver, 'delete', world),
    ...includeWarning(include, 'deleted', items, world),
    ...say.unreadableWarnings(items),
  ];
  const summary = { say: 'delete', scope: say.scope(items, leftOver, world) } as const;
  return plans.waiting(items, world, { kind: 'delete', summary, warnings, include, leftOver });
}

/** Throws where an opt-out would end by a rename, be it on one contact. */
function refuseEndedOptOuts(
  contacts: readonly Contact[],
  { rename_tags = {} }: UpdateRequest,
  { protectedFolds }: plans.DraftWorld,
): void {
  const isProtected = isProtectedIn(protectedFolds);
  const optOuts = new Set(contacts.flatMap(({ tags }) => tags.filter(isProtected)));
  const carried = byName([...optOuts]);
  for (const [old, name] of Object.entries(rename_tags)) {
    if (isProtected(name) || !(isProtected(old) || carried(old).length > 0)) continue;
    throw new AppError(
      `${quoted(old, 60)} marks people who opted out, so it can only be renamed to another opt-out tag, and ${quoted(name, 60)} is not one.`,
      'Only if these people asked to be written to again: `remove_tags` with `include_protected` takes it off.',
    );
  }
}

function updateItem(contact: Contact, request: UpdateRequest, world: plans.DraftWorld): DraftItem {
  const include = request.include_protected ?? false;
  if (request.new_number !== undefined) {
    const task: Task = { do: 'renumber', phone_number: request.new_number };
    if (contact.phone_number === request.new_number) return itemOf(contact, task, ItemState.unchanged);
    return judged(contact, task, deletionRefusal(contact, world.protectedFolds), include, world);
  }
  const moved = moveAttributes(contact.custom_attributes, request.rename_attributes ?? {});
  if (moved.conflicts.length > 0)
    return itemOf(contact, { do: 'update', delta: NO_CHANGE }, ItemState.unchanged, {
      say: 'both names',
      conflicts: moved.conflicts,
    });
  const asked: UpdateRequest = {
    ...request,
    set_attributes: { ...request.set_attributes, ...Object.fromEntries(moved.sets) },
    remove_attributes: [...(request.remove_attributes ?? []), ...moved.unsets],
  };
  return deltaItem(contact, deltaOf(contact, asked, world.protectedFolds), include, world);
}

function requestWarnings(request: UpdateRequest, items: readonly PlanItem[]): Warning[] {
  const { pending } = tally(items);
  const both = items.filter(({ reason }) => isFact(reason, 'both names')).length;
  return [
    ...say.when(request.new_number !== undefined && pending > 0, { say: 'new number' }),
    ...say.when(request.name !== undefined && pending > 1, { say: 'same name', contacts: pending }),
    ...say.when(both > 0, { say: 'both names', contacts: both }),
  ];
}
