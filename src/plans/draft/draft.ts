import { AppError } from '../../errors.ts';
import type { Contact } from '../../model/contact.ts';
import type { Found, SummaryFact } from '../../model/facts.ts';
import type { DraftItem, NewItem, PlanItem } from '../../model/item.ts';
import { type Counts, countThat, ItemState, itemsThat, PlanState } from '../../model/lifecycle.ts';
import type { PlanKind, PlanRecord } from '../../model/plan.ts';
import type { Caps } from '../../model/rules.ts';
import type { UntakenRow } from '../../model/untaken.ts';
import type { Nobody, Warning } from '../../model/warnings.ts';
import { MADE_EARLIER } from '../../store/steps/steps.ts';
import { hasInSomeSpelling } from '../change/compare.ts';
import type { Protection } from '../change/rule.ts';
import { HASH_VERSION } from '../hash.ts';
import { countedDeletions, deletionsOf, withTouches } from '../tasks/index.ts';

export interface DraftWorld extends Protection {
  account: string;
  /** The account, for people. */
  where: string;
  /** How the contacts were found, so that the person who approves can judge whether they are the ones meant. */
  found?: Found | undefined;
  /** They are all who have a name that is renamed. */
  everyone?: true;
  /** Ids and numbers that were named beside them, and that nobody has. */
  nobody?: readonly Nobody[];
  caps: Caps;
  now: number;
  planId: string;
  ttlMs: number;
}

/** A plan that is not sealed yet: what it warns of may still grow until it is saved. */
type DraftedPlan = Omit<PlanRecord, 'hash'>;

export interface Draft {
  plan: DraftedPlan;
  items: NewItem[];
  /** Of the sheet that it imports, rows that are no items. */
  untaken?: readonly UntakenRow[] | undefined;
}

/** Each contact once, however often it was named. */
export function distinct(contacts: readonly Contact[]): Contact[] {
  return [...new Map(contacts.map((contact) => [contact.id, contact])).values()];
}

/** The contacts that a plan is for, each once. Throws when there are none. */
export function selectedContacts(contacts: readonly Contact[]): Contact[] {
  if (contacts.length === 0)
    throw new AppError(
      'There is nobody to plan for: `selection_id` or `contacts` is empty.',
      'Find the contacts with `find_contacts`: its filters may be too narrow, or the contacts were deleted since.',
    );
  return distinct(contacts);
}

type PlanCounts = Record<
  | 'selected'
  | 'to_change'
  | 'left_over'
  | Exclude<ItemState, typeof ItemState.pending | typeof ItemState.sending>,
  number
>;

/** The counts of a plan's view: the selected contacts are those changed or tried, those left alone, and those left over. */
export function countsOf(counts: Counts, { left_over, unchanged }: PlanRecord): PlanCounts {
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

const ENDED = itemsThat((is) => is.ended);
/** States of items whose turn came and that do not count as changes. */
const LEFT_ALONE = itemsThat((is) => is.ended && !is.toChange);

/** The progress of a plan: how many of the items to be changed have ended, one way or another. */
export function progressOf(counts: Readonly<Record<string, number>>): { ended: number; total: number } {
  const sum = (states: readonly ItemState[]) =>
    states.reduce((total, state) => total + (counts[state] ?? 0), 0);
  return { ended: sum(ENDED), total: (counts['to_change'] ?? 0) + sum(LEFT_ALONE) };
}

/** First the items that change more than a spelling: a service with spellings of its own never stores the others as asked. */
function lackingFirst(items: readonly DraftItem[]): DraftItem[] {
  const spelled = ({ task, before }: DraftItem) => 'delta' in task && hasInSomeSpelling(before, task.delta);
  const groups = Map.groupBy(items, spelled);
  return [...(groups.get(false) ?? []), ...(groups.get(true) ?? [])];
}

/** The first items that change something, as many as a plan may hold, and all items that change nothing. */
export function capped(items: readonly DraftItem[], cap: number): { items: PlanItem[]; leftOver: number } {
  const pending = items.filter(({ state }) => state === ItemState.pending);
  const planned = new Set(pending.length <= cap ? pending : lackingFirst(pending).slice(0, cap));
  const kept = items.filter((item) => item.state !== ItemState.pending || planned.has(item));
  return {
    items: kept.map((item, index) => ({ ...item, seq: index + 1 })),
    leftOver: items.length - kept.length,
  };
}

interface Facts {
  kind: PlanKind;
  summary: SummaryFact;
  warnings: readonly Warning[];
  include: boolean;
  leftOver: number;
  undoes?: string;
  retired?: readonly string[];
  unchanged?: number;
}

/** Throws where no plan may delete: an empty plan would leave the person wondering why. */
export function refuseDeletions({ caps }: DraftWorld): void {
  if (caps.deletions > 0) return;
  throw new AppError(
    'Nothing was planned: this deletes contacts, and VOBIZ_MAX_DELETE=0 in the configuration of this server allows none.',
    'Tell the person; to stop messages, take the campaign tags off instead.',
  );
}

/** The plan, which waits for approval; one that changes nobody is done already. */
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
    summary,
    warnings,
  };
  const pending = items.filter(({ state }) => state === ItemState.pending);
  const plan: DraftedPlan = {
    ...head,
    state: pending.length > 0 ? PlanState.waiting : PlanState.done,
    left_over: leftOver,
    unchanged,
    undoable: 'all',
    created_at: now,
    expires_at: now + ttlMs,
    finished_at: undefined,
    reason: undefined,
    deletes: sumOf(pending, ({ task }) => deletionsOf(task)),
    counted_deletions: sumOf(pending, countedDeletions),
    retired,
  };
  return { plan, items: items.map(withTouches) };
}

function sumOf(items: readonly PlanItem[], of: (item: PlanItem) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

/**
 * A plan that waited too long is expired, whether or not the store says so yet; so is one that a process of an earlier version
 * made since the store was upgraded.
 */
export function asOf(plan: PlanRecord, at: number): PlanRecord {
  if (plan.state !== PlanState.waiting) return plan;
  if (plan.hash_version !== HASH_VERSION) return { ...plan, state: PlanState.expired, reason: MADE_EARLIER };
  if (at <= plan.expires_at) return plan;
  return { ...plan, state: PlanState.expired, finished_at: plan.expires_at };
}
