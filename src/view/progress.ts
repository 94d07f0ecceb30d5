import type { Progress } from './contract.ts';
import { button, type Child, fill, h, lock } from './dom.ts';
import { retitle, say } from './frame.ts';
import { note } from './gone.ts';
import { counted } from './text.ts';

const SAY_EVERY = 5000;

/** How far a plan is. */
const words = h('p');
const track = h('progress', { 'aria-label': 'Done' });
const problems = h('div');
let saidAt = 0;

/** With the way to stop it, where this window may; `stop` tells whether it will. */
export function meter(canStop: boolean, stop: () => Promise<boolean>): Child {
  const set = (label: string, isLocked: boolean) => {
    stopper.textContent = label;
    lock(stopper, isLocked);
  };
  const press = async () => {
    if (stopper.ariaDisabled) return;
    set('Stopping…', true);
    if (!(await stop())) set('Stop', false);
  };
  const stopper = button('Stop', 'stop', press);
  return [h('div.line', track, words, canStop && stopper), problems];
}

export function showProgress(progress: Progress, title: string): void {
  const { done, total, text } = progress;
  track.max = total;
  track.value = done;
  words.textContent = text;
  retitle(`${done}/${total} ${title}`);
  const soFar = {
    title: `${counted(progress.problems, 'problem')} so far`,
    text: 'Each is named once it is over.',
  };
  fill(problems, progress.problems > 0 && note(soFar));
  if (Date.now() - saidAt < SAY_EVERY) return;
  saidAt = Date.now();
  say(text);
}
