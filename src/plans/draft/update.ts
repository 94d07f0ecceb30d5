import { deletionRefusal } from '../../contacts/protection.ts';
import { byName, matcher, mergeTags, protectedAmong, unprotected } from '../../contacts/tags.ts';
import { AppError } from '../../errors.ts';
import { counted, listed, plain, quoted, thousands } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { Delta, DraftItem, PlanItem, Task } from '../../model/item.ts';
import { ItemState, tally } from '../../model/lifecycle.ts';
import { ALL, type UpdateRequest } from '../../model/request.ts';
import { type Moved, moveAttributes, renamesOf, writtenValue } from '../change/drift.ts';
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
  const selected = someOf(contacts);
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
  const summary = `${sentence(request, selected)}${say.scope(items, leftOver, world)}`;
  return plans.waiting(items, world, {
    kind: 'update',
    summary,
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
  const all = someOf(contacts).map((contact) =>
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
  const summary = `Permanently delete${say.scope(items, leftOver, world)}`;
  return plans.waiting(items, world, { kind: 'delete', summary, warnings, include, leftOver });
}

const NEW_NUMBER =
  'Vobiz cannot change a number: a new contact with a new id takes over name, tags and attributes, and the old one is deleted. Its created date, last activity and history do not come back.';

function someOf(contacts: readonly Contact[]): Contact[] {
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
    return itemOf(contact, { do: 'update', delta: NOTHING }, ItemState.unchanged, listed(moved.conflicts));
  return deltaItem(contact, deltaFor(contact, request, moved, world), include, world);
}

export const NOTHING: Delta = { adds: [], removes: [], sets: {}, unsets: [] };

/** What is asked, as it concerns this contact: an explicit list, so that what is shown is what is done. */
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
  // Who gets the new tag anyway gets it with or without the old one.
  const taking = renames.filter(([, name]) => !adds.includes(name));
  if (taking.length === 0) return delta;
  const renaming: Delta = { ...delta, renames: Object.fromEntries(taking) };
  return renaming;
}

/** The request up to the contacts: `Add the tag "vip" to`. */
export function sentence(request: UpdateRequest, [first]: readonly Contact[]): string {
  const { add_tags: adds = [], remove_tags: removes = [], remove_attributes: unsets = [] } = request;
  const sets = Object.entries(request.set_attributes ?? {});
  const number = first && request.new_number !== undefined ? [first.phone_number, request.new_number] : [];
  const gone = removes.filter((name) => name !== ALL);
  const parts = [
    ...(number.length > 0 ? [`change the number ${number.map((text) => plain(text, 40)).join(' to ')}`] : []),
    ...nouns('remove', 'tag', gone),
    ...(removes.includes(ALL) ? ['remove all tags but protected ones'] : []),
    ...nouns('add', 'tag', adds),
    ...nouns('rename', 'tag', request.rename_tags ?? {}),
    ...(request.name === undefined ? [] : [`set the name to ${quoted(request.name, 60)}`]),
    ...sets.map(([key, value]) => `set the attribute ${quoted(key, 60)} to ${writtenValue(value)}`),
    ...nouns('remove', 'attribute', unsets),
    ...nouns('rename', 'attribute', request.rename_attributes ?? {}),
  ];
  const [verb = ''] = parts.map((part) => part.split(' ')[0]);
  const same = parts.every((part) => part.startsWith(verb));
  const text = `${listed(parts, MOST_NAMED)} ${(same && LINKS[verb]) || 'on'}`;
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

/** Who approves a plan is told of all that a person reads to the end; of tags, whom campaigns reach, of many more. */
const MOST_NAMED = 12;
const MOST_TAGS = 50;
const LINKS: Readonly<Record<string, string>> = { add: 'to', remove: 'from', change: 'for' };

function nouns(
  verb: string,
  noun: string,
  names: readonly string[] | Readonly<Record<string, string>>,
): string[] {
  const texts = Array.isArray(names)
    ? names.map((name) => quoted(name, 60))
    : Object.entries(names).map(([old, name]) => `${quoted(old, 60)} to ${quoted(name, 60)}`);
  return texts.length === 0
    ? []
    : [
        `${verb} the ${noun}${texts.length === 1 ? '' : 's'} ${listed(texts, noun === 'tag' ? MOST_TAGS : MOST_NAMED)}`,
      ];
}

/** Renaming gives nobody a new audience, but joins two: those who opted out are in the joined one, too. */
function renamedProtected(items: readonly PlanItem[], { protectedFolds }: plans.DraftWorld): string[] {
  const guarded = (tags: readonly string[]) => protectedAmong(tags, protectedFolds).length > 0;
  const carriers = items.filter(
    ({ state, task, before }) =>
      state === ItemState.pending &&
      'delta' in task &&
      renamesOf(task.delta).some(([, name]) => !guarded([name])) &&
      guarded(mergeTags(before.tags, task.delta.adds, task.delta.removes)),
  ).length;
  if (carriers === 0) return [];
  return [
    carriers === 1
      ? '1 of them carries a protected tag, and stays in the audience under its new name. To take it out, remove the tag from it.'
      : `${thousands(carriers)} of them carry a protected tag, and stay in the audience under its new name. To take them out, remove the tag from them.`,
  ];
}

function requestWarnings(
  request: UpdateRequest,
  items: readonly PlanItem[],
  { protectedFolds }: plans.DraftWorld,
): string[] {
  const { pending } = tally(items);
  // At who opted out no campaign was aimed.
  const renames = Object.entries(request.rename_tags ?? {}).filter(
    ([old]) => protectedAmong([old], protectedFolds).length === 0,
  );
  const aims = [...Map.groupBy(renames, ([, name]) => name)].map(
    ([name, pairs]) => `${quoted(name, 60)} instead of ${listed(pairs.map(([old]) => quoted(old, 60)))}`,
  );
  const both = items.filter(
    ({ state, reason, before }) =>
      state === ItemState.unchanged && reason !== undefined && !before.unreadable,
  ).length;
  return [
    ...(request.new_number === undefined || pending === 0 ? [] : [NEW_NUMBER]),
    ...(request.name === undefined || pending < 2
      ? []
      : [`All ${counted(pending, 'contact')} get the same name.`]),
    ...(aims.length === 0 || pending === 0 ? [] : [`Aim campaigns at ${listed(aims)} from then on.`]),
    ...(both === 0
      ? []
      : [
          `${counted(both, 'contact')} ${both === 1 ? 'has' : 'have'} an attribute under the old and the new name with different values: left as ${both === 1 ? 'it is' : 'they are'}, and listed as unchanged with both values.`,
        ]),
  ];
}
