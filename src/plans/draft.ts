import type { Contact } from '../api/wire.ts';
import { deletionRefusal } from '../contacts/protection.ts';
import { isNamed, protectedAmong } from '../contacts/tags.ts';
import { AppError } from '../errors.ts';
import { counted, listed, plain, quoted } from '../lib/text.ts';
import type { Delta, Task } from '../store/records.ts';
import { patchOf } from './change.ts';
import { type Moved, moveAttributes, updateRefusal, writtenValue } from './drift.ts';
import * as plans from './plan.ts';

export type { Draft, DraftWorld } from './plan.ts';

/** What is asked of every selected contact; `remove_tags: ["*"]` is all tags but protected ones. */
export interface UpdateRequest {
  add_tags?: readonly string[] | undefined;
  remove_tags?: readonly string[] | undefined;
  rename_tags?: Readonly<Record<string, string>> | undefined;
  name?: string | undefined;
  set_attributes?: Readonly<Record<string, unknown>> | undefined;
  remove_attributes?: readonly string[] | undefined;
  rename_attributes?: Readonly<Record<string, string>> | undefined;
  /** In E.164. */
  new_number?: string | undefined;
  include_protected?: boolean | undefined;
}

export function draftUpdate(
  contacts: readonly Contact[],
  request: UpdateRequest,
  world: plans.DraftWorld,
): plans.Draft {
  const selected = distinct(contacts);
  checkUpdate(request, selected.length);
  const include = request.include_protected ?? false;
  const all = selected.map((contact) => updateItem(contact, request, world));
  const { items, leftOver } = plans.capped(all, world.caps.plan);
  const warnings = [
    ...plans.overCap(leftOver, world.caps.plan),
    ...requestWarnings(request, items),
    ...plans.audienceWarnings(items, world.protectedFolds),
    ...plans.includeWarning(include, items),
  ];
  const summary = `${sentence(request, selected)}${plans.scope(items, leftOver, world)}`;
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
  const include = request.include_protected ?? false;
  const cap = Math.min(world.caps.deletions, world.caps.plan);
  const all = distinct(contacts).map((contact) =>
    plans.judged(contact, { do: 'delete' }, deletionRefusal(contact, world.protectedFolds), include, world),
  );
  const { items, leftOver } = plans.capped(all, cap);
  const warnings = [
    ...(plans.tally(items).pending > 0 ? [DELETED_FOR_GOOD] : []),
    ...plans.overCap(leftOver, cap),
    ...plans.includeWarning(include, items),
  ];
  const summary = `Permanently delete${plans.scope(items, leftOver, world)}`;
  return plans.waiting(items, world, { kind: 'delete', summary, warnings, include, leftOver });
}

const DELETED_FOR_GOOD =
  'Deleting is permanent. An undo can create the contacts again, with new ids; their created date, last activity and history do not come back.';
const NEW_NUMBER =
  'Vobiz cannot change a number: a new contact with a new id takes over name, tags and attributes, and the old one is deleted. Its created date, last activity and history do not come back.';

/** Each contact once, however often it was named. */
function distinct(contacts: readonly Contact[]): Contact[] {
  if (contacts.length === 0)
    throw new AppError(
      'There is nobody to plan for: `selection_id` or `contacts` is empty.',
      'Find the contacts with `find_contacts` first; its filters may be too narrow.',
    );
  return [...new Map(contacts.map((contact) => [contact.id, contact])).values()];
}

const ASKED = [
  'add_tags',
  'remove_tags',
  'rename_tags',
  'name',
  'set_attributes',
  'remove_attributes',
  'rename_attributes',
  'new_number',
] as const;
const E164 = /^\+[1-9]\d{6,14}$/;
/** All tags but protected ones. */
const ALL = '*';

/** Throws when the request asks for nothing, for two things that contradict each other, or a number for several contacts. */
export function checkUpdate(request: UpdateRequest, selected?: number): void {
  const asked = ASKED.filter((key) => isAsked(request[key]));
  if (asked.length === 0)
    throw new AppError('It was not said what to change.', `Give at least one of ${ASKED.join(', ')}.`);
  if (request.new_number !== undefined) checkNumber(request.new_number, asked, selected);
  const adds = request.add_tags ?? [];
  const removes = request.remove_tags ?? [];
  const tags = ends(request.rename_tags);
  const sets = Object.keys(request.set_attributes ?? {});
  const unsets = request.remove_attributes ?? [];
  const keys = ends(request.rename_attributes);
  refuseAll([...adds, ...tags.olds, ...tags.names], removes, tags.olds);
  refuseBoth(adds, removes, 'in both `add_tags` and `remove_tags`');
  refuseBoth(adds, tags.olds, 'in `add_tags`, and `rename_tags` takes it off');
  refuseBoth(removes, [...tags.olds, ...tags.names], 'in both `remove_tags` and `rename_tags`');
  refuseBoth(tags.names, tags.olds, 'both an old and a new name in `rename_tags`');
  refuseBoth(sets, unsets, 'in both `set_attributes` and `remove_attributes`');
  refuseBoth(sets, [...keys.olds, ...keys.names], 'in both `set_attributes` and `rename_attributes`');
  refuseBoth(unsets, [...keys.olds, ...keys.names], 'in both `remove_attributes` and `rename_attributes`');
  refuseBoth(keys.names, keys.olds, 'both an old and a new name in `rename_attributes`');
}

function isAsked(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  return Object.keys(value).length > 0;
}

function ends(renames: Readonly<Record<string, string>> = {}): { olds: string[]; names: string[] } {
  return { olds: Object.keys(renames), names: Object.values(renames) };
}

function refuseBoth(some: readonly string[], others: readonly string[], how: string): void {
  const both = some.filter((a) => others.some((b) => isNamed(a, b) || isNamed(b, a)));
  if (both.length === 0) return;
  const verb = both.length === 1 ? 'is' : 'are';
  throw new AppError(
    `${plans.tagsIn(both)} ${verb} ${how}: what should hold in the end is not clear.`,
    'Decide which; what has to happen one after the other is two plans.',
  );
}

function refuseAll(named: readonly string[], removes: readonly string[], renamed: readonly string[]): void {
  if (named.includes(ALL))
    throw new AppError(
      '"*" is no tag; it stands for all tags in `remove_tags` alone, not in `add_tags` or `rename_tags`.',
      'Name the tags.',
    );
  if (removes.includes(ALL) && renamed.length > 0)
    throw new AppError(
      '`remove_tags` ["*"] takes every tag off, so `rename_tags` has nothing left to rename.',
      'Use one or the other.',
    );
}

function checkNumber(number: string, asked: readonly string[], selected = 1): void {
  const others = asked.filter((key) => key !== 'new_number');
  if (others.length > 0)
    throw new AppError(
      `\`new_number\` makes a new contact, so it does not go with ${listed(others.map((key) => `\`${key}\``))}.`,
      'Plan the number alone, and the rest when it is done.',
    );
  if (selected > 1)
    throw new AppError(
      `\`new_number\` is for one contact, and ${counted(selected, 'contact')} are selected in \`contacts\` or \`selection_id\`.`,
      'Select the one whose number it is.',
    );
  if (!E164.test(number))
    throw new AppError(
      `\`new_number\` ${quoted(number, 40)} is not in E.164 format.`,
      'Give it with + and country code, as the person said it; do not guess digits.',
    );
}

function updateItem(contact: Contact, request: UpdateRequest, world: plans.DraftWorld): plans.DraftItem {
  const include = request.include_protected ?? false;
  if (request.new_number !== undefined) {
    const task: Task = { do: 'renumber', phone_number: request.new_number };
    if (contact.phone_number === request.new_number) return plans.itemOf(contact, task, 'unchanged');
    return plans.judged(contact, task, deletionRefusal(contact, world.protectedFolds), include, world);
  }
  const moved = moveAttributes(contact.custom_attributes, request.rename_attributes ?? {});
  if (moved.conflicts.length > 0)
    return plans.itemOf(contact, { do: 'update', delta: NOTHING }, 'unchanged', listed(moved.conflicts));
  return deltaItem(contact, deltaFor(contact, request, moved, world), include, world);
}

const NOTHING: Delta = { adds: [], removes: [], sets: {}, unsets: [] };

/** The item that brings this contact to where the delta wants it. */
export function deltaItem(
  contact: Contact,
  delta: Delta,
  include: boolean,
  world: plans.DraftWorld,
): plans.DraftItem {
  const task: Task = { do: 'update', delta };
  if (Object.keys(patchOf(contact, delta)).length === 0) return plans.itemOf(contact, task, 'unchanged');
  return plans.judged(contact, task, updateRefusal(contact, delta, world.protectedFolds), include, world);
}

/** What is asked, as it concerns this contact: an explicit list, so that what is shown is what is done. */
function deltaFor(
  { tags }: Contact,
  request: UpdateRequest,
  moved: Moved,
  { protectedFolds }: plans.DraftWorld,
): Delta {
  const { add_tags: adds = [], remove_tags: removes = [] } = request;
  const renames = Object.entries(request.rename_tags ?? {}).flatMap(([old, name]) =>
    tags.filter((tag) => isNamed(tag, old)).map((tag) => [tag, name] as const),
  );
  const loose = tags.filter((tag) => protectedAmong([tag], protectedFolds).length === 0);
  const all = loose.filter((tag) => !adds.some((name) => isNamed(tag, name)));
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
function sentence(request: UpdateRequest, [first]: readonly Contact[]): string {
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

/** Who approves a plan is told all of it. */
const MOST_NAMED = 50;
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
    : [`${verb} the ${noun}${texts.length === 1 ? '' : 's'} ${listed(texts, MOST_NAMED)}`];
}

function requestWarnings(request: UpdateRequest, items: readonly plans.PlanItem[]): string[] {
  const { pending } = plans.tally(items);
  const renames = Object.entries(request.rename_tags ?? {});
  const aims = renames.map(([old, name]) => `${quoted(name, 60)} instead of ${quoted(old, 60)}`);
  const both = items.filter(({ state, reason }) => state === 'unchanged' && reason !== undefined).length;
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
