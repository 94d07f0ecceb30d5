import { protectionRefusal } from '../../contacts/protection.ts';
import { isProtectedIn, protectedAmong, unprotected } from '../../contacts/tags.ts';
import { fold } from '../../lib/fold.ts';
import { sameValue, textOf } from '../../lib/json.ts';
import type { Contact } from '../../model/contact.ts';
import type { Delta } from '../../model/item.ts';
import type { ReasonFact } from '../../model/reasons.ts';
import { mayBeYes } from '../../sheets/consent/consent.ts';
import { hasValue, partsToChange } from './delta.ts';
import { renamesOf } from './drift.ts';

/** Whether a rename brings nobody into an audience of other people, so that it is made on people who opted out, too. */
export type FreeRename = (old: string, name: string) => boolean;

/** What tells who opted out, and what they may be given all the same. */
export interface Protection {
  /** The protected tags, folded. */
  protectedFolds: ReadonlySet<string>;
  /** Without it only respellings are free. */
  isFree?: FreeRename;
}

/** Spellings of one tag: always free. */
export function isRespelling(old: string, name: string): boolean {
  return fold(old) === fold(name);
}

/**
 * Why the rule for people who opted out forbids this delta; none where it does not. A free rename gives no tag, and an opt-out
 * that is renamed to another opt-out does not come off.
 */
export function updateRefusal(
  contact: Contact,
  delta: Delta,
  { protectedFolds, isFree = isRespelling }: Protection,
): ReasonFact | undefined {
  const parts = partsToChange(contact, delta);
  const { adds, removes } = parts;
  const isProtected = isProtectedIn(protectedFolds);
  const taken = new Set(removes);
  const moved = renamesOf(delta).filter(([old]) => taken.has(old));
  const free = new Set(moved.filter(([old, name]) => isFree(old, name)).map(([, name]) => name));
  const stay = new Set(moved.filter(([, name]) => isProtected(name)).map(([old]) => old));
  const touch = {
    adds: adds.filter((tag) => !free.has(tag)),
    removes: removes.filter((tag) => !stay.has(tag)),
    values: valuesGiven(contact, delta, parts.overwrites),
    consents: consentsGiven(contact, delta),
    optOuts: delta.by === 'undo' ? protectedAmong(delta.adds, protectedFolds) : [],
    takes: takesFreely(contact, delta, protectedFolds, removes),
  };
  return protectionRefusal(contact, touch, protectedFolds);
}

/** Whether a delta takes something off this contact that may come off anybody. */
export function takesFreely(
  contact: Contact,
  delta: Delta,
  protectedFolds: ReadonlySet<string>,
  removes: readonly string[] = partsToChange(contact, delta).removes,
): boolean {
  return (
    unprotected(removes, protectedFolds).length > 0 ||
    delta.unsets.some((key) => Object.hasOwn(contact.custom_attributes, key))
  );
}

/**
 * The fields that get another value. An undo gives back what is missing, too, unless it stands under another key; and a sheet
 * gives somebody who opted out no more than a name.
 */
function valuesGiven(contact: Contact, delta: Delta, overwrites: string[]): string[] {
  if (delta.by === undefined) return overwrites;
  const has = contact.custom_attributes;
  const lacking = Object.keys(delta.sets).filter((key) => !sameValue(has[key], delta.sets[key]));
  if (delta.by === 'undo') {
    const given = lacking.filter((key) => hasValue({ custom_attributes: delta.sets }, key));
    return given.filter((key) => Object.hasOwn(has, key) || !isMoved(key, contact, delta));
  }
  const { name } = delta;
  const renamed = name !== undefined && contact.name.trim() !== '' && name !== contact.name;
  return renamed ? ['name', ...lacking] : lacking;
}

/** Keys without a value in which an update says yes to messages. Undos and sheets have every value judged that they give. */
function consentsGiven(contact: Contact, delta: Delta): string[] {
  if (delta.by !== undefined) return [];
  return Object.keys(delta.sets).filter(
    (key) => !hasValue(contact, key) && saysYes(key, delta.sets[key]) && !isMoved(key, contact, delta),
  );
}

/** Whether the value stands under another key now, which loses it. A note that becomes a yes to messages is not moved. */
function isMoved(key: string, { custom_attributes: has }: Contact, { sets, unsets }: Delta): boolean {
  const value = sets[key];
  const olds = unsets.filter((old) => Object.hasOwn(has, old) && sameValue(has[old], value));
  return olds.some((old) => !saysYes(key, value) || saysYes(old, value));
}

function saysYes(key: string, value: unknown): boolean {
  return mayBeYes(key, textOf(value));
}

/**
 * An undo reduced to what may be given to somebody who opts out again by it: the opt-out comes back, campaign tags and values
 * do not. Undefined where it gives no opt-out back.
 */
export function optOutAlone(
  contact: Contact,
  delta: Delta,
  protectedFolds: ReadonlySet<string>,
): { delta: Delta; tags: string[]; keys: string[] } | undefined {
  const { adds, overwrites } = partsToChange(contact, delta);
  if (protectedAmong(adds, protectedFolds).length === 0) return undefined;
  const tags = unprotected(adds, protectedFolds);
  const keys = valuesGiven(contact, delta, overwrites);
  const [left, kept] = [new Set(tags), new Set(keys)];
  const reduced = {
    ...delta,
    adds: delta.adds.filter((tag) => !left.has(tag)),
    sets: Object.fromEntries(Object.entries(delta.sets).filter(([key]) => !kept.has(key))),
  };
  return { delta: reduced, tags, keys };
}
