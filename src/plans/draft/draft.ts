import { protectedAmong } from '../../contacts/tags.ts';
import { unreadableReason } from '../../contacts/unreadable.ts';
import { AppError } from '../../errors.ts';
import { quotedList } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { DraftItem, ItemRecord, NewItem, PlanItem, Task } from '../../model/item.ts';
import { type Counts, countThat, type ItemState, itemsThat } from '../../model/lifecycle.ts';
import type { PlanKind, PlanRecord } from '../../model/plan.ts';
import type { Caps } from '../../model/rules.ts';
import { MADE_EARLIER } from '../../store/schema.ts';
import { hasInSomeSpelling } from '../change/compare.ts';
import { HASH_VERSION, hashOf } from '../hash.ts';
import { withTouches } from '../touches.ts';

export interface DraftWorld {
  account: string;
  /** The account, for people. */
  where: string;
  protectedFolds: ReadonlySet<string>;
  /** How the contacts were found: whether it is those who are meant, the person who approves has to judge. */
  found?: string | undefined;
  caps: Caps;
  /** What the caps would be with a form: where nobody can be shown one, they may be lower. */
  capsWithForms?: Caps;
  now: number;
  planId: string;
  ttlMs: number;
}

/** What protection needs to know. */
export type Guard = Pick<DraftWorld, 'protectedFolds'>;

export interface Draft {
  plan: PlanRecord;
  items: NewItem[];
}

/** Each contact once, however often it was named. */
export function distinct(contacts: readonly Contact[]): Contact[] {
  return [...new Map(contacts.map((contact) => [contact.id, contact])).values()];
}

export type PlanCounts = Record<
  'selected' | 'to_change' | 'left_over' | Exclude<ItemState, 'pending' | 'sending'>,
  number
>;

/** The counts of a plan's view: what was selected is what is changed or was tried, what is left alone, and what is left over. */
export function countsOf(
  counts: Counts,
  { left_over, unchanged }: Pick<PlanRecord, 'left_over' | 'unchanged'>,
): PlanCounts {
  const { pending, sending, ...ended } = counts;
  const items = Object.values(ended).reduce((sum, count) => sum + count, pending + sending);
  return {
    selected: items + left_over + unchanged,
    to_change: countThat(counts, (is) => is.toChange),
    ...ended,
    unchanged: ended.unchanged + unchanged,
    left_over,
  };
}

/** How far a plan is: how many have ended, one way or another, of those that were to be changed. */
export function progressOf(counts: Readonly<Record<string, number>>): { ended: number; total: number } {
  const sum = (states: readonly ItemState[]) =>
    states.reduce((total, state) => total + (counts[state] ?? 0), 0);
  const left = itemsThat((is) => is.ended && !is.toChange);
  return { ended: sum(itemsThat((is) => is.ended)), total: (counts['to_change'] ?? 0) + sum(left) };
}

/** Read and write; a new number is looked up, created, read and deleted; those imported share a request, and pages of 100. */
const REQUESTS = { update: 2, delete: 2, create: 2, renumber: 4, import: 0.02 } as const;

/** Who disappears by a merge is looked at twice, then deleted. */
function requestsFor(task: Task): number {
  return task.do === 'merge' ? REQUESTS.update + 3 * task.losers.length : REQUESTS[task.do];
}

/** HTTP requests that these items take; of a plan with `open` items of which these are a sample, in proportion. */
export function requestsOf(items: readonly Pick<ItemRecord, 'task'>[], open = items.length): number {
  const requests = items.reduce((sum, { task }) => sum + requestsFor(task), 0);
  return items.length === 0 ? open * REQUESTS.update : Math.ceil((requests * open) / items.length);
}

/** An item that is over before it began, or waits for its turn; one whose contact cannot be written to is left alone. */
export function itemOf(
  before: Contact,
  task: Task,
  state: ItemState,
  reason?: string,
  contactId = before.id,
): DraftItem {
  const item = { contact_id: contactId, state, task, before, after: undefined, reason, attempts: 0 };
  const unreadable = state === 'gone' ? undefined : unreadableReason(before);
  return unreadable === undefined ? item : { ...item, state: 'unchanged', reason: unreadable };
}

/** A contact's item: left alone when protection says so, unless that was asked for; then it still says so. */
export function judged(
  before: Contact,
  task: Task,
  refusal: string | undefined,
  include: boolean,
  { protectedFolds }: Guard,
): DraftItem {
  if (refusal === undefined) return itemOf(before, task, 'pending');
  if (!include) return itemOf(before, task, 'protected', refusal);
  const carried = protectedAmong(before.tags, protectedFolds);
  const note = `it carries the protected tag ${quotedList(carried)}, and is changed all the same, because include_protected asks for it`;
  return itemOf(before, task, 'pending', note);
}

/** Those that lack more than a spelling, then those that a service which writes in its own way will never have otherwise. */
function lackingFirst(items: readonly DraftItem[]): DraftItem[] {
  const spelled = ({ task, before }: DraftItem) =>
    task.do === 'update' && hasInSomeSpelling(before, task.delta);
  const groups = Map.groupBy(items, spelled);
  return [...(groups.get(false) ?? []), ...(groups.get(true) ?? [])];
}

/** The first items that change something, as many as a plan may hold, and all that change nothing. */
export function capped(items: readonly DraftItem[], cap: number): { items: PlanItem[]; leftOver: number } {
  const pending = items.filter(({ state }) => state === 'pending');
  const planned = new Set(pending.length <= cap ? pending : lackingFirst(pending).slice(0, cap));
  const kept = items.filter((item) => item.state !== 'pending' || planned.has(item));
  return {
    items: kept.map((item, index) => ({ ...item, seq: index + 1 })),
    leftOver: items.length - kept.length,
  };
}

interface Facts {
  kind: PlanKind;
  summary: string;
  warnings: readonly string[];
  include: boolean;
  leftOver: number;
  undoes?: string;
  retired?: readonly string[];
  unchanged?: number;
}

/** How many contacts a task deletes; a new number deletes the contact with the old one. */
export function deletionsOf(task: Task): number {
  if (task.do === 'merge') return task.losers.length;
  return task.do === 'delete' || task.do === 'renumber' ? 1 : 0;
}

/** Thrown before a plan that would delete is drawn up where none may: it would be empty, and the person wonder why. */
export function refuseDeletions({ caps }: DraftWorld): void {
  if (caps.deletions > 0) return;
  throw new AppError(
    'Nothing was planned: this deletes contacts, and VOBIZ_MAX_DELETE=0 in the configuration of this server allows none.',
    'Tell the person; to stop messages, take the campaign tags off instead.',
  );
}

/** Ids of all contacts that an item is about. */
export function touched({ contact_id, task }: Pick<ItemRecord, 'contact_id' | 'task'>): string[] {
  return task.do === 'merge' ? [contact_id, ...task.losers.map(({ id }) => id)] : [contact_id];
}

/** The plan as it waits for approval; one that changes nobody is over already. */
export function waiting(items: PlanItem[], world: DraftWorld, facts: Facts): Draft {
  const { account, planId, now, ttlMs } = world;
  const { kind, summary, warnings, include, leftOver, undoes, retired = [], unchanged = 0 } = facts;
  const head = {
    plan_id: planId,
    account,
    kind,
    include_protected: include,
    undoes,
    hash_version: HASH_VERSION,
  };
  const plan: PlanRecord = {
    ...head,
    state: items.some(({ state }) => state === 'pending') ? 'waiting' : 'done',
    summary,
    hash: hashOf(head, items),
    left_over: leftOver,
    unchanged,
    warnings,
    created_at: now,
    expires_at: now + ttlMs,
    finished_at: undefined,
    reason: undefined,
    deletes: items.reduce((sum, { state, task }) => sum + (state === 'pending' ? deletionsOf(task) : 0), 0),
    retired,
  };
  return { plan, items: items.map(withTouches) };
}

/**
 * A plan that waited too long is expired, whether or not the store says so yet; so is one that a process of an earlier version
 * made since the store was upgraded.
 */
export function asOf(plan: PlanRecord, at: number): PlanRecord {
  if (plan.state !== 'waiting') return plan;
  if (plan.hash_version !== HASH_VERSION) return { ...plan, state: 'expired', reason: MADE_EARLIER };
  if (at <= plan.expires_at) return plan;
  return { ...plan, state: 'expired', finished_at: plan.expires_at };
}

/** What was said before approval; once it is given, things have moved on. */
export function warningsOf({ state, warnings }: PlanRecord): string[] {
  return warnings.map((warning) => (state === 'waiting' ? warning : `When it was planned: ${warning}`));
}
