import { byName } from '../../contacts/tags.ts';
import { sameValue } from '../../lib/json.ts';
import type { Contact } from '../../model/contact.ts';
import type { Delta } from '../../model/item.ts';
import type { Difference, ReasonFact } from '../../model/reasons.ts';

/** Why an update is left undone: somebody else changed a value that it would overwrite. Tags merge and never drift. */
export function updateDrift(delta: Delta, before: Contact, now: Contact): ReasonFact | undefined {
  return changedSince(overwriteDrift(delta, before, now));
}

/** Why a deletion is left undone: any change since speaks against it. */
export function deletionDrift(before: Contact, now: Contact): Changed | undefined {
  return changedSince([...changes(before, now), ...timeChanges(before, now)]);
}

/** Why a contact gets no other number, nor its old one back: its name or number changed since. */
export function numberDrift(before: Contact, now: Contact): ReasonFact | undefined {
  return changedSince([...nameChange(before, now), ...numberChange(before, now)]);
}

/** How the fields that people write differ. */
export function changes(before: Contact, now: Contact): Difference[] {
  const keys = new Set([...Object.keys(before.custom_attributes), ...Object.keys(now.custom_attributes)]);
  const [earlier, later] = [new Set(before.tags), new Set(now.tags)];
  return [
    ...nameChange(before, now),
    ...numberChange(before, now),
    ...[...later].filter((tag) => !earlier.has(tag)).map((now): Difference => ({ field: 'tag', now })),
    ...[...earlier].filter((tag) => !later.has(tag)).map((was): Difference => ({ field: 'tag', was })),
    ...[...keys].flatMap((key) => attributeChange(key, before, now)),
  ];
}

type Changed = ReasonFact<'changed'>;

/** The reason that names the differences; none without differences. */
export function changedSince(differences: readonly Difference[]): Changed | undefined {
  return differences.length === 0 ? undefined : { say: 'changed', differences };
}

export function nameChange(before: Contact, now: Contact): Difference[] {
  if (now.name === before.name) return [];
  return [{ field: 'name', was: before.name, now: now.name }];
}

function numberChange(before: Contact, now: Contact): Difference[] {
  if (now.phone_number === before.phone_number) return [];
  return [{ field: 'number', was: before.phone_number, now: now.phone_number }];
}

export function attributeChange(key: string, before: Contact, now: Contact): Difference[] {
  if (sameAttribute(key, before, now)) return [];
  return [attributeDifference(key, before.custom_attributes, now.custom_attributes)];
}

/** A value that is not there is left out. */
export function attributeDifference(
  key: string,
  was: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): Difference {
  return {
    field: 'attribute',
    key,
    ...(Object.hasOwn(was, key) && { was: { value: was[key] } }),
    ...(Object.hasOwn(now, key) && { now: { value: now[key] } }),
  };
}

/** A missing attribute differs from one with any value. */
export function sameAttribute(key: string, a: Contact, b: Contact): boolean {
  const [there, here] = [a.custom_attributes, b.custom_attributes];
  return Object.hasOwn(there, key) === Object.hasOwn(here, key) && sameValue(there[key], here[key]);
}

function overwriteDrift(delta: Delta, before: Contact, now: Contact): Difference[] {
  const [had, has] = [before.custom_attributes, now.custom_attributes];
  const lacking = Object.entries(delta.sets).filter(([key, value]) => !sameValue(has[key], value));
  // The old key of a rename, too: a value that somebody removed meanwhile does not come back under the new key.
  const fresh = lacking.filter(([key]) => delta.by !== 'undo' && !Object.hasOwn(had, key));
  const isMoved = (key: string) => fresh.some(([, value]) => sameValue(had[key], value));
  const keys = [
    ...lacking.map(([key]) => key),
    ...delta.unsets.filter((key) => Object.hasOwn(has, key) || isMoved(key)),
  ];
  return [
    ...(delta.name === undefined || delta.name === now.name ? [] : nameChange(before, now)),
    ...keys.flatMap((key) => attributeChange(key, before, now)),
  ];
}

/** A deletion loses the times, too, and later activity shows that the contact is in use. */
function timeChanges(before: Contact, now: Contact): Difference[] {
  return (['created_at', 'updated_at', 'last_active_at'] as const)
    .filter((key) => before[key] !== now[key])
    .map((field) => ({ field }));
}

export function renamesOf({ renames = [] }: Delta): readonly (readonly [string, string])[] {
  return Array.isArray(renames) ? renames : Object.entries(renames);
}

/**
 * The old tags of renames that this contact does not carry, so that it is not renamed. Not of an undo: a tag that its plan took
 * off comes back even where somebody took off the tag that stood in its place.
 */
export function missingOlds(delta: Delta, { tags }: Contact): string[] {
  if (delta.by === 'undo') return [];
  const there = byName(tags);
  return renamesOf(delta).flatMap(([old]) => (there(old).length === 0 ? [old] : []));
}

/** The delta for the contact as it is now: one that lost the old tag of a rename meanwhile does not get the new one. */
export function deltaNow(delta: Delta, now: Contact): Delta {
  const missing = new Set(missingOlds(delta, now));
  if (missing.size === 0) return delta;
  const renames = renamesOf(delta);
  const kept = new Set(renames.filter(([old]) => !missing.has(old)).map(([, name]) => name));
  const idle = new Set(renames.map(([, name]) => name).filter((name) => !kept.has(name)));
  return { ...delta, adds: delta.adds.filter((name) => !idle.has(name)) };
}

interface Moved {
  sets: [string, unknown][];
  unsets: string[];
  /** Different values that would get one name, each with its key. */
  conflicts: (readonly [key: string, value: unknown])[][];
}

/** Attributes under their new names; where the new name has a value already, it must be the same. */
export function moveAttributes(
  attributes: Readonly<Record<string, unknown>>,
  renames: Readonly<Record<string, string>>,
): Moved {
  const moved: Moved = { sets: [], unsets: [], conflicts: [] };
  const groups = Map.groupBy(Object.entries(renames), ([, name]) => name);
  for (const [name, pairs] of groups) {
    const olds = pairs.map(([old]) => old).filter((old) => Object.hasOwn(attributes, old));
    const holders = Object.hasOwn(attributes, name) ? [...olds, name] : olds;
    const value = attributes[holders[0] ?? name];
    if (olds.length === 0) continue;
    if (holders.every((key) => sameValue(attributes[key], value))) {
      moved.sets.push([name, value]);
      moved.unsets.push(...olds);
    } else {
      moved.conflicts.push(holders.map((key) => [key, attributes[key]] as const));
    }
  }
  return moved;
}
