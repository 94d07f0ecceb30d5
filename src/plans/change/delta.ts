import { byName, matcher, mergeTags } from '../../contacts/tags.ts';
import { sameValue } from '../../lib/json.ts';
import type { Contact, ContactFields } from '../../model/contact.ts';
import type { Delta } from '../../model/item.ts';

/** A change that somebody asks for; `set_tags` lists all tags that the contact shall have in the end. */
export interface Change {
  name?: string | undefined;
  add_tags?: readonly string[] | undefined;
  remove_tags?: readonly string[] | undefined;
  set_tags?: readonly string[] | undefined;
  set_attributes?: Readonly<Record<string, unknown>> | undefined;
  remove_attributes?: readonly string[] | undefined;
}

/** The delta that makes the change on this contact. */
export function deltaOf(contact: Contact, change: Change): Delta {
  const wanted = change.set_tags;
  const isWanted = matcher(wanted ?? []);
  const dropped = wanted ? contact.tags.filter((tag) => !isWanted(tag)) : [];
  return {
    name: change.name,
    adds: [...(change.add_tags ?? []), ...(wanted ?? [])],
    removes: [...(change.remove_tags ?? []), ...dropped],
    sets: change.set_attributes ?? {},
    unsets: change.remove_attributes ?? [],
  };
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

/** The parts of a delta that this contact lacks, for the check before the write and for protection. */
export function partsToChange(
  contact: Contact,
  delta: Delta,
): { adds: string[]; removes: string[]; overwrites: string[] } {
  const attributes = contact.custom_attributes;
  const replaced = Object.entries(delta.sets).filter(
    ([key, value]) => Object.hasOwn(attributes, key) && !sameValue(attributes[key], value),
  );
  const there = byName(contact.tags);
  return {
    adds: delta.adds.filter((name) => there(name).length === 0),
    removes: contact.tags.filter(matcher(delta.removes)),
    overwrites: [
      ...(delta.name !== undefined && contact.name !== '' && delta.name !== contact.name ? ['name'] : []),
      ...replaced.map(([key]) => key),
      ...delta.unsets.filter((key) => Object.hasOwn(attributes, key)),
    ],
  };
}

/** Whether the contact has a value that does not give way to another: an empty one does. */
export function hasValue({ custom_attributes: attributes }: Contact, key: string): boolean {
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
