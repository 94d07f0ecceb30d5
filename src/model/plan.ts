import type { Summary } from './facts.ts';
import type { Task } from './item.ts';
import type { PlanState } from './lifecycle.ts';
import type { Warning } from './warnings.ts';

/** A program that speaks to this one, as it names itself. */
export interface ClientName {
  name: string;
  version: string;
}

/** The kind of work that a plan is for; a single edit and an undo may do any. */
export type PlanKind = Task['do'] | 'single' | 'undo';

export type Undoable = 'all' | 'some' | 'none';

/** A frozen list of changes, and its progress. */
export interface PlanRecord {
  plan_id: string;
  /** Base URL and auth id: plans of one account never meet those of another. */
  account: string;
  kind: PlanKind;
  state: PlanState;
  /** One sentence a person can approve. */
  summary: Summary;
  /** Over everything that is approved, by the rules of `hash_version`: the version of the program that made the plan. */
  hash: string;
  hash_version: number;
  include_protected: boolean;
  /** Selected contacts (of a merge: groups) that the cap kept out of the plan. */
  left_over: number;
  /** Contacts that are already as a sheet says: they have no item. */
  unchanged: number;
  warnings: readonly Warning[];
  /** How much of it an undo takes back that does not include people who opted out, as far as was known when it was planned. */
  undoable: Undoable;
  created_at: number;
  expires_at: number;
  finished_at: number | undefined;
  /** Why it is `halted`, `blocked` or `stopped`, `expired` before its time, or `done` before its end. */
  reason: string | undefined;
  /** The plan that this one undoes. */
  undoes: string | undefined;
  /** The plan that took the place of this one while it waited. */
  replaced_by?: string | undefined;
  /** How many contacts it deletes, also for a new number or by a merge: a mode may allow none. */
  deletes: number;
  /** How many of its contacts count as deleted in a budget: with those who opted out and are meant all the same. */
  counted_deletions: number;
  /** Tags that nobody should carry afterwards, since the plan renames them. */
  retired: readonly string[];
}

/** How many contacts an approval lets a plan change, and how many of them count as deleted. */
export interface Allowed {
  changes: number;
  deletions: number;
}

/** How much all processes of an account together may approve in some ways, in the `windowMs` before `at`. */
export interface Budget {
  ways: readonly Door[];
  most: Allowed;
  at: number;
  windowMs: number;
}

/** Why an approval does not fit a budget: what the plan would need of it, and what was used before. */
export interface OverBudget {
  over: keyof Allowed;
  needs: number;
  used: number;
  budget: Budget;
}

/**
 * The door of an approval: a form of the client; the page that this program opened in a browser; the page by a link that
 * the chat showed; a typed phrase that the agent passed on; none for a single edit, which needs no approval.
 */
export type Door = 'form' | 'page' | 'page-link' | 'relayed' | 'none';

/** The approval of one plan hash. `client`: where it was given. */
export interface Approval {
  plan_id: string;
  hash: string;
  how: Door;
  at: number;
  client?: ClientName | undefined;
  /** Undefined where none was needed: what the items of the plan say counts. */
  allowed?: Allowed | undefined;
}

/** A plan that will still change some of the contacts asked about, and how many of them. */
export type PlanAhead = Pick<PlanRecord, 'plan_id' | 'state'> & { contacts: number };

export interface SelectionRecord {
  selection_id: string;
  account: string;
  filter: Readonly<Record<string, unknown>>;
  ids: readonly string[];
  complete: boolean;
  created_at: number;
}
