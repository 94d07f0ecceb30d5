import { byName, matcher, mergeTags, spellingIn } from '../../contacts/tags.ts';
import { compareDecimals, isDecimal } from '../../lib/decimal.ts';
import { fold } from '../../lib/fold.ts';
import { sameValue, textOf } from '../../lib/json.ts';
import type { Contact } from '../../model/contact.ts';
import type { Delta } from '../../model/item.ts';
import type { Comparison } from '../../model/outcome.ts';
import { attributeDifference, sameAttribute } from './drift.ts';

/** The comparison of a write without any difference. */
export function noDifference(): Comparison {
  return { failed: [], stored: [], foreign: [] };
}

/**
 * Compares the contact after a write with what the delta promised. Another spelling counts as stored only where it is new:
 * "VIP", which was there all along, does not show that "vip" was added.
 */
export function compare(before: Contact, delta: Delta, after: Contact): Comparison {
  const result = noDifference();
  compareName(delta, before, after, result);
  compareTags(delta, before, after, result);
  compareAttributes(delta, before, after, result);
  return result;
}

/** Whether the contact is as asked for, to the letter, and nothing else is different. */
export function isExact(comparison: Comparison): boolean {
  return Object.values(comparison).every((differences) => differences.length === 0);
}

/** Whether the contact has everything that the delta promised. */
export function wentThrough(before: Contact, delta: Delta, now: Contact): boolean {
  return compare(before, delta, now).failed.length === 0;
}

/** Whether a contact has everything that the delta promises, be it in other spellings. */
export function hasInSomeSpelling(contact: Contact, delta: Delta): boolean {
  // Beside an empty contact every spelling is new.
  return wentThrough({ ...contact, name: '', tags: [], custom_attributes: {} }, delta, contact);
}

function compareName(delta: Delta, before: Contact, after: Contact, result: Comparison): void {
  const wanted = delta.name ?? before.name;
  if (after.name === wanted) return;
  const difference = { field: 'name', was: wanted, now: after.name } as const;
  if (delta.name === undefined) result.foreign.push(difference);
  else if (after.name !== before.name && fold(after.name) === fold(wanted)) result.stored.push(difference);
  else result.failed.push(difference);
}

/** A missing tag is sought among the new ones by its folded form; all other new tags are somebody else's. */
function compareTags(delta: Delta, before: Contact, after: Contact, result: Comparison): void {
  const [earlier, asked] = [new Set(before.tags), new Set(delta.adds)];
  const wanted = new Set(mergeTags(before.tags, delta.adds, delta.removes));
  const there = byName(after.tags);
  const missing = [...wanted].filter((tag) => there(tag).length === 0);
  const news = after.tags.filter((tag) => !earlier.has(tag) && !wanted.has(tag));
  const spellingOf = spellingIn(news);
  for (const tag of missing) {
    const spelling = spellingOf(tag);
    if (spelling !== undefined)
      result.stored.push({ field: 'tag', was: tag, now: spelling, ...(!asked.has(tag) && { kept: true }) });
    else (asked.has(tag) ? result.failed : result.foreign).push({ field: 'tag', was: tag });
  }
  const isTaken = matcher(delta.removes);
  for (const tag of after.tags) if (isTaken(tag)) result.failed.push({ field: 'tag', now: tag });
  const rewritten = new Set(missing.map(fold));
  for (const tag of news)
    if (!rewritten.has(fold(tag)) && !isTaken(tag)) result.foreign.push({ field: 'tag', now: tag });
}

function compareAttributes(delta: Delta, before: Contact, after: Contact, result: Comparison): void {
  const there = after.custom_attributes;
  for (const [key, value] of Object.entries(delta.sets)) {
    if (sameValue(there[key], value)) continue;
    const isRespelt =
      Object.hasOwn(there, key) && !sameAttribute(key, before, after) && sameButWritten(there[key], value);
    (isRespelt ? result.stored : result.failed).push(attributeDifference(key, delta.sets, there));
  }
  for (const key of delta.unsets)
    if (Object.hasOwn(there, key)) result.failed.push(attributeDifference(key, {}, there));
  const known = new Set([...Object.keys(delta.sets), ...delta.unsets]);
  for (const key of new Set([...Object.keys(before.custom_attributes), ...Object.keys(there)])) {
    if (known.has(key) || sameValue(before.custom_attributes[key], there[key])) continue;
    result.foreign.push(attributeDifference(key, before.custom_attributes, there));
  }
}

/** A service may trim, fold case, or turn a number into text; but a number stays the same number. */
function sameButWritten(a: unknown, b: unknown): boolean {
  const [one, other] = [textOf(a).trim(), textOf(b).trim()];
  return isDecimal(one) && isDecimal(other) ? compareDecimals(one, other) === 0 : fold(one) === fold(other);
}
