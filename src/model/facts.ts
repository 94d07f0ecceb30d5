import type { Contact, Effect } from './contact.ts';
import type { ItemState, PlanState } from './lifecycle.ts';
import type { Keep, UpdateRequest } from './request.ts';
import type { Caps } from './rules.ts';

/** Stands in place of a person, or of typed words, that were erased. */
export const FORGOTTEN = 'forgotten';

/** A person whom a sentence names. By these keys the store finds people that are to be forgotten. */
export type Person = Pick<Contact, 'id' | 'phone_number' | 'name'>;

/** The first of a list, as far as a sentence names them, and how many there are. */
export interface Some<T> {
  first: readonly T[];
  count: number;
}
export type People = Some<Person>;

/** How the contacts of a plan were found: the filters of a selection, and the selections that it builds on. */
export interface Found {
  filter: Readonly<Record<string, unknown>>;
  within?: Base;
  except?: Base;
}

/** Selections that another builds on: how the first was found, where that is still kept, and how many more there are. */
export interface Base {
  first?: Found;
  more: number;
}

/** Contacts, or groups, that a plan does not change, by why. */
export type LeftAlone = Record<'protected' | 'drifted' | 'gone' | 'unchanged' | 'left_over', number>;

/** Whom a plan changes. */
export interface Scope {
  where: string;
  selected: number;
  changed: People;
  /** Of those changed, how many are protected. */
  overruled: number;
  found?: Found | typeof FORGOTTEN;
  left: LeftAlone;
}

/** A value of the kept contact, or the first of others, and the values that a merge loses for it. */
export interface Conflict {
  keep: Person;
  key: string;
  value: unknown;
  lost: readonly { value: unknown; contact: Person }[];
}

interface MergedGroup {
  keep: Person;
  losers: People;
}

/** What a plan does; a text is a finished sentence, of an older store. The account, `where`, is named once. */
export type Summary = string | SummaryFact;
export type SummaryFact =
  | { say: 'update'; request: UpdateRequest; old_number: string | undefined; scope: Scope }
  | { say: 'delete'; scope: Scope }
  | { say: 'edit'; request: UpdateRequest; contact: Person; where?: string }
  | {
      say: 'create';
      contact: Pick<Contact, 'phone_number' | 'name' | 'tags' | 'custom_attributes'>;
      where?: string;
    }
  | { say: 'delete one'; contact: Person; tags: readonly string[]; attributes: number; where: string }
  | {
      say: 'merge';
      where: string;
      groups: Some<MergedGroup>;
      deleted: number;
      /** How the groups were found, and who of each is kept. */
      rule: { by: string; kept: Keep } | undefined;
      left: Record<'protected' | 'too_large' | 'unreadable' | 'left_over', number>;
    }
  | {
      say: 'import';
      /** The name of the file; pasted rows have none. */
      file: string | undefined;
      where: string;
      created: number;
      updated: number;
      fields: readonly { field: 'tags' | 'name' | 'custom_attributes'; contacts: number }[];
      left: LeftAlone;
      rows: Record<'invalid' | 'duplicate' | 'skipped', number>;
      /** Given to all, or to all who do not opt out by the sheet. */
      tags: readonly string[];
      tagged: 'all' | 'who stays in';
    }
  | {
      say: 'undo';
      plan_id: string;
      undone: Summary;
      where: string;
      does: Record<Effect, number>;
      left: LeftAlone;
    };

/** What somebody who approves a plan should know; a text is a finished sentence. */
export type Warning = string | WarningFact;
export type WarningSay = keyof WarningFacts;
export type WarningFact<Say extends WarningSay = WarningSay> = {
  [S in Say]: { say: S } & WarningFacts[S];
}[Say];

interface Contacts {
  contacts: number;
}
interface Tags {
  tags: readonly string[];
}

/** What the warnings of plans hold, by what they say. */
export interface WarningFacts {
  // Whom campaigns reach because of the plan, and whom not any more.
  reaches: Tags;
  misses: Tags;
  'ends opt-outs': Tags;
  'opt-out alone': Contacts;
  'opt-out beside': { tag: string; others: readonly string[] };
  aim: { renames: readonly { name: string; olds: readonly string[] }[] };
  'stays in audience': Contacts;
  // What is changed, or left alone.
  'over cap': { does: 'change' | 'delete' | 'merge'; left_over: number; caps: Caps; with_forms: Caps };
  overruled: { done: 'changed' | 'deleted' } & Contacts;
  unreadable: { contact: Person & Pick<Contact, 'unreadable'> };
  'more unreadable': Contacts;
  'same name': Contacts;
  'both names': Contacts;
  /** `key` of an attribute; else it is the name. */
  replaced: { key?: string; examples: readonly { value?: unknown; contact: Person }[] } & Contacts;
  'more replaced': { attributes: number };
  'left alone': { reason: Reason };
  'more left alone': { groups: number };
  // What does not come back.
  'new number': object;
  permanent: { deleted: number; lost: People };
  'stays after': { of: 'all' | 'some'; is_undo: boolean } & Contacts;
  // Merges.
  sharing: { by: string };
  unreachable: { pairs: Some<{ loser: Person; keep: Person }> };
  'same number': { pairs: Some<{ loser: Person; keep: Person }> };
  lost: { conflict: Conflict };
  'more lost': { attributes: number };
  // Imports.
  overwrites: object;
  'opts out': { people: number };
  // Undos.
  'comes back': { does: Exclude<Effect, 'changed'> };
  drifted: { people: People };
  'keeps name': Contacts;
  'not undone': Contacts;
  // Other plans that are to change some of the contacts.
  ahead: { plan_id: string; state: PlanState } & Contacts;
  'more ahead': { plans: number };
  // Other tags that look like those that are given, or taken off.
  alike: { tag: string; others: readonly TagCount[] };
  'new tag': { tag: string; as_of?: string };
  'more tags': { tags: number };
  'not checked': { why?: string };
  'spellings left': { names: readonly string[]; left: readonly TagCount[] };
}
export type TagCount = readonly [tag: string, contacts: number];

/** Why an item ended as it did, or what is special about it; a text is finished, of an older store or an outcome. */
export type Reason = string | ReasonFact;
export type ReasonFact =
  | { say: typeof FORGOTTEN }
  /** Protected, and changed all the same, since `include_protected` asks for it. */
  | { say: 'overruled'; tags: readonly string[] }
  /** Attributes that are to get one name hold different values. */
  | { say: 'both names'; conflicts: readonly (readonly (readonly [key: string, value: unknown])[])[] }
  /** The contact that others were merged into is not parted from what it was given. */
  | { say: 'keeps' }
  | { say: 'opted out'; contact: Person }
  | { say: 'lost'; conflicts: readonly Conflict[] }
  | { say: 'merged'; lost: readonly Conflict[]; notes: readonly string[] }
  | { say: 'too many'; losers: number; most: number }
  | { say: 'too large'; keep: Person; others: number };

/** Keys under which a fact holds words of this program; under all others stands what people have or typed. */
export const OWN_WORDS: ReadonlySet<string> = new Set([
  'say',
  'where',
  'plan_id',
  'state',
  'does',
  'done',
  'of',
  'tagged',
  'field',
  'kept',
  'as_of',
]);

export function personOf({ id, phone_number, name }: Person): Person {
  return { id, phone_number, name };
}

export function peopleOf(contacts: readonly Person[], most: number): People {
  return someOf(contacts, most, personOf);
}

export function someOf<T, Named>(all: readonly T[], most: number, as: (one: T) => Named): Some<Named> {
  return { first: all.slice(0, most).map(as), count: all.length };
}

/** How many of these are in a state that leaves them as they are. */
export function leftAloneOf(counts: Readonly<Record<ItemState, number>>, leftOver: number): LeftAlone {
  const { protected: optedOut, drifted, gone, unchanged } = counts;
  return { protected: optedOut, drifted, gone, unchanged, left_over: leftOver };
}

export function isFact(reason: Reason | undefined, say: ReasonFact['say']): boolean {
  return typeof reason === 'object' && reason.say === say;
}
