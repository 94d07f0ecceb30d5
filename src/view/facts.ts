import type { Conflict, Fact } from './contract.ts';
import { type Child, fold, h, sign, small } from './dom.ts';
import { prose, thousands, told, value } from './text.ts';

/** What a person must know: the plan's text, sentence by sentence, each with what proves it. */
export function facts(all: readonly Fact[]): HTMLElement {
  return h('dl', { class: 'facts' }, all.map(fact));
}

function fact({ about, tone, text, people = [], bars = [], columns = [] }: Fact): HTMLElement {
  return h(
    'div',
    { class: tone },
    h('dt', {}, about),
    h(
      'dd',
      {},
      h('p', {}, prose(text)),
      bars.length > 0 && barsOf(bars, 'Contacts with each tag, before and after'),
      columns.length > 0 && fold('Show all columns', pairs(columns)),
      people.length > 0 &&
        fold(people.length > 1 ? `Show all ${thousands(people.length)}` : 'Show this one', peopleOf(people)),
    ),
  );
}

function pairs(columns: NonNullable<Fact['columns']>): HTMLElement {
  const cells = columns.flatMap(({ header, becomes }) => [header, becomes]);
  return h(
    'div',
    { class: 'pairs' },
    cells.map((text) => h('span', {}, told(text))),
  );
}

function peopleOf(people: NonNullable<Fact['people']>): HTMLElement {
  return h(
    'ul',
    {},
    people.map(({ name, number, reason }) =>
      h('li', {}, told(name), ' ', h('span', { class: 'soft' }, prose(reason ?? number))),
    ),
  );
}

export interface Bar {
  tag: string;
  before: number;
  after: number;
}

/** Solid is what stays, hatched what comes, hollow what goes. */
export function barsOf(bars: readonly Bar[], label: string): HTMLElement {
  const most = Math.max(1, ...bars.flatMap(({ before, after }) => [before, after]));
  const part = (kind: string, count: number): Child => {
    if (count <= 0) return;
    const drawn = h('i', { class: kind });
    drawn.style.width = `${(count / most) * 100}%`;
    return drawn;
  };
  const row = ({ tag, before, after }: Bar) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, value(tag)),
      h(
        'td',
        { class: 'b', 'aria-hidden': 'true' },
        part('', Math.min(before, after)),
        part('in', after - before),
        part('out', before - after),
      ),
      h('td', { class: 'n' }, numbers(before, after)),
    );
  return h('table', { class: 'bars', 'aria-label': label }, h('tbody', {}, bars.map(row)));
}

function numbers(before: number, after: number): Child {
  if (before === after) return thousands(after);
  return [thousands(before), ' ', sign('→', 'becomes'), h('b', {}, thousands(after))];
}

const FIRST_GROUPS = 20;

/** Groups of a merge whose values differ, side by side. */
export function conflicts(all: readonly Conflict[]): HTMLElement {
  const [first, rest] = [all.slice(0, FIRST_GROUPS), all.slice(FIRST_GROUPS)];
  return h(
    'section',
    { class: 'case', 'aria-label': 'What differs' },
    h('h2', {}, `What differs (${all.length === 1 ? '1 group' : `${thousands(all.length)} groups`})`),
    first.map(group),
    rest.length > 0 && later(`Show the other ${thousands(rest.length)}`, () => rest.map(group)),
    small('To keep the other value, ask for it in the chat: a new plan takes the place of this one.'),
  );
}

/** A fold that is filled when it is first opened. */
function later(name: string, fill: () => Child): HTMLElement {
  const body = h('div', { class: 'stack' });
  const opened = () => body.childElementCount === 0 && body.append(h('div', { class: 'stack' }, fill()));
  return h('details', { on: { toggle: opened } }, h('summary', {}, name), body);
}

function group({ name, keep, goes, fields }: Conflict): HTMLElement {
  const heads = ['Field', keep, goes.join('; ')].map((text) => h('th', { scope: 'col' }, prose(text)));
  return h(
    'table',
    { class: 'side' },
    h('caption', {}, told(name)),
    h('thead', {}, h('tr', {}, heads)),
    h('tbody', {}, fields.map(field)),
  );
}

function field({ field, kept, other, lost }: Conflict['fields'][number]): HTMLElement {
  const gained = h('span', { class: 'chip add' }, sign('+', 'gets'), told(other));
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, told(field)),
    h('td', {}, told(kept), !lost && [kept !== '' && ', ', gained]),
    h(
      'td',
      {},
      lost
        ? [h('s', { class: 'cut-text' }, told(other)), ' lost']
        : [told(other), h('span', { class: 'soft' }, ' carried over')],
    ),
  );
}
