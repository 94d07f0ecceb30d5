import type { Contact, Effect } from './contact.ts';
import type { ItemState, PlanState } from './lifecycle.ts';
import type { Keep, UpdateRequest } from './request.ts';
import type { Caps } from './rules.ts';

/** Takes the place of a person, or of typed words, after they are erased. */
export const FORGOTTEN = 'forgotten';

/** A person as a fact names them. By these keys the store finds a person who is to be forgotten. */
export type Person = Pick<Contact, 'id' | 'phone_number' | 'name'>;

/** The first entries of a list, those that a sentence names, and how many entries there are. */
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

/** Selections that another one builds on: how the first was found, if the store still knows, and how many more there are. */
export interface Base {
  first?: Found;
  more: number;
}

/** How many contacts, or groups, a plan leaves as they are, by reason. */
export type LeftAlone = Record<'protected' | 'drifted' | 'gone' | 'unchanged' | 'left_over', number>;

/** The contacts that a plan changes, and how they were selected. */
export interface Scope {
  where: string;
  selected: number;
  changed: People;
  /** How many of the changed contacts are protected. */
  overruled: number;
  found?: Found | typeof FORGOTTEN;
  left: LeftAlone;
}

/** The value of an attribute that a merge keeps, and the values that it loses. */
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

/** What a plan does; a string is a finished sentence from an older store. `where` is the account: only the outer one is shown. */
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
      /** How the groups were found, and which contact of each is kept. */
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
      /** Tags given to all contacts, or to all that the sheet does not opt out. */
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

/** What a person should know before approving a plan; a string is a finished sentence from an older store. */
export type Warning = string | WarningFact;
export type WarningSay = keyof WarningFacts;
export type WarningFact<Say extends WarningSay = WarningSay> = {
  [S in Say]: { say: S } & WarningFacts[S];
}[Say];

/** What is done to people who opted out, too. */
export type DoneToo = 'changed' | 'deleted' | 'merged' | 'included';

interface Contacts {
  contacts: number;
}
interface Tags {
  tags: readonly string[];
}

/** The facts of each kind of warning. */
export interface WarningFacts {
  // Audiences: contacts that campaigns reach because of the plan, or no longer reach.
  reaches: Tags;
  misses: Tags;
  'ends opt-outs': Tags;
  'opt-out alone': Contacts;
  'opt-out beside': { tag: string; others: readonly string[] };
  aim: { renames: readonly { name: string; olds: readonly string[] }[] };
  'stays in audience': Contacts;
  // Contacts that are changed, or left alone.
  'over cap': { does: 'change' | 'delete' | 'merge'; left_over: number; caps: Caps; with_forms: Caps };
  /** People who opted out and whom only `include_protected` makes part of the plan. */
  overruled: { done: DoneToo } & Contacts;
  /** People who opted out: what would come off them stays on, too, since the change also gives. */
  'left whole': Contacts;
  /** Of an attribute that says who may be written to, values are removed or changed; so many of them say no. */
  consent: { key: string; noes: number } & Contacts;
  unreadable: { contact: Person & Pick<Contact, 'unreadable'> };
  'more unreadable': Contacts;
  'same name': Contacts;
  'both names': Contacts;
  /** The key of the attribute; without a key it is the name. */
  replaced: { key?: string; examples: readonly { value?: unknown; contact: Person }[] } & Contacts;
  'more replaced': { attributes: number };
  'left alone': { reason: Reason };
  'more left alone': { groups: number };
  // Losses that no undo brings back.
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
  'back without': Contacts & Tags & { keys: readonly string[] };
  'not undone': Contacts;
  // Other plans that will change some of the contacts.
  ahead: { plan_id: string; state: PlanState } & Contacts;
  'more ahead': { plans: number };
  // Other tags that look like a tag that is given, or taken off.
  alike: { tag: string; others: readonly TagCount[] };
  'new tag': { tag: string; as_of?: string };
  'more tags': { tags: number };
  'not checked': { why?: string };
  'spellings left': { names: readonly string[]; left: readonly TagCount[] };
}
export type TagCount = readonly [tag: string, contacts: number];

/** Why an item ended as it did, or what is special about it; a string is a finished sentence, from an older store or an outcome. */
export type Reason = string | ReasonFact;
export type ReasonFact =
  | { say: typeof FORGOTTEN }
  /** The contact is protected, and changed all the same because `include_protected` asks for it. */
  | { say: 'overruled'; tags: readonly string[] }
  /** Attributes that a rename would give one name hold different values. */
  | { say: 'both names'; conflicts: readonly (readonly (readonly [key: string, value: unknown])[])[] }
  /** An undo leaves the kept contact what a merge gave it, since another contact of the group does not come back. */
  | { say: 'keeps' }
  | { say: 'opted out'; contact: Person }
  /** An undo brings somebody who opted out back without these tags, and attributes by their keys. */
  | { say: 'back without'; tags: readonly string[]; keys: readonly string[] }
  | { say: 'lost'; conflicts: readonly Conflict[] }
  | { say: 'merged'; lost: readonly Conflict[]; notes: readonly string[] }
  | { say: 'too many'; losers: number; most: number }
  | { say: 'too large'; keep: Person; others: number };

/** Keys whose values are words of this program. All other keys hold data of people, or text that somebody typed. */
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

/** The counts of the states that leave a contact as it is. */
export function leftAloneOf(counts: Readonly<Record<ItemState, number>>, leftOver: number): LeftAlone {
  const { protected: optedOut, drifted, gone, unchanged } = counts;
  return { protected: optedOut, drifted, gone, unchanged, left_over: leftOver };
}

export function isFact(reason: Reason | undefined, say: ReasonFact['say']): boolean {
  return typeof reason === 'object' && reason.say === say;
}
