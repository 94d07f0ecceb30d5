import { DAY, MINUTE } from '../lib/time.ts';
import type { Allowed, Budget, Door, OverBudget, PlanRecord } from '../model/plan.ts';
import type { ApprovalMode, Mode } from '../model/rules.ts';
import type { Store } from '../store/contract.ts';

/** How many contacts all processes of an account together may write without approval within ten minutes. */
export const UNAPPROVED = 20;
const UNAPPROVED_WINDOW = 10 * MINUTE;

/** What no person can be shown to have decided, within a day: an agent could have done each of these itself. */
const UNSEEN = { changes: 500, deletions: 50 } as const;
const UNSEEN_WAYS: readonly Door[] = ['none', 'relayed', 'page-link'];

/** Whether nobody knows that a person went through this door. */
export function isUnseen(door: Door): boolean {
  return UNSEEN_WAYS.includes(door);
}

/** The budgets that approvals in these ways have to fit, all processes of the account together. */
export function budgetsAt(now: number, mode: ApprovalMode): Budget[] {
  const unapproved: Budget = {
    ways: ['none'],
    most: { changes: UNAPPROVED, deletions: UNAPPROVED },
    at: now,
    windowMs: UNAPPROVED_WINDOW,
  };
  return mode === 'relay' ? [unapproved] : [unapproved, unseenAt(now)];
}

function unseenAt(now: number): Budget {
  return { ways: UNSEEN_WAYS, most: UNSEEN, at: now, windowMs: DAY };
}

/** Why a typed phrase is not enough for a plan: only a form or the page counts, the page comes first, or the budget of a day is used up. */
export type NotRelayed = NotEnough | 'window' | 'link';
export type NotEnough = 'form only' | OverBudget;

/** Up to so many changes that can be undone, a typed phrase is offered at once: nobody needs to look at a page for these. */
const SMALL = 100;

export function isSmall({ undoable, deletes }: PlanRecord, changes: number): boolean {
  return undoable === 'all' && deletes === 0 && changes <= SMALL;
}

/** Why a typed phrase is not enough for this plan now; undefined where it is. */
export async function notRelayed(
  store: Store,
  { account }: PlanRecord,
  needs: Allowed,
  { mode, now }: { mode: ApprovalMode; now: number },
): Promise<NotEnough | undefined> {
  if (mode === 'form') return 'form only';
  if (mode === 'relay') return undefined;
  return store.overBudget(account, needs, unseenAt(now));
}

/** What the approval of a waiting plan allows. */
export function allowedBy({ counted_deletions: deletions }: PlanRecord, pending: number): Allowed {
  return { changes: pending, deletions };
}

/** Whether a server in this mode may apply a plan; none does while its configuration has a mistake. */
export function mayApply(
  { deletes }: Pick<PlanRecord, 'deletes'>,
  { mode, mistaken }: { mode: Mode; mistaken: boolean },
): boolean {
  return !mistaken && (mode === 'full' || (mode === 'no-delete' && deletes === 0));
}
