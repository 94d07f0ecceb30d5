import type { Contact, Effect } from './contact.ts';
import type { Keep } from './request.ts';

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
  /** The instants (RFC 3339, UTC) that the dates and ages of the filter stood for, by the filter's name. */
  moments?: Readonly<Record<string, string>>;
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

/** The change that a plan makes to its contacts, part by part, and how many contacts each part concerns. */
export interface Parts {
  adds: Some<TagCount>;
  removes: Some<TagCount>;
  /** Every tag but opt-outs is asked to go. */
  clears: boolean;
  renames: readonly Renamed[];
  /** `to`: the one name that all of them get. */
  names: { to?: string } & Contacts;
  /** `value`: the one value that all of them get. */
  sets: Some<{ key: string; value?: unknown } & Contacts>;
  unsets: Some<{ key: string } & Contacts>;
  /** Attributes that get another key. */
  moves: readonly Renamed[];
}

/** A tag, or the key of an attribute, and its new name. */
export interface Renamed extends Contacts {
  old: string;
  name: string;
}

/** The contacts of a plan: those that it changes, and those that it leaves alone. */
export interface Scope {
  where: string;
  selected: number;
  changed: People;
  /** How many of the changed contacts opted out. */
  overruled: number;
  /** They are all who have a name that is renamed. */
  everyone?: true;
  found?: Found | typeof FORGOTTEN;
  left: LeftAlone;
  /** The contacts that are left alone because they opted out. */
  opted_out: People;
  /** What the change would give those who are left alone because they opted out, and the opt-outs that it would take off. */
  refused?: Record<'tags' | 'keys' | 'ended', readonly string[]>;
}

/** The value of an attribute that a merge keeps, and the values that it loses. */
export interface Conflict {
  keep: Person;
  key: string;
  value: unknown;
  lost: readonly { value: unknown; contact: Person }[];
}

/** A row of a sheet that is not imported. */
export interface NotImported {
  row: number;
  name: string;
  reason: string;
}

interface MergedGroup {
  keep: Person;
  losers: People;
}

/** What a plan does; a string is a finished sentence from an older store. `where` is the account: only the outer one is shown. */
export type Summary = string | SummaryFact;
export type SummaryFact =
  | { say: 'update'; parts: Parts; number?: { old: string; new: string }; scope: Scope }
  | { say: 'delete'; scope: Scope }
  | { say: 'edit'; parts: Parts; contact: Person; where?: string }
  | {
      say: 'create';
      contact: Pick<Contact, 'phone_number' | 'name' | 'tags' | 'custom_attributes'>;
      where?: string;
    }
  | {
      say: 'merge';
      where: string;
      groups: Some<MergedGroup>;
      deleted: number;
      /** How the groups were found, and which contact of each is kept; in so many groups its number is incomplete, and another is. */
      rule: { by: string; kept: Keep; otherwise?: number } | undefined;
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
      /** The contacts that are left alone because they opted out. */
      opted_out: People;
      rows: Record<'invalid' | 'duplicate' | 'skipped', number>;
      refused: Some<NotImported>;
      /** The columns of the sheet, each with what it is in words, such as `attribute city` or `left out`. */
      columns?: Some<{ header: string; as: string }>;
      /** Tags given to all contacts, or to all that the sheet does not opt out. */
      tags: readonly string[];
      tagged: 'all' | 'who stays in';
    }
  | {
      say: 'undo';
      plan_id: string;
      undone: Summary;
      /** When that plan was done (RFC 3339, UTC). */
      as_of?: string;
      /** How many contacts that plan changed; of a merge, how many groups. */
      of: number;
      /** How many contacts were undone before. */
      before?: number;
      does: Record<Effect, number>;
      parts: Parts;
      scope: Scope;
    };

export type ImportFact = Extract<SummaryFact, { say: 'import' }>;

/** The summary of an import; undefined of any other plan, and of one that an older version summed up. */
export function importIn(summary: Summary): ImportFact | undefined {
  return typeof summary === 'object' && summary.say === 'import' ? summary : undefined;
}

export interface Contacts {
  contacts: number;
}

export type TagCount = readonly [tag: string, contacts: number];

export function personOf({ id, phone_number, name }: Person): Person {
  return { id, phone_number, name };
}

export function peopleOf(contacts: readonly Person[], most: number): People {
  return someOf(contacts, most, personOf);
}

export function someOf<T, Named>(all: readonly T[], most: number, as: (one: T) => Named): Some<Named> {
  return { first: all.slice(0, most).map(as), count: all.length };
}
