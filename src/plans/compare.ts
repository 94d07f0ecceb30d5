import type { Contact } from '../api/wire.ts';
import { isNamed } from '../contacts/tags.ts';
import { sameValue, textOf } from '../lib/json.ts';
import { quoted } from '../lib/text.ts';
import type { Delta } from '../store/records.ts';
import { patchOf } from './change.ts';

/** What the service made of a write. */
export interface Comparison {
  /** Asked for, but not so afterwards; each a phrase such as `the tag "vip" is not there`. */
  failed: string[];
  /** Taken, but written differently: the service trims, folds or sorts. */
  storedAs: string[];
  /** Changes that we did not ask for: somebody else's, or a side effect. */
  foreign: string[];
}

/** Of a write that there is nothing to be said of. */
export function same(): Comparison {
  return { failed: [], storedAs: [], foreign: [] };
}

/** Compares the contact after a write with what the delta promised. */
export function compare(before: Contact, delta: Delta, after: Contact): Comparison {
  const result: Comparison = { failed: [], storedAs: [], foreign: [] };
  compareName(delta, before, after, result);
  compareTags(delta, before, after, result);
  compareAttributes(delta, before, after, result);
  return result;
}

/**
 * Whether a write whose reply was lost went through. Other than after a reply, what stands there in another spelling
 * counts only where it did not before: "VIP", which was there all along, says nothing of "vip".
 */
export function wentThrough(before: Contact, delta: Delta, now: Contact): boolean {
  if (compare(before, delta, now).failed.length > 0) return false;
  const { name, adds, sets } = delta;
  const isNew = (tag: string) =>
    now.tags.some((stored) => loose(stored) === loose(tag) && !before.tags.includes(stored));
  return (
    (name === undefined || name === now.name || now.name !== before.name) &&
    adds.every((tag) => now.tags.some((stored) => isNamed(stored, tag)) || isNew(tag)) &&
    Object.entries(sets).every(
      ([key, value]) =>
        sameValue(now.custom_attributes[key], value) ||
        !sameValue(now.custom_attributes[key], before.custom_attributes[key]),
    )
  );
}

function compareName(delta: Delta, before: Contact, after: Contact, result: Comparison): void {
  const wanted = delta.name ?? before.name;
  if (after.name === wanted) return;
  if (delta.name === undefined) result.foreign.push(`the name is now ${quoted(after.name)}`);
  else if (loose(after.name) === loose(wanted)) result.storedAs.push(`the name as ${quoted(after.name)}`);
  else result.failed.push(`the name is ${quoted(after.name)}, not ${quoted(wanted)}`);
}

function compareTags(delta: Delta, before: Contact, after: Contact, result: Comparison): void {
  for (const tag of delta.adds) {
    if (after.tags.some((stored) => isNamed(stored, tag))) continue;
    const similar = after.tags.find((stored) => loose(stored) === loose(tag));
    if (similar === undefined) result.failed.push(`the tag ${quoted(tag)} is not there`);
    else result.storedAs.push(`the tag ${quoted(tag)} as ${quoted(similar)}`);
  }
  for (const tag of after.tags) {
    if (delta.removes.some((name) => isNamed(tag, name)))
      result.failed.push(`the tag ${quoted(tag)} is still there`);
    else if (![...before.tags, ...delta.adds].some((known) => known === tag || loose(known) === loose(tag)))
      result.foreign.push(`the tag ${quoted(tag)} was added`);
  }
  const kept = patchOf(before, delta).tags ?? before.tags;
  for (const tag of kept) {
    if (delta.adds.includes(tag) || after.tags.includes(tag)) continue;
    const similar = after.tags.find((stored) => loose(stored) === loose(tag));
    if (similar === undefined) result.foreign.push(`the tag ${quoted(tag)} was taken off`);
    else result.storedAs.push(`the tag ${quoted(tag)}, which was there, as ${quoted(similar)}`);
  }
}

function compareAttributes(delta: Delta, before: Contact, after: Contact, result: Comparison): void {
  const stored = after.custom_attributes;
  for (const [key, value] of Object.entries(delta.sets)) {
    if (sameValue(stored[key], value)) continue;
    if (loose(textOf(stored[key])) === loose(textOf(value)))
      result.storedAs.push(`the attribute ${quoted(key)} as ${quoted(textOf(stored[key]))}`);
    else
      result.failed.push(
        `the attribute ${quoted(key)} is ${Object.hasOwn(stored, key) ? quoted(textOf(stored[key])) : 'not there'}`,
      );
  }
  for (const key of delta.unsets)
    if (Object.hasOwn(stored, key)) result.failed.push(`the attribute ${quoted(key)} is still there`);
  const known = new Set([...Object.keys(delta.sets), ...delta.unsets]);
  for (const key of new Set([...Object.keys(before.custom_attributes), ...Object.keys(stored)])) {
    if (known.has(key) || sameValue(before.custom_attributes[key], stored[key])) continue;
    result.foreign.push(`the attribute ${quoted(key)} changed`);
  }
}

/** A service may trim, fold case, or turn a number into text; that is taken, not lost. */
export function loose(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
