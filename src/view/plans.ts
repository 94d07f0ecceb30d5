import type { PlanList, Refused, Source } from './contract.ts';
import { h, isLocked, lock, small } from './dom.ts';
import type { Frame } from './frame.ts';
import { isRefused, orNobody } from './source.ts';
import { prose, told } from './text.ts';

type Day = PlanList['days'][number];

/** The latest plans and receipts of the account, by day. */
export async function showPlans(frame: Frame, source: Source, account: string): Promise<Refused | undefined> {
  const first = await source.plans(null);
  if (isRefused(first)) return first;
  const days = h('div', { class: 'stack' }, first.days.map(dayOf));
  const isEmpty = first.days.length === 0;
  frame.show(
    'Plans',
    h(
      'header',
      {},
      first.now !== undefined && h('p', { class: 'now due' }, first.now),
      h('h1', { tabindex: -1 }, 'Plans'),
      small('The plans of ', told(account), ', from every chat on this computer.'),
    ),
    isEmpty && h('p', {}, 'No plans yet. Ask in the chat for a change.'),
    days,
    older(first.next, days, { source, say: (text) => frame.say(text) }),
  );
  return undefined;
}

interface Asking {
  source: Source;
  say(text: string): void;
}

function older(next: number | null, days: HTMLElement, { source, say }: Asking): HTMLElement | undefined {
  if (next === null) return;
  let before: number | null = next;
  const press = async () => {
    if (isLocked(button)) return;
    lock(button, true);
    const answer = await orNobody(source.plans(before));
    lock(button, false);
    if (answer === undefined) return say('No answer. Try again.');
    if (isRefused(answer)) return say(answer.text);
    days.append(...answer.days.map(dayOf));
    before = answer.next;
    button.hidden = before === null;
  };
  const button = h('button', { 'data-do': 'older', on: { click: () => void press() } }, 'Show older plans');
  return h('div', { class: 'line' }, button);
}

function dayOf({ day, plans }: Day): HTMLElement {
  return h(
    'section',
    { class: 'stack', 'aria-label': day },
    h('h2', {}, day),
    h('ul', { class: 'case hist' }, plans.map(planOf)),
  );
}

function planOf({ plan_id, at, text, outcome, tone }: Day['plans'][number]): HTMLElement {
  const shown = tone === 'plain' ? 'soft' : `chip ${tone === 'lost' ? 'cut' : tone}`;
  return h(
    'li',
    {},
    h(
      'a',
      { href: `/plans/${encodeURIComponent(plan_id)}` },
      h('time', { class: 'soft small' }, at),
      h('span', { class: 'text' }, prose(text)),
      h('span', { class: `small ${shown}` }, prose(outcome)),
    ),
  );
}
