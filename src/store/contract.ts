import type { Contact, Effect } from '../model/contact.ts';
import type { ItemRecord, NewItem, Settlement, Task, Written } from '../model/item.ts';
import type { Counts, ItemState, PlanEvent, PlanState } from '../model/lifecycle.ts';
import type { Approval, Budget, ClientName, PlanAhead, PlanRecord, SelectionRecord } from '../model/plan.ts';

/** Who runs the plans of an account, and when it last showed that it is alive. */
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
  /** As it is `at` that time: what waited too long is expired. */
  state?: PlanState | readonly PlanState[] | undefined;
  at?: number;
  /** Created at or after, ms since 1970. */
  after?: number | undefined;
}

export interface TakeOptions {
  /** Only items of these kinds. */
  only?: readonly Task['do'][];
  /** How items taken before ended, written in the same transaction: the disk is waited for once. */
  settled?: { items: readonly Settlement[]; at: number };
}

/** What is asked of the store when the next plan is looked for. */
export interface NextPlanQuery {
  now: number;
  /** A single edit is run by the call that made it, for so long in ms at the most: until then it is not given. */
  singlesLast: number;
  /** Who may not delete passes over the plans that do. */
  mayDelete: boolean;
  /** The plan that is being run. */
  current?: string | undefined;
}

export interface LastDoneQuery {
  /** Any effect, unless some are named. */
  did?: readonly Effect[];
  /** An id or a number. */
  contact: string;
  /** Not what was done before that, ms since 1970. */
  since: number;
}

/** What a client made of forms: somebody took the time to read one, the last one was refused too fast for that, or it draws none. */
export type FormsSeen = 'read' | 'refused at once' | 'none';

/** Forms that are open, for all processes to see, and what is known of those who draw them. */
export interface FormStore {
  /** Marks the form for a waiting plan as open until then; false when one is open already. */
  openForm(planId: string, times: { at: number; until: number }): Promise<boolean>;
  /** The form that is open until then was answered, or nobody will answer it any more. */
  closeForm(planId: string, until: number): Promise<void>;
  /** Until when a form for this waiting plan is open, or was, when nobody closed it. */
  formUntil(planId: string): Promise<number | undefined>;
  /** The plan that deletes this contact alone and for which a form is open. */
  formToDelete(account: string, contactId: string, at: number): Promise<string | undefined>;
  /** What is remembered of a client's forms: for 30 days, and for ever that somebody read one. */
  formsSeen(client: ClientName, at: number): Promise<FormsSeen | undefined>;
  /** Remembers it, or that there is nothing to remember; a client in which somebody read a form stays one. */
  noteForms(client: ClientName, seen: FormsSeen | undefined, at: number): Promise<void>;
}

/** Everything that is kept, behind named functions; over Postgres they would be the same. */
export interface Store extends FormStore {
  /** Writes a plan with its items in one transaction. An item may already be ended (`unchanged`, `protected`). */
  savePlan(plan: PlanRecord, items: readonly NewItem[]): Promise<void>;
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
  /** Has this happen to a plan, if it may in the state that the plan is in; false when it may not. */
  movePlan(
    planId: string,
    event: PlanEvent,
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
   * Marks up to `limit` pending items `sending`, in one transaction, attempts counted. Items that touch a contact which
   * another item is writing, or a number that another is creating, are passed over, and so are those that come after others
   * still under way.
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
   * while another write to the contact, or the creation of its number, is under way, or when the budget is used up.
   */
  beginSingle(
    plan: PlanRecord,
    item: NewItem,
    budget: Budget,
  ): Promise<'begun' | 'over budget' | { busy: string }>;
  /** Contacts of the account that were written without approval since then, by all processes together. */
  countUnapproved(account: string, since: number): Promise<number>;
  /** Plans that wait or run and have still to change one of these contacts, the newest first. */
  plansAhead(account: string, contactIds: readonly string[]): Promise<PlanAhead[]>;
  /** The latest item that did this to a contact, be it the item's own or one that a merge deleted. */
  lastDone(
    account: string,
    query: LastDoneQuery,
  ): Promise<{ item: ItemRecord; effect: Effect; at: number } | undefined>;
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
