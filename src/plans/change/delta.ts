import { byName, matcher, mergeTags, unprotected } from '../../contacts/tags.ts';
import { sameValue } from '../../lib/json.ts';
import type { Contact, ContactFields } from '../../model/contact.ts';
import type { Delta } from '../../model/item.ts';
import { ALL, type EditRequest, type UpdateRequest } from '../../model/request.ts';

/** The request as a delta for this contact: with explicit lists, so that the changes made are the changes shown. */
export function deltaOf(
  { tags }: Contact,
  request: UpdateRequest & EditRequest,
  protectedFolds: ReadonlySet<string>,
): Delta {
  const { set_tags: wanted = [], remove_tags: named = [] } = request;
  const adds = [...(request.add_tags ?? []), ...wanted];
  const renames = renamedTags(tags, request.rename_tags ?? {});
  const isAdded = matcher(adds);
  const all = named.includes(ALL) ? unprotected(tags, protectedFolds) : [];
  const others = wanted.length > 0 ? tags : all;
  const removes = [...named.filter((name) => name !== ALL), ...others.filter((tag) => !isAdded(tag))];
  const delta: Delta = {
    name: request.name,
    adds: [...new Set([...adds, ...renames.map(([, name]) => name)])],
    removes: [...new Set([...removes, ...renames.map(([old]) => old)])],
    sets: request.set_attributes ?? {},
    unsets: request.remove_attributes ?? [],
  };
  // A contact that gets the new tag anyway gets it with or without the old one.
  const taking = renames.filter(([, name]) => !adds.includes(name));
  return taking.length === 0 ? delta : { ...delta, renames: Object.fromEntries(taking) };
}

/** The tags of a contact that are renamed, in their own spelling. */
function renamedTags(
  tags: readonly string[],
  renames: Readonly<Record<string, string>>,
): (readonly [old: string, name: string])[] {
  const there = byName(tags);
  return Object.entries(renames).flatMap(([old, name]) => there(old).map((tag) => [tag, name] as const));
}

/** The fields that have to be sent so that the delta holds: each whole, and only those that change. */
export function patchOf(contact: Contact, delta: Delta): Partial<ContactFields> {
  const tags = mergeTags(contact.tags, delta.adds, delta.removes);
  const attributes = mergeAttributes(contact.custom_attributes, delta);
  return {
    ...(delta.name !== undefined && delta.name !== contact.name && { name: delta.name }),
    ...(!sameSet(tags, contact.tags) && { tags }),
    ...(!sameValue(attributes, contact.custom_attributes) && { custom_attributes: attributes }),
  };
}

/** The contact with the delta made. */
export function changedBy(delta: Delta, contact: Contact): Contact {
  return { ...contact, ...patchOf(contact, delta) };
}

/** The parts of a delta that this contact lacks, and the keys of the values that it would lose to others. */
export function partsToChange(
  contact: Contact,
  delta: Delta,
): { adds: string[]; removes: string[]; overwrites: string[] } {
  const attributes = contact.custom_attributes;
  const there = byName(contact.tags);
  return {
    adds: delta.adds.filter((name) => there(name).length === 0),
    removes: contact.tags.filter(matcher(delta.removes)),
    overwrites: Object.keys(delta.sets).filter(
      (key) => hasValue(contact, key) && !sameValue(attributes[key], delta.sets[key]),
    ),
  };
}

/** Whether the contact has a value that does not give way to another: an empty one does. */
export function hasValue(
  { custom_attributes: attributes }: Pick<Contact, 'custom_attributes'>,
  key: string,
): boolean {
  return Object.hasOwn(attributes, key) && attributes[key] !== '' && attributes[key] !== null;
}

function mergeAttributes(
  attributes: Readonly<Record<string, unknown>>,
  delta: Delta,
): Record<string, unknown> {
  const kept = Object.entries(attributes).filter(([key]) => !delta.unsets.includes(key));
  return Object.fromEntries([...kept, ...Object.entries(delta.sets)]);
}

export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(a);
  return set.size === new Set(b).size && b.every((tag) => set.has(tag));
}
