import type { What } from './contract.ts';
import { type Child, h, sign, unseen } from './dom.ts';
import { plainly, prose, struck, told, value } from './text.ts';

/** One part of what changes, as it is seen in a row. */
export function chip(what: What): HTMLElement {
  switch (what.op) {
    case 'add':
      return span('add', sign('+', 'adds'), value(what.to));
    case 'cut':
      return span('cut', sign('−', 'removes'), value(what.from, struck));
    case 'set':
      return span('', told(what.key), ': ', change(what.from, what.to));
    case 'has':
      return span('', told(what.to));
    case 'why':
      return span('mind', prose(what.text));
  }
}

function change(from: string | undefined, to: string | undefined): Child {
  const old = from !== undefined && [unseen('from '), h('span', { class: 'cut-text' }, value(from, struck))];
  if (to === undefined) return [old, unseen(' removed')];
  return [old, old !== false && [' ', sign('→', 'to')], value(to)];
}

function span(tone: string, ...children: Child[]): HTMLElement {
  return h('span', { class: `chip ${tone}` }, children);
}

/** All values of a row, in which a person may search. */
export function wordsOf(what: readonly What[]): string {
  return what.flatMap((part) => Object.values(part).slice(1)).join(' ');
}

/** The kind of a change, in words for a choice among them; what merely stands there is none. */
export function kindOf(what: What): string | undefined {
  switch (what.op) {
    case 'add':
      return `+ ${isolated(what.to)}`;
    case 'cut':
      return `− ${isolated(what.from)}`;
    case 'set':
      return isolated(what.key);
    case 'why':
      return plainly(what.text);
    case 'has':
      return undefined;
  }
}

/** An option holds no elements: the characters isolate it. */
function isolated(text: string): string {
  return `\u2068${plainly(text)}\u2069`;
}
