import type { Row, What } from './contract.ts';
import { type Child, h, sign, unseen } from './dom.ts';
import { plainly, prose, struck, told, value, visibly } from './text.ts';

export function chipsOf({ state, what }: Row): Child {
  return [state !== '' && h('span.chip', visibly(state)), what.map(chip)];
}

/** One part of what changes, as it is seen in a row. */
function chip(what: What): HTMLElement {
  switch (what.op) {
    case 'add':
      return h('span.chip.add', sign('+', 'adds'), value(what.to));
    case 'cut':
      return h('span.chip.cut', sign('−', 'removes'), value(what.from, struck));
    case 'set':
      return h('span.chip', told(what.key), ': ', change(what.from, what.to));
    case 'has':
      return h('span.chip', told(what.to));
    case 'why':
      return h('span.chip.mind', prose(what.text));
  }
}

function change(from: string | undefined, to: string | undefined): Child {
  const old = from !== undefined && [unseen('from '), h('span.cut-text', value(from, struck)), ' '];
  return [old, to === undefined ? unseen('removed') : [old && sign('→', 'to'), value(to)]];
}

/** All values of a row, in which a person may search. */
export function wordsOf(what: readonly What[]): string {
  return what.flatMap((part) => Object.values(part).slice(1)).join(' ');
}

/** The kind of a change, in words for a choice among them; what merely stands there is none. */
export function kindOf(what: What): string | undefined {
  if (what.op === 'has') return undefined;
  if (what.op === 'why') return plainly(what.text);
  // An option holds no elements: characters isolate what stands in it.
  const isolated = (text: string) => `\u2068${plainly(text)}\u2069`;
  if (what.op === 'set') return isolated(what.key);
  return what.op === 'add' ? `+ ${isolated(what.to)}` : `− ${isolated(what.from)}`;
}
