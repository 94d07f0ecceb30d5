import type { PlanList, Refused, Source } from './contract.ts';
import { h, small } from './dom.ts';
import { show } from './frame.ts';
import { heading } from './gone.ts';
import { doing } from './receipt.ts';
import { isRefused } from './source.ts';
import { prose, told } from './text.ts';

type Day = PlanList['days'][number];

/** The latest plans and receipts of the account, by day. */
export async function showPlans(source: Source, account: string): Promise<Refused | undefined> {
  const first = await source.plans(null);
  if (isRefused(first)) return first;
  const days = h('div.stack', first.days.map(dayOf));
  const older = h('div.line');
  let { next } = first;
  const more = async () => {
    const answer = await source.plans(next);
    if (isRefused(answer)) return answer;
    days.append(...answer.days.map(dayOf));
    next = answer.next;
    older.hidden = next === null;
    return undefined;
  };
  if (next !== null) older.append(h('div', doing('Show older plans', 'older', more)));
  show(
    'Plans',
    h(
      'header',
      first.now !== undefined && h('p.now.due', first.now),
      heading('Plans'),
      small('The plans of ', told(account), ', from every chat on this computer.'),
    ),
    first.days.length === 0 && h('p', 'No plans yet. Ask in the chat for a change.'),
    days,
    older,
  );
  return undefined;
}

function dayOf({ day, plans }: Day): HTMLElement {
  return h('section.stack', { 'aria-label': day }, h('h2', day), h('ul.case.hist', plans.map(planOf)));
}

function planOf({ plan_id, at, text, outcome, tone }: Day['plans'][number]): HTMLElement {
  const ended = h(tone === 'plain' ? 'span.soft.small' : `span.chip.${tone}`, prose(outcome));
  const time = h('time.soft.small', at);
  return h('li', h('a', { href: `/plans/${plan_id}` }, time, h('span.text', prose(text)), ended));
}
