import { counted, quoted, thousands } from '../lib/text.ts';
import { span } from '../lib/time.ts';
import type { Approval, OverBudget, PlanRecord } from '../model/plan.ts';
import type { NotEnough } from '../plans/approval.ts';

const RELAY = "let them set VOBIZ_APPROVAL=relay in this server's configuration";

/** How a plan can be approved when a typed phrase is not enough; `program` starts this program in a terminal. */
export function relayNext(
  why: NotEnough,
  { kind, plan_id }: Pick<PlanRecord, 'kind' | 'plan_id'>,
  program: string | undefined,
): string {
  const page =
    program === undefined
      ? ''
      : `decide on the page (\`${program} review ${plan_id}\` in a terminal of this computer opens it), `;
  const first = `Let the person ${page}use a client that shows forms`;
  if (why === 'form only')
    return `${first}, or let them change VOBIZ_APPROVAL in this server's configuration.`;
  const left = leftOf(why);
  const one = kind === 'undo' ? 'undo fewer contacts with `contacts_in`' : 'make a smaller plan';
  const smaller = left > 0 ? `${one} (${counted(left, why.over.slice(0, -1))} at most), ` : '';
  return `${first}, ${smaller}or ${RELAY}.`;
}

/** What a budget holds, what is used of it and left, and what would be needed. */
export function overBudgetWords(why: OverBudget): string {
  const { over, needs, used, budget } = why;
  const without = budget.ways.includes('relayed')
    ? 'by phrase, by a link in the chat or without approval'
    : 'without approval';
  const most = `at most ${thousands(budget.most[over])} ${over} in ${span(budget.windowMs)} can be made ${without}`;
  return `${most}; ${thousands(used)} of them ${used === 1 ? 'is' : 'are'} used up, ${thousands(leftOf(why))} ${leftOf(why) === 1 ? 'is' : 'are'} left, and this needs ${thousands(needs)}`;
}

/** More than the budget may have been used where a budget was smaller before, or lifted. */
function leftOf({ over, used, budget }: OverBudget): number {
  return Math.max(0, budget.most[over] - used);
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
export function notRelayedWords(why: NotEnough): string {
  if (why === 'form only')
    return 'this server takes approvals only in a form or on the page that it opens (VOBIZ_APPROVAL=form)';
  return overBudgetWords(why);
}

/** The last line of a form: a page shows every contact, and a form only the first. */
export function seeAll(planId: string, program: string): string {
  return `To see every contact first, run in a terminal: ${program} review ${planId}`;
}
