import type { Contact } from '../api/wire.ts';
import { mergeTags, protectedAmong } from '../contacts/tags.ts';
import { AppError } from '../errors.ts';
import { counted, listed, quoted, thousands } from '../lib/text.ts';
import type {
  Counts,
  ItemRecord,
  ItemState,
  PlanItem,
  PlanKind,
  PlanRecord,
  PlanState,
  Task,
} from '../store/records.ts';
import { NO_ITEMS } from '../store/rows.ts';
import { touchOf } from './change.ts';
import { hashOf } from './hash.ts';

export interface DraftWorld {
  account: string;
  /** The account, for people. */
  where: string;
  protectedFolds: ReadonlySet<string>;
  caps: { plan: number; deletions: number };
  now: number;
  planId: string;
  ttlMs: number;
}

export interface Draft {
  plan: PlanRecord;
  items: PlanItem[];
}

export type { PlanItem } from '../store/records.ts';
/** An item that has no place in a plan yet. */
export type DraftItem = Omit<PlanItem, 'seq'>;

/** The plan is over for good. */
export const FINAL: ReadonlySet<PlanState> = new Set(['declined', 'discarded', 'expired', 'done']);
/** The plan waits, runs, or goes on by itself. */
export const OPEN: ReadonlySet<PlanState> = new Set(['waiting', 'queued', 'running', 'blocked']);
/** How many items are in each state. */
export function tally(items: readonly Pick<ItemRecord, 'state'>[]): Counts {
  const counts: Record<ItemState, number> = { ...NO_ITEMS };
  for (const { state } of items) counts[state]++;
  return counts;
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
  const items = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    selected: items + left_over + unchanged,
    to_change: pending + sending + ended.done + ended.failed + ended.unknown,
    ...ended,
    unchanged: ended.unchanged + unchanged,
    left_over,
  };
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

/** Eight requests at once, each 0.4 s. */
const USUAL_RATE = 20;

export function etaSeconds(requests: number, ratePerSecond = USUAL_RATE): number {
  return Math.ceil(requests / ratePerSecond);
}

/** An item that is over before it began, or waits for its turn. */
export function itemOf(
  before: Contact,
  task: Task,
  state: ItemState,
  reason?: string,
  contactId = before.id,
): DraftItem {
  return { contact_id: contactId, state, task, before, after: undefined, reason, attempts: 0 };
}

/** A contact's item: left alone when protection says so, unless that was asked for; then it still says so. */
export function judged(
  before: Contact,
  task: Task,
  refusal: string | undefined,
  include: boolean,
  { protectedFolds }: DraftWorld,
): DraftItem {
  if (refusal === undefined) return itemOf(before, task, 'pending');
  if (!include) return itemOf(before, task, 'protected', refusal);
  const carried = protectedAmong(before.tags, protectedFolds);
  const note = `it carries the protected tag ${tagsIn(carried)}, and is changed all the same, because include_protected asks for it`;
  return itemOf(before, task, 'pending', note);
}

/** The first items that change something, as many as a plan may hold, and all that change nothing. */
export function capped(items: readonly DraftItem[], cap: number): { items: PlanItem[]; leftOver: number } {
  let planned = 0;
  const kept = items.filter(({ state }) => state !== 'pending' || ++planned <= cap);
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
  const head = { account, kind, include_protected: include, undoes };
  const plan: PlanRecord = {
    ...head,
    plan_id: planId,
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
  return { plan, items };
}

export function tagsIn(tags: readonly string[]): string {
  return listed(tags.map((tag) => quoted(tag, 60)));
}

/** The items that include_protected alone makes possible: they carry a note. */
export function noted(items: readonly PlanItem[]): PlanItem[] {
  return items.filter(({ state, reason }) => state === 'pending' && reason !== undefined);
}

/** ` 203 of 212 contacts in account MA_X; 9 protected are left alone.` */
export function scope(items: readonly PlanItem[], leftOver: number, { where }: DraftWorld): string {
  const { pending, selected } = { ...tally(items), selected: items.length + leftOver };
  const some = pending === selected ? '' : `${thousands(pending)} of `;
  const overridden = noted(items).length;
  const protectedToo = overridden > 0 ? `, ${thousands(overridden)} of them protected` : '';
  return ` ${some}${counted(selected, 'contact')} in ${where}${protectedToo}${leftAlone(tally(items), leftOver)}.`;
}

export function leftAlone(counts: Counts, leftOver: number): string {
  const parts = [
    words(counts.protected, 'protected is left alone', 'protected are left alone'),
    words(counts.drifted, 'changed since and is left alone', 'changed since and are left alone'),
    words(counts.gone, 'is gone', 'are gone'),
    words(counts.unchanged, 'stays as it is', 'stay as they are'),
    words(leftOver, 'is left over for another plan', 'are left over for another plan'),
  ].flat();
  return parts.length === 0 ? '' : `; ${listed(parts)}`;
}

export function words(count: number, one: string, more: string): string[] {
  return count === 0 ? [] : [`${thousands(count)} ${count === 1 ? one : more}`];
}

/** A tag is an audience: whom campaigns reach because of this plan, and whom not any more. */
export function audienceWarnings(items: readonly PlanItem[], protectedFolds: ReadonlySet<string>): string[] {
  const moves = items.filter(({ state }) => state === 'pending').map(moveOf);
  const guards = (tag: string) => protectedAmong([tag], protectedFolds).length > 0;
  const gained = new Set(moves.flatMap(({ adds }) => adds));
  const lost = new Set(moves.flatMap(({ removes }) => removes));
  const reached = [...gained].filter((tag) => !guards(tag));
  const missed = [...lost].filter((tag) => !guards(tag));
  const back = [...lost].filter(guards);
  const out = moves.filter(({ adds, tags }) => adds.some(guards) && tags.some((tag) => !guards(tag))).length;
  return [
    ...sentence(
      reached,
      `A tag is an audience: a campaign to ${either(reached)} reaches whoever gets it from then on.`,
    ),
    ...sentence(
      missed,
      `A campaign to ${either(missed)} no longer reaches whoever loses it; when nobody else carries the tag, it reaches nobody.`,
    ),
    ...sentence(
      back,
      `Taking ${tagsIn(back)} off ends an opt-out: only for people who asked to be written to again.`,
    ),
    ...(out === 0
      ? []
      : [
          `An opt-out tag alone stops no message: ${counted(out, 'contact')} that ${out === 1 ? 'gets' : 'get'} one still ${out === 1 ? 'carries' : 'carry'} other tags, and a campaign to those reaches them. Take those off too.`,
        ]),
  ];
}

function sentence(about: readonly string[], text: string): string[] {
  return about.length === 0 ? [] : [text];
}

function either(tags: readonly string[]): string {
  return listed(tags.map((tag) => quoted(tag, 60))).replace(/ and (?=[^,]*$)/, ' or ');
}

/** Tags that an item gives and takes, and those the contact has in the end. */
function moveOf({ task, before }: PlanItem): { adds: string[]; removes: string[]; tags: string[] } {
  if (task.do === 'create' || task.do === 'import')
    return { adds: task.contact.tags, removes: [], tags: task.contact.tags };
  if (task.do !== 'update' && task.do !== 'merge') return { adds: [], removes: [], tags: before.tags };
  const { adds, removes } = touchOf(before, task.delta);
  return { adds, removes, tags: mergeTags(before.tags, task.delta.adds, task.delta.removes) };
}

export function includeWarning(include: boolean, items: readonly PlanItem[]): string[] {
  if (!include) return [];
  const count = noted(items).length;
  const what =
    count === 0
      ? 'no contact of this plan needs it'
      : `${counted(count, 'contact')} with a protected tag ${count === 1 ? 'is' : 'are'} changed all the same`;
  return [`include_protected is on: ${what}.`];
}

export function overCap(leftOver: number, cap: number): string[] {
  if (leftOver === 0) return [];
  return [
    `One plan may change ${thousands(cap)} of these: ${counted(leftOver, 'contact')} beyond that ${leftOver === 1 ? 'is' : 'are'} not part of it. When this one is done, plan again for the rest.`,
  ];
}
