import type { UnreadableField } from './contact.ts';
import type { Conflict, Person } from './facts.ts';

/** Why an item ended as it did, or what is special about it; a string is a finished sentence from an older store. */
export type Reason = string | ReasonFact;
export type ReasonSay = keyof ReasonFacts;
export type ReasonFact<Say extends ReasonSay = ReasonSay> = {
  [S in Say]: { say: S } & ReasonFacts[S];
}[Say];

/** The facts of each kind of reason. */
export interface ReasonFacts {
  forgotten: object;
  // Nothing was left to do.
  'so already': object;
  'is there': object;
  undone: object;
  /** The rest of the plan was given up. `begun`: before that a request of the item may have done its part. */
  'given up': { begun?: true };
  /** The contact lost the old tags of a rename meanwhile. */
  'no longer': { tags: readonly string[] };
  /** An undo leaves the kept contact what a merge gave it, since another contact of the group does not come back. */
  keeps: object;
  // People who opted out.
  /** The contact is protected, and changed all the same because `include_protected` asks for it. */
  overruled: { tags: readonly string[] };
  /** `whole`: the rest of the change is left undone, too. */
  'stays on': { contact: Person; tags: readonly string[]; whole: boolean };
  /** `consents`: those of the keys that have no value now, and say who may be written to. */
  'not given': {
    contact: Person;
    opt_outs: readonly string[];
    whole: boolean;
    consents?: readonly string[];
  } & Given;
  /** By a deletion, be it by a merge, the opt-out would be lost. `return`: the contact was merged into one that opted out since. */
  kept: { does: 'delete' | 'merge' | 'return'; contact: Person; opt_outs: readonly string[] };
  'opted out': { contact: Person };
  /** An undo brings somebody who opted out back without these. */
  'back without': Given;
  // Somebody else changed the account. `contact`: another one than that of the item.
  changed: { contact?: Person; differences: readonly Difference[] };
  deleted: { contact?: Person };
  'number taken': { contact: Person };
  // What an undo does not know, or cannot do.
  'created unknown': object;
  'no return': { field: 'name' | 'number' };
  // Contacts that no plan can change.
  unreadable: { contact: Person; fields: readonly Unreadable[] };
  /** Attributes that a rename would give one name hold different values. */
  'both names': { conflicts: readonly (readonly (readonly [key: string, value: unknown])[])[] };
  'too many': { losers: number; most: number };
  'too large': { keep: Person; others: number };
  // What the service made of it.
  written: Written;
  /** Instead of creating a contact the service overwrote the one that had the number. */
  overwrote: object;
  /** The service takes the new number for the one that the contact has. */
  'own number': object;
  /** `says`: what the service says about it; `there`: the contact that has the number all the same. */
  'not created': { says?: string; there?: Person };
  error: Cause;
  /** Whether it was done could not be found out. */
  unsettled: Cause;
  'program ended': object;
  // Work in steps, done or half done.
  lost: { conflicts: readonly Conflict[] };
  merged: { lost: readonly Conflict[]; notes: readonly Reason[] };
  'half merged': { deleted: number; why: ReasonFact };
  'not deleted': { left: readonly { contact: Person; why: ReasonFact }[] };
  /** The new contact of a new number, and why the old one is there, too. */
  'half renumbered': { made: Person; why?: ReasonFact };
}

/** Tags, and the keys of attributes that get a value; the name counts as one. */
interface Given {
  tags: readonly string[];
  keys: readonly string[];
}

/** The message of an error. */
interface Cause {
  cause: string;
}

export interface Unreadable {
  field: UnreadableField;
  holds: string;
}

/** How a contact differs after a write: what was asked for and not made, stored in another spelling, or not asked for. */
export interface Written {
  failed: readonly Difference[];
  stored: readonly Difference[];
  foreign: readonly Difference[];
  overwrote?: true;
  /** So many contacts of the same request were there before, and this may be one of them. */
  updated?: number;
}

/** A field that is not as it was, or not as it was asked to be. A tag or value that is left out was, or is, not there. */
export type Difference =
  | { field: 'name' | 'number'; was: string; now: string }
  /** `kept`: the tag was not asked for, it was there. */
  | { field: 'tag'; was?: string; now?: string; kept?: true }
  | { field: 'attribute'; key: string; was?: Held; now?: Held }
  | { field: 'created_at' | 'updated_at' | 'last_active_at' };

export interface Held {
  value: unknown;
}

export function isFact<Say extends ReasonSay>(
  reason: Reason | undefined,
  say: Say,
): reason is Extract<ReasonFact, { say: Say }> {
  return typeof reason === 'object' && reason.say === say;
}
