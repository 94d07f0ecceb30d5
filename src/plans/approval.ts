import type { PlanRecord } from '../model/plan.ts';
import type { ApprovalMode, Caps, Mode } from '../model/rules.ts';

/** Relayed approvals cannot be verified: an agent could type them itself. So they cover no more than this. */
export const MOST_RELAYED = { changes: 500, deletions: 50 } as const;

/** The caps of a plan where no form can be shown: a larger one could not be approved, and nothing else cuts a selection. */
export function relayedCaps(caps: Caps, mode: ApprovalMode): Caps {
  if (mode !== 'ask') return caps;
  return {
    plan: Math.min(caps.plan, MOST_RELAYED.changes),
    deletions: Math.min(caps.deletions, MOST_RELAYED.deletions),
  };
}

/** Why a relayed approval is not enough for a plan: only a form counts, or it changes or deletes too many contacts. */
export type NotRelayed = 'form only' | { over: keyof typeof MOST_RELAYED; count: number };

/** Why a relayed approval is not enough for this plan; undefined where it is. */
export function notRelayed(changes: number, deletions: number, mode: ApprovalMode): NotRelayed | undefined {
  if (mode === 'form') return 'form only';
  if (mode === 'relay') return undefined;
  if (changes > MOST_RELAYED.changes) return { over: 'changes', count: changes };
  return deletions > MOST_RELAYED.deletions ? { over: 'deletions', count: deletions } : undefined;
}

/** Whether a server in this mode may apply a plan; none does while its configuration has a mistake. */
export function mayApply(
  { deletes }: Pick<PlanRecord, 'deletes'>,
  { mode, mistaken }: { mode: Mode; mistaken: boolean },
): boolean {
  return !mistaken && (mode === 'full' || (mode === 'no-delete' && deletes === 0));
}
