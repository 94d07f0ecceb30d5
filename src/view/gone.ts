import { type Child, h, small } from './dom.ts';
import { prose } from './text.ts';

export interface Said {
  title: string;
  text: string;
  next?: string;
}

/** A state in words: a page of its own. */
export function tell({ title, text, next }: Said, ...more: Child[]): HTMLElement {
  return h(
    'header',
    {},
    h('h1', { tabindex: -1 }, prose(title)),
    h('p', { class: 'sentence' }, prose(text)),
    next !== undefined && small(prose(next)),
    more,
  );
}

/** It takes the place of the bar with the decision, so that nobody loses what they were reading. */
export function goneBar({ title, text, next }: Said, ...more: Child[]): HTMLElement {
  const sentence = h(
    'p',
    {},
    h('b', {}, prose(stopped(title))),
    ' ',
    prose(text),
    next !== undefined && [' ', prose(next)],
  );
  return h('section', { class: 'bar', role: 'alert' }, h('div', {}, sentence, more));
}

/** Above a plan. */
export function note({ title, text, next }: Said, ...more: Child[]): HTMLElement {
  const sentences = [h('b', {}, prose(title)), prose(text), next !== undefined && [' ', prose(next)]];
  return h('div', { class: 'note' }, sentences, more);
}

function stopped(title: string): string {
  return /[.!?]$/.test(title) ? title : `${title}.`;
}

export const ROWS_UNREADABLE: Said = {
  title: 'The rows could not be read',
  text: 'Without them this plan cannot be approved here. You can decline it, or try again.',
};

export const REPLACED: Said = {
  title: 'A newer plan took its place',
  text: 'This one can no longer be approved.',
};

const ENDED = 'The program behind this page has ended';

export const NOBODY_ANSWERS: Said = {
  title: ENDED,
  text: 'Nothing was decided here.',
  next: 'Open the chat again and ask to see the plan.',
};

/** Nobody answers any more: `until` is when a plan ends that waits. */
export function ended(now: {
  pressed: string | undefined;
  moving: boolean;
  until: string | undefined;
}): Said {
  if (now.pressed !== undefined)
    return {
      title: ENDED,
      text: `Your ${now.pressed} was sent and not answered. It may have arrived: open the chat and ask for this plan. It cannot be carried out twice.`,
    };
  if (now.moving) return { title: ENDED, text: 'The rest waits for its next start: open the chat again.' };
  if (now.until === undefined) return { title: ENDED, text: 'For more, open the chat again.' };
  return {
    title: ENDED,
    text: `Nothing was decided here. The plan waits until ${now.until}: open the chat again.`,
  };
}
