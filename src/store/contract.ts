import type { Contact, ContactFields } from '../api/wire.ts';
import type { ClientName, FormStore, LastDoneQuery, NextPlanQuery } from './queries.ts';

export type PlanKind = 'single' | 'update' | 'delete' | 'merge' | 'undo' | 'import';
export const PLAN_STATES = [
  'waiting',
  'declined',
  'discarded',
  'expired',
  'queued',
  'running',
  'done',
  'stopped',
  'halted',
  'blocked',
] as const;
export type PlanState = (typeof PLAN_STATES)[number];
/** Of a plan that waits, runs, or goes on by itself. */
export const OPEN_STATES = ['running', 'queued', 'blocked', 'waiting'] as const;
export type ItemState =
  | 'pending'
  | 'sending'
  | 'done'
  | 'unchanged'
  | 'protected'
  | 'drifted'
  | 'gone'
  | 'failed'
  | 'unknown';
/** Of an item that ended without its change. */
export const LEFT_UNDONE: readonly ItemState[] = ['protected', 'drifted', 'gone', 'failed', 'unknown'];

/**
 * What is to be done to one contact, independent of what else is on it: it can be merged into the contact
 * as it is just before the write, so that a tag added meanwhile by somebody else stays.
 */
export interface Delta {
  name?: string | undefined;
  adds: readonly string[];
  removes: readonly string[];
  sets: Readonly<Record<string, unknown>>;
  unsets: readonly string[];
  /** Tags that take the place of others, old to new; each is in `removes` and `adds` too. An undo may part one into several. */
  renames?: Readonly<Record<string, string>> | readonly (readonly [string, string])[] | undefined;
}

/** The work of one item. */
export type Task =
  /** Once the items of the contacts `after`, in the same plan, are done; when one of them cannot be, not at all. */
  | { do: 'update'; delta: Delta; after?: readonly string[] }
  | { do: 'delete' }
  /** `replaces` is the id that the contact had before it was deleted. */
  | { do: 'create'; contact: { phone_number: string } & ContactFields; replaces: string }
  /** A contact of a sheet, created with many others in one request. */
  | { do: 'import'; contact: { phone_number: string } & ContactFields }
  /** The API cannot change a number: a new contact takes over, then the old one is deleted. */
  | { do: 'renumber'; phone_number: string }
  /** The item's contact takes the delta over; then the losers, as they were when the plan was made, are deleted. */
  | { do: 'merge'; delta: Delta; losers: readonly Contact[] };

/** One contact's part of a plan, with what became of it. */
export interface ItemRecord {
  plan_id: string;
  /** From 1, in the order of the plan. */
  seq: number;
  contact_id: string;
  state: ItemState;
  task: Task;
  /** The contact as it was when the plan was made; for a `create` the one to come back. */
  before: Contact;
  /** The contact after the write, when there was one; of a `create` or `renumber` the new contact. */
  after: Contact | undefined;
  /** Why it ended as it did, for people. */
  reason: string | undefined;
  attempts: number;
  /** A creation that overwrote a contact which was there before: to delete that takes nothing back. */
  overwrote?: true;
}

/** An item before it is stored: the plan it belongs to is known. */
export type PlanItem = Omit<ItemRecord, 'plan_id'>;

/** Behind it a summary says how the contacts were found: words that somebody typed, in which a part of a name may stand. */
export const FOUND_BY = ', found by ';

/** A frozen list of changes, and how far it is. */
export interface PlanRecord {
  plan_id: string;
  /** Base URL and auth id: plans of one account never meet those of another. */
  account: string;
  kind: PlanKind;
  state: PlanState;
  /** One sentence a person can approve. */
  summary: string;
  /** Over everything that is approved, by the rules of its version: those of the program that made the plan. */
  hash: string;
  hash_version: number;
  include_protected: boolean;
  /** Contacts, of a merge groups, that were selected but not planned: over the cap. */
  left_over: number;
  /** Contacts of a sheet that are as it says already: they have no item. */
  unchanged: number;
  warnings: readonly string[];
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

/** Who runs the plans of an account, and when it last showed that it is alive. */
export interface RunnerSign {
  account: string;
  pid: number;
  plan_id: string;
  seen_at: number;
}

/** What some process made of a contact, and when; without `after` it was deleted, or nobody knows. */
export type Written = Pick<ItemRecord, 'contact_id' | 'after' | 'state'> & {
  do: Task['do'];
  /** Ids of the contacts that a merge deletes; of other items none. */
  losers: readonly string[];
  at: number;
};

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

export type Counts = Readonly<Record<ItemState, number>>;

/** How an item ended, or why it goes back to `pending`. */
export interface Settlement {
  plan_id: string;
  seq: number;
  state: ItemState;
  /** The contact as read just before the write, when there was one: what an undo goes back to. */
  before?: Contact | undefined;
  after: Contact | undefined;
  reason: string | undefined;
  overwrote?: true;
  /** Which attempt this is of: it comes too late when another process has begun one since. */
  attempt?: number;
  /** It was marked `sending`, but nothing was tried: this does not count as an attempt. */
  untried?: true;
}

export interface PlanFilter {
  page: number;
  limit: number;
  /** Only plans with an item of this contact. */
  contact?: string | undefined;
  /** As it is `at` that time: what waited too long is expired. */
  state?: PlanState | readonly PlanState[] | undefined;
  at?: number;
  /** Created at or after, ms since 1970. */
  after?: number | undefined;
}

export interface TakeOptions {
  /** Only items with this task. */
  only?: Task['do'];
  /** How items taken before ended, written in the same transaction: the disk is waited for once. */
  settled?: { items: readonly Settlement[]; at: number };
}

/** Everything that is kept, behind named functions; over Postgres they would be the same. */
export interface Store extends FormStore {
  /** Writes a plan with its items in one transaction. An item may already be ended (`unchanged`, `protected`). */
  savePlan(plan: PlanRecord, items: readonly PlanItem[]): Promise<void>;
  findPlan(account: string, planId: string): Promise<PlanRecord | undefined>;
  latestPlan(account: string): Promise<PlanRecord | undefined>;
  listPlans(account: string, filter: PlanFilter): Promise<{ plans: PlanRecord[]; total: number }>;
  countItems(planId: string): Promise<Counts>;
  /** Items in plan order, all states unless told: those after the number `after`, or those after the first `skip`. */
  listItems(
    planId: string,
    query: { states?: readonly ItemState[]; after?: number; skip?: number; limit: number },
  ): Promise<ItemRecord[]>;
  /** The ids that the contacts of these items have now: one that was created anew has a new one. */
  contactsOf(planId: string, states: readonly ItemState[]): Promise<string[]>;
  /** Moves a plan on, if it still is in one of the states `from`; false when somebody else was faster. */
  movePlan(
    planId: string,
    from: readonly PlanState[],
    to: PlanState,
    facts: { at: number; reason?: string | undefined },
  ): Promise<boolean>;
  /**
   * Records an approval and queues the plan, in one transaction; false when it was not `waiting` with that hash, or when
   * it would be more than the budget of what needs none.
   */
  approvePlan(approval: Approval, budget?: Budget): Promise<boolean>;
  findApproval(planId: string): Promise<Approval | undefined>;
  /**
   * The next plan of the account that is queued, or running (left by a process that died): single edits whose process died,
   * then small ones, then the oldest.
   */
  nextPlan(account: string, query: NextPlanQuery): Promise<PlanRecord | undefined>;
  /** Queues the account's blocked plans again, but for some: what blocked them may be mended, or this process has better credentials. */
  unblockPlans(account: string, except?: Iterable<string>): Promise<void>;
  /**
   * Marks up to `limit` pending items `sending`, in one transaction, attempts counted. Items whose contact is being written
   * elsewhere (a single edit of another process) are passed over, and so are those that come after others still under way.
   */
  takeItems(planId: string, limit: number, options?: TakeOptions): Promise<ItemRecord[]>;
  /** Keeps how the contact of an item is just before the write, where it is not as it was planned. */
  noteBefore(item: ItemRecord, before: Contact): Promise<void>;
  /** Has what could not be settled looked at again, when the plan goes on. */
  retryUnknown(planId: string): Promise<void>;
  /** Of what a process left under way when it died: if this plan is a single edit, that counts as tried once more; items of others that run or will go back. */
  takeOver(account: string, current: string): Promise<void>;
  /** Items that a process left under way when it died, of plans that nobody runs any more: whether they were done is `unknown`. */
  leftSending(account: string): Promise<number>;
  giveUpSending(account: string, reason: string, at: number): Promise<void>;
  /** Has plans be `done` that were stopped when nothing of them was left but what was under way. */
  finishPlans(account: string): Promise<void>;
  /** Writes how items ended at that time, in one transaction. */
  settleItems(settlements: readonly Settlement[], at: number): Promise<void>;
  /**
   * Saves a single edit as a plan of one that is under way, its approval `none` included; refused (`busy` with the plan id)
   * while another write to the contact is under way, or when the budget is used up.
   */
  beginSingle(
    plan: PlanRecord,
    item: PlanItem,
    budget: Budget,
  ): Promise<'begun' | 'over budget' | { busy: string }>;
  /** Contacts of the account that were written without approval since then, by all processes together. */
  countUnapproved(account: string, since: number): Promise<number>;
  /** Plans that wait or run and have still to change one of these contacts, the newest first. */
  plansAhead(account: string, contactIds: readonly string[]): Promise<PlanAhead[]>;
  /** The latest item that did this to a contact, be it the item's own or one that a merge deleted. */
  lastDone(account: string, query: LastDoneQuery): Promise<{ item: ItemRecord; at: number } | undefined>;
  /** Contacts with these ids that a plan deleted, as they were: what the service does not know any more. */
  deletedContacts(account: string, ids: readonly string[]): Promise<Contact[]>;
  /** The ids that contacts with these ids got when they came back, or got a new number; of several, each. */
  successors(account: string, ids: readonly string[]): Promise<{ old: string; now: string }[]>;
  /** What all processes made of the account's contacts since then. */
  writtenSince(account: string, since: number): Promise<Written[]>;
  addSelection(selection: SelectionRecord): Promise<void>;
  findSelection(account: string, selectionId: string): Promise<SelectionRecord | undefined>;
  /** The plan that undid this one, if any. */
  undoneBy(planId: string): Promise<string | undefined>;
  /** Contacts, by the id they had in this plan, that undoing it has already taken back. */
  contactsUndone(planId: string): Promise<string[]>;
  /** Deletes what is older than it may be kept: finished plans, selections but for their filters, items of drafts; what waited too long is `expired`. */
  prune(limits: { at: number; plansBefore: number; draftsBefore: number }): Promise<void>;
  /** Erases one person everywhere, freed pages and log included; says in how many items they were. */
  forget(number: string): Promise<number>;
  /**
   * The right to run the account's plans, held until released or until this process dies: an operating-system lock, no clock.
   * None when another process has it.
   */
  lockRunner(account: string): Promise<(() => Promise<void>) | undefined>;
  /** A sign of life of the process that runs the account's plans, and the last one there was. */
  showRunner(sign: RunnerSign): Promise<void>;
  findRunner(account: string): Promise<RunnerSign | undefined>;
  /** The service pauses the account: nobody is to send before then, ms since 1970. What is later than `latest` is no pause. */
  pauseAccount(account: string, until: number, latest: number): Promise<void>;
  /** 0 when it was never paused. */
  pausedUntil(account: string): Promise<number>;
  close(): Promise<void>;
}
