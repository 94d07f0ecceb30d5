import { counted, quoted, thousands } from '../lib/text.ts';
import { span } from '../lib/time.ts';
import type { Approval, OverBudget } from '../model/plan.ts';
import type { NotRelayed } from '../plans/approval.ts';

const RELAY = "let the person set VOBIZ_APPROVAL=relay in this server's configuration";

/** How a plan can be approved when a typed phrase is not enough. */
export function relayNext(why: Exclude<NotRelayed, 'page first'>): string {
  if (why === 'form only')
    return "Use a client that shows forms, or let the person change VOBIZ_APPROVAL in this server's configuration.";
  const { budget, over, used } = why;
  const left = budget.most[over] - used;
  const smaller = left > 0 ? `plan ${counted(left, nounOf(over))} at most, ` : '';
  return `Use a client that shows forms, ${smaller}or ${RELAY}.`;
}

/** What is used up of a budget, and what would be needed. */
export function overBudgetWords({ over, needs, used, budget }: OverBudget): string {
  const most = counted(budget.most[over], nounOf(over));
  return `at most ${most} may be approved in ${span(budget.windowMs)} where no person can be shown to have decided; ${thousands(used)} ${used === 1 ? 'was' : 'were'}, and this needs ${thousands(needs)} more`;
}

function nounOf(over: OverBudget['over']): string {
  return over === 'changes' ? 'change' : 'deletion';
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
    case 'page':
      return 'on the page in a browser of this computer';
    case 'page-link':
      return 'on the page, by a link that was shown in the chat or a terminal';
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
export function notRelayedWords(why: Exclude<NotRelayed, 'page first'>): string {
  if (why === 'form only')
    return 'this server takes approvals by form only (VOBIZ_APPROVAL=form), and this client shows no forms';
  return overBudgetWords(why);
}

/** The last line of a form: a page shows every contact, and a form only the first. */
export function seeAll(planId: string): string {
  return `To see every contact first, run in a terminal: vobiz-contacts-mcp review ${planId}`;
}
