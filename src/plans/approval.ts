import type { PlanRecord } from '../model/plan.ts';
import type { ApprovalMode, Caps, Mode } from '../model/rules.ts';

/** Relayed approvals cannot be verified: an agent could type them itself. So they cover no more than this. */
export const MOST_RELAYED = { changes: 500, deletions: 50 } as const;

/** As many as one plan may hold where nobody can be shown a form: more could not be approved, and nothing else cuts a selection. */
export function relayedCaps(caps: Caps, mode: ApprovalMode): Caps {
  if (mode !== 'ask') return caps;
  return {
    plan: Math.min(caps.plan, MOST_RELAYED.changes),
    deletions: Math.min(caps.deletions, MOST_RELAYED.deletions),
  };
}

/** Why an agent's word is not enough for a plan: it takes a form, or changes or deletes too many. */
export type NotRelayed = 'form only' | { over: keyof typeof MOST_RELAYED; count: number };

/** Whether an agent's word can be enough for this plan; why not, when it cannot. */
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
