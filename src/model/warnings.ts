import type { Contact, Effect } from './contact.ts';
import type { Conflict, Contacts, People, Person, Some, TagCount } from './facts.ts';
import type { PlanState } from './lifecycle.ts';
import type { Reason } from './reasons.ts';
import type { Caps } from './rules.ts';
import type { Asked, SheetNote } from './sheetNotes.ts';

/** What a person should know before approving a plan; a string is a finished sentence from an older store. */
export type Warning = string | WarningFact | SheetRead;
/** How the sheet of an import was read. */
export interface SheetRead {
  say: 'sheet';
  note: SheetNote;
}
export type WarningSay = keyof WarningFacts;
export type WarningFact<Say extends WarningSay = WarningSay> = {
  [S in Say]: { say: S } & WarningFacts[S];
}[Say];

/** An id or number that was named and that nobody has, and what a plan made of its contact, as far as that is known. */
export interface Nobody {
  ref: string;
  plan_id?: string;
  /** The contact that it was merged into, or that has its new number. */
  now?: Person;
}

/** What is done to people who opted out, too. */
export type DoneToo = 'changed' | 'deleted' | 'merged' | 'included';

/** What becomes of people who opted out and are included. `names`: tags, or keys of attributes. */
export interface Included {
  does: 'gets' | 'gets values' | 'opts in' | 'deleted' | 'merged' | 'renumbered' | 'back' | 'changed';
  names?: readonly string[];
  people: People;
}

interface Tags {
  tags: readonly string[];
}

/** Tags that contacts get or lose. `counts`: how many contacts each concerns, where the summary does not name them. */
interface Moved extends Tags {
  counts?: Some<TagCount>;
}

/** The facts of each kind of warning. */
export interface WarningFacts {
  // Audiences: contacts that campaigns reach because of the plan, or no longer reach.
  reaches: Moved;
  misses: Moved;
  /** Contacts that lose tags which others get by the same plan. */
  'passed on': Moved & Contacts;
  'ends opt-outs': Tags;
  /** People who had opted out when their contacts were deleted, and become contacts again; `at`: when the first was deleted. */
  'opted out before': { people: People; at: number };
  'opt-out alone': Contacts;
  'opt-out beside': { tag: string; others: readonly string[] };
  aim: { renames: readonly { name: string; olds: readonly string[] }[] };
  /** Contacts that keep the old tag of a rename, which is for others; without their number where they could not be counted. */
  'keeps old tag': { tag: string; contacts?: number };
  /** Contacts that get the new tag of a rename, which others have already; without their number where they were not counted. */
  joins: { tag: string; others?: number } & Contacts;
  /** People who opted out and whose tag is renamed. `reached`: those whom campaigns to these new tags did not reach before. */
  'stays in audience': Contacts & { reached?: Tags & { people: People } };
  // Contacts that are changed, or left alone.
  'over cap': { does: 'change' | 'delete' | 'merge'; left_over: number; caps: Caps };
  /** People who opted out and whom only `include_protected` makes part of the plan. */
  overruled: { done: DoneToo; effects?: readonly Included[] } & Contacts;
  /** People who opted out: what would come off them stays on, too, since the change also gives. */
  'left whole': Contacts;
  /** Of an attribute that says who may be written to, values are removed or changed; so many of them say no. */
  consent: { key: string; noes: number } & Contacts;
  unreadable: { contact: Person & Pick<Contact, 'unreadable'> };
  'more unreadable': Contacts;
  'nobody has': { refs: readonly Nobody[] };
  /** Names to rename that nobody has, while others are renamed. */
  'no such name': { tags: readonly string[]; attributes: readonly string[] };
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
  /** Tags of contacts that are deleted. */
  carried: { tags: Some<TagCount> } & Contacts;
  /** `person`: the only one. */
  'stays after': { of: 'all' | 'some'; is_undo: boolean; person?: Person } & Contacts;
  // Merges.
  sharing: { by: string };
  /** `kept`: the number stays as an attribute of the kept contact. */
  unreachable: { pairs: Some<{ loser: Person; keep: Person }>; kept?: true };
  /** The attributes that keep the numbers of contacts that go. */
  'numbers kept': { keys: readonly string[] };
  'same number': { pairs: Some<{ loser: Person; keep: Person }> };
  lost: { conflict: Conflict };
  'more lost': { attributes: number };
  // Imports.
  overwrites: object;
  'opts out': { people: number };
  /** Contacts that keep their own values where the sheet has others; without a key it is the name. */
  'values kept': { fields: Some<{ key?: string } & Contacts> } & Contacts;
  /** The file of the refused rows and of those that repeat a number; plans of older versions hold no counts. */
  'to mend': { file: string; refused?: number; repeated?: number; asked?: Asked };
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
