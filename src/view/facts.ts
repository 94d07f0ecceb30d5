import type { Conflict, Fact, PlanHead } from './contract.ts';
import { type Child, fold, h, sign, small, some } from './dom.ts';
import { prose, thousands, told, value } from './text.ts';

/** What a person must know: the plan's text, sentence by sentence, each with what proves it. */
export function facts(all: readonly Fact[]): HTMLElement {
  return h('dl.facts', all.map(fact));
}

function fact({ about, tone, text, people, more, bars, columns }: Fact): HTMLElement {
  const proof = [
    bars && barsOf(bars, 'Contacts with each tag, before and after'),
    columns &&
      fold(
        'Show all columns',
        h(
          'div.pairs',
          columns.map(({ header, becomes }) => [cell(header), cell(becomes)]),
        ),
      ),
    people && fold(`Show ${more ? 'first' : 'all'} ${thousands(people.length)}`, h('ul', people.map(one))),
  ];
  return h(`div.${tone}`, h('dt', about), h('dd', h('p', prose(text)), proof));
}

function cell(text: string): HTMLElement {
  return h('span', told(text));
}

function one({ name, number, reason = number }: NonNullable<Fact['people']>[number]): HTMLElement {
  return h('li', told(name), ' ', h('span.soft', prose(reason)));
}

function mostOf(bars: NonNullable<Fact['bars']>): number {
  return Math.max(...bars.flatMap(({ before, after }) => [before, after]));
}

/** Solid is what stays, hatched what comes, hollow what goes. */
export function barsOf(bars: NonNullable<Fact['bars']>, label: string, most = mostOf(bars)): HTMLElement {
  const part = (kind: string, count: number): Child => {
    if (count <= 0) return;
    const drawn = h(`i.${kind}`);
    drawn.style.width = `${(count / most) * 100}%`;
    return drawn;
  };
  const row = ({ tag, before, after }: (typeof bars)[number]) => {
    const parts = [
      part('stays', Math.min(before, after)),
      part('in', after - before),
      part('out', before - after),
    ];
    const became = [thousands(before), ' ', sign('→', 'becomes'), h('b', thousands(after))];
    const drawn = h('td.b', { 'aria-hidden': 'true' }, parts);
    return h(
      'tr',
      h('th', { scope: 'row' }, value(tag)),
      drawn,
      h('td.n', before === after ? thousands(after) : became),
    );
  };
  return h('table.bars', { 'aria-label': label }, h('tbody', bars.map(row)));
}

const FIRST_GROUPS = 20;

/** Groups of a merge whose values differ, side by side. */
export function conflicts({ title, groups: all }: NonNullable<PlanHead['conflicts']>): HTMLElement {
  return h(
    'section.case',
    { 'aria-label': 'What differs' },
    h('h2', title),
    some(all, FIRST_GROUPS, (groups) => groups.map(group)),
    small('To keep the other value, ask for it in the chat: a new plan takes the place of this one.'),
  );
}

function group({ name, keep, goes, fields }: Conflict): HTMLElement {
  const heads = ['Field', keep, goes.join('; ')].map((text) => h('th', { scope: 'col' }, prose(text)));
  return h('table.side', h('caption', told(name)), h('thead', h('tr', heads)), h('tbody', fields.map(field)));
}

function field({ field, kept, other, lost }: Conflict['fields'][number]): HTMLElement {
  const gained = !lost && [' ', h('span.chip.add', sign('+', 'gets'), told(other))];
  const goes = lost
    ? [h('s.cut-text', told(other)), ' lost']
    : [told(other), h('span.soft', ' carried over')];
  return h('tr', h('th', { scope: 'row' }, told(field)), h('td', told(kept), gained), h('td', goes));
}
