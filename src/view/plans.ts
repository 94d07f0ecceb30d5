import type { PlanList, Refused, Source } from './contract.ts';
import { h, small } from './dom.ts';
import { show } from './frame.ts';
import { heading } from './gone.ts';
import { isRefused } from './source.ts';
import { prose, told } from './text.ts';

type Day = PlanList['days'][number];

/** The latest plans and receipts of the account by day, or those before them. */
export async function showPlans(
  source: Source,
  account: string,
  before: number | null,
): Promise<Refused | undefined> {
  const list = await source.plans(before);
  if (isRefused(list)) return list;
  const { now, days, next } = list;
  show(
    'Plans',
    h(
      'header',
      now !== undefined && h('p.now.due', now),
      heading('Plans'),
      small('The plans of ', told(account), ', from every chat on this computer.'),
    ),
    days.length > 0 ? days.map(dayOf) : h('p', 'No plans yet. Ask in the chat for a change.'),
    next !== null && h('p', h('a', { href: `/?before=${next}` }, 'Older plans')),
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
