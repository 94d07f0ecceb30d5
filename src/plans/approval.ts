import { AppError } from '../errors.ts';
import { counted, quoted } from '../lib/text.ts';
import type { Approval, PlanRecord } from '../model/plan.ts';
import type { ApprovalMode, Caps } from '../model/rules.ts';
import { phraseOf } from './hash.ts';

/** Relayed approvals cannot be verified: an agent could type them itself. So they cover no more than this. */
const MOST_RELAYED = { changes: 500, deletions: 50 } as const;

/** As many as one plan may hold where nobody can be shown a form: more could not be approved, and nothing else cuts a selection. */
export function relayedCaps(caps: Caps, mode: ApprovalMode): Caps {
  if (mode !== 'ask') return caps;
  return {
    plan: Math.min(caps.plan, MOST_RELAYED.changes),
    deletions: Math.min(caps.deletions, MOST_RELAYED.deletions),
  };
}

const RELAY = "let the person set VOBIZ_APPROVAL=relay in this server's configuration";

/** The ways there are when an agent's word is not enough for this plan. */
export function relayNext({ kind }: Pick<PlanRecord, 'kind'>, mode: ApprovalMode): string {
  if (mode === 'form')
    return "Use a client that shows forms; whether other approvals count is the person's to set, as VOBIZ_APPROVAL in this server's configuration.";
  const smaller =
    kind === 'undo'
      ? `Narrow it with \`contacts_in\`, a selection of at most ${MOST_RELAYED.changes} of its contacts (${MOST_RELAYED.deletions} where they are deleted)`
      : 'Plan it again from here: that plans as many as can be approved, and leaves the rest over';
  return `${smaller}, use a client that shows forms, or ${RELAY}.`;
}

/** What a form says: the account, the count, the change (all in the summary), and what cannot come back. */
export function formOf(plan: PlanRecord): string {
  return [plan.summary, ...plan.warnings].join('\n');
}

/** How it was approved, as it stands behind that word; none for what needed no approval. A relayed one is an agent's word, which nobody verified. */
export function approvedHow({ how, client }: Approval): string | undefined {
  const where = client ? ` ${quoted(`${client.name} ${client.version}`, 80)}` : '';
  switch (how) {
    case 'form':
      return where ? `in a form of${where}` : 'in a form';
    case 'relayed':
      return `by a phrase that the agent relayed${where && ` in${where}`}`;
    case 'none':
      return undefined;
  }
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
