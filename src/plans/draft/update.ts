import { deletionRefusal } from '../../contacts/protection.ts';
import { byName, matcher, mergeTags, protectedAmong, unprotected } from '../../contacts/tags.ts';
import { AppError } from '../../errors.ts';
import type { Contact } from '../../model/contact.ts';
import { isFact, type Warning } from '../../model/facts.ts';
import { type Delta, type DraftItem, NO_CHANGE, type PlanItem, type Task } from '../../model/item.ts';
import { ItemState, tally } from '../../model/lifecycle.ts';
import { ALL, type UpdateRequest } from '../../model/request.ts';
import { type Moved, moveAttributes, renamesOf } from '../change/drift.ts';
import { deltaItem, itemOf, judged } from '../tasks/planned.ts';
import * as plans from './draft.ts';
import { overwriteWarnings } from './overwriting.ts';
import { checkUpdate } from './request.ts';
import * as say from './warnings.ts';

export type { Draft, DraftWorld } from './draft.ts';

export function draftUpdate(
  contacts: readonly Contact[],
  request: UpdateRequest,
  world: plans.DraftWorld,
): plans.Draft {
  const selected = distinctContacts(contacts);
  checkUpdate(request, selected.length);
  if (request.new_number !== undefined) plans.refuseDeletions(world);
  const include = request.include_protected ?? false;
  const all = selected.map((contact) => updateItem(contact, request, world));
  const { items, leftOver } = plans.capped(all, world.caps.plan);
  const warnings = [
    ...say.overCap(leftOver, 'change', world),
    ...requestWarnings(request, items, world),
    ...overwriteWarnings(items),
    ...renamedProtected(items, world),
    ...say.audienceWarnings(items, world.protectedFolds),
    ...say.includeWarning(include, 'changed', items),
    ...say.unreadableWarnings(items),
  ];
  const number = request.new_number === undefined ? undefined : selected[0]?.phone_number;
  return plans.waiting(items, world, {
    kind: 'update',
    summary: { say: 'update', request, old_number: number, scope: say.scope(items, leftOver, world) },
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
  const all = distinctContacts(contacts).map((contact) =>
    judged(contact, { do: 'delete' }, deletionRefusal(contact, world.protectedFolds), include, world),
  );
  const { items, leftOver } = plans.capped(all, cap);
  const warnings = [
    ...say.deletedForGood(
      items.filter(({ state }) => state === ItemState.pending).map(({ before }) => before),
    ),
    ...say.overCap(leftOver, 'delete', world),
    ...say.includeWarning(include, 'deleted', items),
    ...say.unreadableWarnings(items),
  ];
  const summary = { say: 'delete', scope: say.scope(items, leftOver, world) } as const;
  return plans.waiting(items, world, { kind: 'delete', summary, warnings, include, leftOver });
}

function distinctContacts(contacts: readonly Contact[]): Contact[] {
  if (contacts.length === 0)
    throw new AppError(
      'There is nobody to plan for: `selection_id` or `contacts` is empty.',
      'Find the contacts with `find_contacts`: its filters may be too narrow, or the contacts were deleted since.',
    );
  return plans.distinct(contacts);
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
  return deltaItem(contact, deltaFor(contact, request, moved, world), include, world);
}

/** The request as a delta for this contact: with explicit lists, so that the changes made are the changes shown. */
function deltaFor(
  { tags }: Contact,
  request: UpdateRequest,
  moved: Moved,
  { protectedFolds }: plans.DraftWorld,
): Delta {
  const { add_tags: adds = [], remove_tags: removes = [] } = request;
  const there = byName(tags);
  const renames = Object.entries(request.rename_tags ?? {}).flatMap(([old, name]) =>
    there(old).map((tag) => [tag, name] as const),
  );
  const isAdded = matcher(adds);
  const all = unprotected(tags, protectedFolds).filter((tag) => !isAdded(tag));
  const named = removes.filter((name) => name !== ALL);
  const delta: Delta = {
    name: request.name,
    adds: [...new Set([...adds, ...renames.map(([, name]) => name)])],
    removes: [...new Set([...named, ...(removes.includes(ALL) ? all : []), ...renames.map(([old]) => old)])],
    sets: Object.fromEntries([...Object.entries(request.set_attributes ?? {}), ...moved.sets]),
    unsets: [...(request.remove_attributes ?? []), ...moved.unsets],
  };
  // A contact that gets the new tag anyway gets it with or without the old one.
  const taking = renames.filter(([, name]) => !adds.includes(name));
  return taking.length === 0 ? delta : { ...delta, renames: Object.fromEntries(taking) };
}

/** A rename adds nobody to an audience, but may join two: people who opted out are in the joined one, too. */
function renamedProtected(items: readonly PlanItem[], { protectedFolds }: plans.DraftWorld): Warning[] {
  const guarded = (tags: readonly string[]) => protectedAmong(tags, protectedFolds).length > 0;
  const carriers = items.filter(
    ({ state, task, before }) =>
      state === ItemState.pending &&
      'delta' in task &&
      renamesOf(task.delta).some(([, name]) => !guarded([name])) &&
      guarded(mergeTags(before.tags, task.delta.adds, task.delta.removes)),
  ).length;
  return say.when(carriers > 0, { say: 'stays in audience', contacts: carriers });
}

function requestWarnings(
  request: UpdateRequest,
  items: readonly PlanItem[],
  { protectedFolds }: plans.DraftWorld,
): Warning[] {
  const { pending } = tally(items);
  // No campaign was aimed at the carriers of an opt-out.
  const renames = Object.entries(request.rename_tags ?? {}).filter(
    ([old]) => protectedAmong([old], protectedFolds).length === 0,
  );
  const aims = [...Map.groupBy(renames, ([, name]) => name)].map(([name, pairs]) => ({
    name,
    olds: pairs.map(([old]) => old),
  }));
  const both = items.filter(({ reason }) => isFact(reason, 'both names')).length;
  return [
    ...say.when(request.new_number !== undefined && pending > 0, { say: 'new number' }),
    ...say.when(request.name !== undefined && pending > 1, { say: 'same name', contacts: pending }),
    ...say.when(aims.length > 0 && pending > 0, { say: 'aim', renames: aims }),
    ...say.when(both > 0, { say: 'both names', contacts: both }),
  ];
}
