import { AppError } from '../errors.ts';
import { counted } from '../lib/text.ts';
import type { PlanRecord } from '../store/records.ts';
import { phraseOf } from './hash.ts';
import type { ApprovalMode } from './journal.ts';

/** Relayed approvals cannot be verified: an agent could type them itself. So they cover no more than this. */
const MOST_RELAYED = { changes: 500, deletions: 50 } as const;

/** The ways there are when an agent's word is not enough. */
export const RELAY_NEXT = `Plan at most ${MOST_RELAYED.changes} changes or ${MOST_RELAYED.deletions} deletions at once, use a client that shows forms, or let the person set VOBIZ_APPROVAL=relay in this server's configuration.`;

/** What a form says: the account, the count, the change (all in the summary), and what cannot come back. */
export function formOf(plan: PlanRecord): string {
  return [plan.summary, ...plan.warnings].join('\n');
}

/** Whether an agent's word can be enough for this plan; the reason when it cannot. */
export function relayRefusal(toChange: number, deletions: number, mode: ApprovalMode): string | undefined {
  if (mode === 'form')
    return 'this server takes approvals by form only (VOBIZ_APPROVAL=form), and this client shows none';
  if (mode === 'relay') return undefined;
  if (toChange > MOST_RELAYED.changes)
    return `a relayed approval covers ${MOST_RELAYED.changes} changes, and this plan has ${counted(toChange, 'change')}`;
  if (deletions > MOST_RELAYED.deletions)
    return `a relayed approval covers ${MOST_RELAYED.deletions} deletions, and this plan has ${counted(deletions, 'deletion')}`;
  return undefined;
}

/** Throws unless this is the phrase of exactly this plan, as the person typed it. */
export function checkPhrase(plan: PlanRecord, toChange: number, given: string): void {
  const phrase = phraseOf(plan.hash, toChange);
  if (given.trim().replace(/\s+/g, ' ').toUpperCase() === phrase) return;
  throw new AppError(
    `That is not the approval phrase of ${plan.plan_id}, so nothing was changed.`,
    `Show the person the summary, and let them type: ${phrase}`,
  );
}
