import { counted, quoted } from '../lib/text.ts';
import type { Approval, PlanRecord } from '../model/plan.ts';
import type { ApprovalMode } from '../model/rules.ts';
import { MOST_RELAYED, type NotRelayed } from '../plans/approval.ts';

const RELAY = "let the person set VOBIZ_APPROVAL=relay in this server's configuration";

/** How a plan can be approved when a relayed phrase is not enough. */
export function relayNext({ kind }: Pick<PlanRecord, 'kind'>, mode: ApprovalMode): string {
  if (mode === 'form')
    return "Use a client that shows forms, or let the person change VOBIZ_APPROVAL in this server's configuration.";
  const smaller =
    kind === 'undo'
      ? `Undo fewer contacts at once with \`contacts_in\` (at most ${MOST_RELAYED.changes}, or ${MOST_RELAYED.deletions} where contacts are deleted)`
      : 'Make the plan again here (it then has as many contacts as a phrase can approve)';
  return `${smaller}, use a client that shows forms, or ${RELAY}.`;
}

/**
 * How a plan was approved, to stand behind that word; undefined for one that needed no approval. A relayed phrase is an
 * agent's word, which nobody verified.
 */
export function approvedWords({ how, client }: Approval): string | undefined {
  const where = client ? ` ${quoted(`${client.name} ${client.version}`, 80)}` : '';
  switch (how) {
    case 'form':
      return where ? `in a form of${where}` : 'in a form';
    case 'relayed':
      return `by a phrase that the agent passed on${where && ` in${where}`}`;
    case 'none':
      return undefined;
  }
}

/** How and when a plan was approved; undefined for one that needed no approval. */
export function approvedWhen(approval: Approval): string | undefined {
  const how = approvedWords(approval);
  return how && `${how}, ${new Date(approval.at).toISOString()}`;
}

/** Why a relayed phrase is not enough for a plan. */
export function notRelayedWords(why: NotRelayed): string {
  if (why === 'form only')
    return 'this server takes approvals by form only (VOBIZ_APPROVAL=form), and this client shows no forms';
  const noun = why.over === 'changes' ? 'change' : 'deletion';
  return `without a form at most ${MOST_RELAYED[why.over]} ${why.over} can be approved, and this plan has ${counted(why.count, noun)}`;
}
