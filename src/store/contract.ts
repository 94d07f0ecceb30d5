import type { Contact, Effect } from '../model/contact.ts';
import type { ItemRecord, NewItem, Settlement, Task, Written } from '../model/item.ts';
import type { Counts, ItemState, PlanEvent, PlanState } from '../model/lifecycle.ts';
import type {
  Allowed,
  Approval,
  Budget,
  OverBudget,
  PlanAhead,
  PlanRecord,
  SelectionRecord,
} from '../model/plan.ts';
import type { Reason } from '../model/reasons.ts';
import type { Untaken, UntakenRow } from '../model/untaken.ts';
import type { FormStore } from './formContract.ts';

/** The last sign of life of the process that runs the plans of an account. */
export interface RunnerSign {
  account: string;
  pid: number;
  plan_id: string;
  seen_at: number;
}

export interface PlanFilter {
  page: number;
  limit: number;
  /** Only plans that touch the contact with this id or number. */
  contact?: string | undefined;
  /** The state at the time `at`: a plan that waited too long is expired. */
  state?: PlanState | readonly PlanState[] | undefined;
  at?: number;
  /** Created at or after, ms since 1970. */
  after?: number | undefined;
}

export interface TakeOptions {
  /** Only items of these kinds. */
  only?: readonly Task['do'][];
  /** Settlements of items taken before, written in the same transaction: the disk is waited for once. */
  settled?: { items: readonly Settlement[]; at: number };
}

export interface NextPlanQuery {
  now: number;
  /** For so long, in ms, a single edit is left to the call that made it. */
  singlesLast: number;
  /** A process that may not delete passes over the plans that do. */
  mayDelete: boolean;
  /** The plan that is being run. */
  current?: string | undefined;
}

/** How a person is taken out of plans that somebody approved, and when. */
export interface Forgetting {
  at: number;
  /** The hash of a plan with these rows. */
  seal(plan: PlanRecord, items: readonly ItemRecord[]): string;
}

export interface LastDoneQuery {
  /** Only these effects; without it, any. */
  did?: readonly Effect[];
  /** An id or a number. */
  contact: string;
  /** Only items done at or after this time, ms since 1970. */
  since: number;
}

export interface ItemFilter {
  states?: readonly ItemState[];
  contact?: string;
  after?: number;
  skip?: number;
  limit: number;
}

/** The store behind named functions; over Postgres they would be the same. */
export interface Store extends FormStore {
  /**
   * Writes a plan with its items, and the rows of its sheet that are none, in one transaction. An item may already be ended
   * (`unchanged`, `protected`).
   */
  savePlan(plan: PlanRecord, items: readonly NewItem[], untaken?: readonly UntakenRow[]): Promise<void>;
  /**
   * Saves a plan in the place of one that waits, which is discarded, in one transaction; false, and nothing saved, when that
   * one does not wait, or a form for it is open.
   */
  replacePlan(
    old: string,
    plan: PlanRecord,
    items: readonly NewItem[],
    untaken?: readonly UntakenRow[],
  ): Promise<boolean>;
  findPlan(account: string, planId: string): Promise<PlanRecord | undefined>;
  latestPlan(account: string): Promise<PlanRecord | undefined>;
  /** The accounts that have plans here, the one with the latest plan first. */
  accounts(): Promise<string[]>;
  listPlans(account: string, filter: PlanFilter): Promise<{ plans: PlanRecord[]; total: number }>;
  countItems(planId: string): Promise<Counts>;
  /** How many items, and rows of a sheet beside them, still name somebody: fewer once a person is forgotten. */
  countPeople(planId: string): Promise<number>;
  /** Rows of the plan's sheet that are no items, from that row of the sheet on. */
  listUntaken(
    planId: string,
    query: { from: number; limit: number; why?: readonly Untaken[] },
  ): Promise<UntakenRow[]>;
  countUntaken(planId: string): Promise<Record<Untaken, number>>;
  /**
   * Items in plan order, in any state unless `states` is given: those after `seq` `after`, or those after the first `skip`;
   * only those that touch `contact`, an id or a number, where it is given.
   */
  listItems(planId: string, query: ItemFilter): Promise<ItemRecord[]>;
  /** Items of the plan that ended at or after a time, in ms since 1970, and when: those that ended first come first. */
  settledSince(
    plan: Pick<PlanRecord, 'plan_id' | 'account'>,
    query: { since: number; limit: number },
  ): Promise<{ item: ItemRecord; at: number }[]>;
  /** The ids that the contacts of these items have now: a contact that was created anew has a new id. */
  contactsOf(planId: string, states: readonly ItemState[]): Promise<string[]>;
  /** Moves a plan by an event; false when the event may not happen in the plan's state. */
  movePlan(
    planId: string,
    event: PlanEvent,
    facts: { at: number; reason?: string | undefined },
  ): Promise<boolean>;
  /**
   * Records an approval and queues the plan, in one transaction with the look at the budgets of its way: `overtaken` when
   * the plan was not `waiting` with that hash.
   */
  approvePlan(
    approval: Approval,
    budgets?: readonly Budget[],
  ): Promise<'approved' | 'overtaken' | OverBudget>;
  findApproval(planId: string): Promise<Approval | undefined>;
  /**
   * Gives up the rest of a stopped plan, in one transaction: its items that were not begun end `unchanged`, those that were
   * `unknown`, and its approval allows `rest` less. False when the plan is not stopped, its requests are under way, or the
   * items that were not begun are not as many as `rest` says.
   */
  giveUp(planId: string, rest: Allowed, facts: { at: number; reason: string }): Promise<boolean>;
  /**
   * The next plan of the account that is queued, or running (left by a process that died): single edits whose process died,
   * then small ones, then the oldest.
   */
  nextPlan(account: string, query: NextPlanQuery): Promise<PlanRecord | undefined>;
  /** Queues the account's blocked plans again, but for some: their trouble may be mended, or this process have better credentials. */
  unblockPlans(account: string, except?: Iterable<string>): Promise<void>;
  /**
   * Marks up to `limit` pending items `sending`, in one transaction, attempts counted. Items that touch a contact which
   * another item is writing, or a number that another is creating, are passed over, and so are those that come after others
   * still under way.
   */
  takeItems(planId: string, limit: number, options?: TakeOptions): Promise<ItemRecord[]>;
  /** Keeps the contact of an item as it is just before the write, where it is no longer as it was planned. */
  noteBefore(item: ItemRecord, before: Contact): Promise<void>;
  /** Lets the items that could not be settled be looked at again, when the plan goes on. */
  retryUnknown(planId: string): Promise<void>;
  /**
   * Takes over the items that a process left under way when it died. The item of the current plan, if that is a single edit,
   * counts as tried once more; items of all other plans under way go back.
   */
  takeOver(account: string, current: string): Promise<void>;
  /** How many items a process left under way when it died, in plans that nobody runs any more. */
  leftSending(account: string): Promise<number>;
  /** Settles those items as `unknown`. */
  giveUpSending(account: string, reason: Reason, at: number): Promise<void>;
  /** Makes stopped plans `done` that have no item left since the last items under way ended. */
  finishPlans(account: string): Promise<void>;
  /** Writes how items ended at that time, in one transaction. */
  settleItems(settlements: readonly Settlement[], at: number): Promise<void>;
  /**
   * Saves a single edit as a plan of one that is under way, its approval `none` included; refused (`busy` with the plan id)
   * while another write to the contact, or the creation of its number, is under way, or when the budget is used up.
   */
  beginSingle(
    plan: PlanRecord,
    item: NewItem,
    budgets: readonly Budget[],
  ): Promise<'begun' | OverBudget | { busy: string }>;
  /** Why so much more would not fit the budget, which all processes of an account share; undefined where it fits. */
  overBudget(account: string, needs: Allowed, budget: Budget): Promise<OverBudget | undefined>;
  /** Plans that wait or run and will still change one of these contacts, the newest first. */
  plansAhead(account: string, contactIds: readonly string[]): Promise<PlanAhead[]>;
  /** The latest item with such an effect on a contact, be it the item's own or one that a merge deleted. */
  lastDone(
    account: string,
    query: LastDoneQuery,
  ): Promise<{ item: ItemRecord; effect: Effect; at: number } | undefined>;
  /** The contacts with these ids that plans deleted, as they were: the service does not know them any more. */
  deletedContacts(account: string, ids: readonly string[]): Promise<Contact[]>;
  /** Those that had these numbers, and when they were deleted, the latest first. */
  deletedNumbers(account: string, numbers: readonly string[]): Promise<{ contact: Contact; at: number }[]>;
  /** The new ids of contacts that came back, or got a new number: every one that a contact had since. */
  successors(account: string, ids: readonly string[]): Promise<{ old: string; now: string }[]>;
  /** The account's contacts as all processes left them since a time. */
  writtenSince(account: string, since: number): Promise<Written[]>;
  addSelection(selection: SelectionRecord): Promise<void>;
  findSelection(account: string, selectionId: string): Promise<SelectionRecord | undefined>;
  /** The plan that undid this one, if any. */
  undoneBy(planId: string): Promise<string | undefined>;
  /** Contacts, by the id they had in this plan, that undoing it has already taken back. */
  contactsUndone(planId: string): Promise<string[]>;
  /** The plans that undo this one, but for those that nobody approved. */
  undosOf(planId: string): Promise<string[]>;
  /**
   * Deletes rows that are too old: finished plans, selections but for their filters, items of drafts. Makes plans that waited
   * too long `expired`.
   */
  prune(limits: { at: number; plansBefore: number; draftsBefore: number }): Promise<void>;
  /**
   * Erases one person everywhere, freed pages and log included; gives in how many items, and rows of sheets beside them, the
   * person was. A plan that waits and has the person is discarded; one that was approved goes on for the others.
   */
  forget(number: string, how: Forgetting): Promise<number>;
  /**
   * The right to run the account's plans, held until released or until this process dies: an operating-system lock, no clock.
   * None when another process has it.
   */
  lockRunner(account: string): Promise<(() => Promise<void>) | undefined>;
  /** Keeps a sign of life of the process that runs the account's plans. */
  showRunner(sign: RunnerSign): Promise<void>;
  findRunner(account: string): Promise<RunnerSign | undefined>;
  /** Keeps a pause of the account by the service until a time, in ms since 1970. A pause kept beyond `latest` is an error of a clock. */
  pauseAccount(account: string, until: number, latest: number): Promise<void>;
  /** When the last pause of the account ends; 0 when it was never paused. */
  pausedUntil(account: string): Promise<number>;
  close(): Promise<void>;
}
