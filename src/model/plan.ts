import type { Summary, Warning } from './facts.ts';
import type { Task } from './item.ts';
import type { PlanState } from './lifecycle.ts';

/** A program that speaks to this one, as it names itself. */
export interface ClientName {
  name: string;
  version: string;
}

/** The kind of work that a plan is for; a single edit and an undo may do any. */
export type PlanKind = Task['do'] | 'single' | 'undo';

export type Undoable = 'all' | 'some' | 'none';

/** A frozen list of changes, and how far it is. */
export interface PlanRecord {
  plan_id: string;
  /** Base URL and auth id: plans of one account never meet those of another. */
  account: string;
  kind: PlanKind;
  state: PlanState;
  /** One sentence a person can approve. */
  summary: Summary;
  /** Over everything that is approved, by the rules of its version: those of the program that made the plan. */
  hash: string;
  hash_version: number;
  include_protected: boolean;
  /** Contacts, of a merge groups, that were selected but not planned: over the cap. */
  left_over: number;
  /** Contacts of a sheet that are as it says already: they have no item. */
  unchanged: number;
  warnings: readonly Warning[];
  /** How much of it an undo takes back, as far as that was known when it was planned. */
  undoable: Undoable;
  created_at: number;
  expires_at: number;
  finished_at: number | undefined;
  /** Why it is `halted`, `blocked` or `stopped`, or `expired` before its time. */
  reason: string | undefined;
  /** The plan that this one undoes. */
  undoes: string | undefined;
  /** Contacts that are deleted, for a new number or by a merge too: what a mode or a relayed approval may not allow. */
  deletes: number;
  /** Tags that nobody should carry afterwards, since the plan renames them. */
  retired: readonly string[];
}

/** How many contacts may be written without approval since then, by all processes of an account together. */
export interface Budget {
  most: number;
  since: number;
}

/** One row for one plan hash. `none` is a single edit, which needs none; of others `client` is where it was given. */
export interface Approval {
  plan_id: string;
  hash: string;
  how: 'form' | 'relayed' | 'none';
  at: number;
  client?: ClientName | undefined;
}

/** A plan that is still to change some contacts, and how many of those that were asked for. */
export type PlanAhead = Pick<PlanRecord, 'plan_id' | 'state'> & { contacts: number };

export interface SelectionRecord {
  selection_id: string;
  account: string;
  filter: Readonly<Record<string, unknown>>;
  ids: readonly string[];
  complete: boolean;
  created_at: number;
}
