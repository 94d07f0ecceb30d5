import { type Child, h, small } from './dom.ts';
import { prose } from './text.ts';

export interface Said {
  title: string;
  text: string;
  next?: string;
}

/** A state in words: a page of its own. */
export function tell({ title, text, next }: Said): HTMLElement {
  return h('header', heading(title), h('p', prose(text)), next !== undefined && small(prose(next)));
}

export function heading(title: string): HTMLElement {
  return h('h1', { tabindex: -1 }, prose(title));
}

/** It takes the place of the bar with the decision, so that nobody loses what they were reading. */
export function goneBar(said: Said, ...more: Child[]): HTMLElement {
  return h('section.bar', { role: 'alert' }, h('div', h('p', sentences(said)), more));
}

/** Above a plan. */
export function note(said: Said, ...more: Child[]): HTMLElement {
  return h('div.note', sentences(said), more);
}

function sentences({ title, text, next = '' }: Said): Child {
  return [h('b', prose(title), '. '), prose(`${text} ${next}`)];
}

export const ROWS_UNREADABLE: Said = {
  title: 'The rows could not be read',
  text: 'Without them this plan cannot be approved here. You can decline it, or try again.',
};

export const ENDED = 'The program behind this page has ended';

/** Nobody answers any more: `until` is when a plan ends that waits. */
export function ended(pressed: string, until: string | undefined): Said {
  const title = ENDED;
  const text = pressed
    ? `Your ${pressed} was sent and not answered. It may have arrived: open the chat and ask for this plan. It cannot run twice.`
    : `${until ? `Nothing was decided here. The plan waits until ${until}` : 'What is left to do waits for its next start'}: open the chat again.`;
  return { title, text };
}
