import type { PlanHead } from './contract.ts';
import { type Child, h, small } from './dom.ts';
import { conflicts, facts } from './facts.ts';
import type { Meter } from './progress.ts';
import { problemsOf } from './receipt.ts';
import { prose } from './text.ts';

interface Parts {
  notes: HTMLElement;
  meter: Meter | undefined;
  actions: Child;
  list: HTMLElement;
}

/** In this order: the headline, what went wrong, what can be done, what must be known, the rows as proof. */
export function layout(head: PlanHead, { notes, meter, actions, list }: Parts): Child {
  const lists = [head.conflicts.length > 0 && conflicts(head.conflicts), head.tabs.length > 0 && list];
  return [
    notes,
    headline(head),
    meter && [meter.element, meter.problems],
    head.problems.length > 0 && problemsOf(head.problems),
    actions,
    head.facts.length > 0
      ? h('div', { class: 'two' }, facts(head.facts), h('div', { class: 'stack' }, lists))
      : lists,
  ];
}

function headline({ now, title, origin }: PlanHead): HTMLElement {
  return h(
    'header',
    {},
    h('p', { class: `now ${now.tone}` }, now.text),
    h('h1', { tabindex: -1 }, prose(title)),
    small(prose(origin)),
  );
}

/** Whether somebody can still say yes or no to it. */
export function isWaiting({ decision, why }: PlanHead): boolean {
  return decision !== undefined || why !== undefined;
}
