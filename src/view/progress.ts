import type { Progress } from './contract.ts';
import { h, isLocked, lock } from './dom.ts';
import { note } from './gone.ts';
import { counted } from './text.ts';

const SAY_EVERY = 5000;

export interface Moving {
  /** Asks for a stop; undefined: this window may not stop it. */
  stop: (() => Promise<void>) | undefined;
  say(text: string): void;
  title(text: string): void;
}

/** How far a plan is, and the way to stop it. */
export class Meter {
  readonly element: HTMLElement;
  readonly problems = h('div', { hidden: true });
  readonly #moving: Moving;
  readonly #fill = h('i');
  readonly #words = h('p');
  readonly #track = h('div', { class: 'meter', role: 'progressbar', 'aria-label': 'Done' }, this.#fill);
  readonly #stop = h('button', { 'data-do': 'stop', on: { click: () => this.#press() } }, 'Stop');
  #saidAt = 0;

  constructor(moving: Moving) {
    this.#moving = moving;
    this.#stop.hidden = moving.stop === undefined;
    this.element = h('div', { class: 'line' }, this.#track, this.#words, this.#stop);
  }

  show({ done, total, text, problems }: Progress, title: string): void {
    this.#fill.style.width = `${total === 0 ? 0 : (done / total) * 100}%`;
    this.#track.setAttribute('aria-valuemax', String(total));
    this.#track.setAttribute('aria-valuenow', String(done));
    this.#track.setAttribute('aria-valuetext', text);
    this.#words.textContent = text;
    this.#moving.title(`${done}/${total} ${title}`);
    this.problems.hidden = problems === 0;
    const said = { title: `${counted(problems, 'problem')} so far`, text: 'Each is named once it is over.' };
    this.problems.replaceChildren(note(said));
    if (Date.now() - this.#saidAt < SAY_EVERY) return;
    this.#saidAt = Date.now();
    this.#moving.say(text);
  }

  #press(): void {
    if (isLocked(this.#stop)) return;
    lock(this.#stop, true);
    this.#stop.textContent = 'Stopping…';
    this.#moving.say('Stopping…');
    void this.#moving.stop?.().catch(() => {
      lock(this.#stop, false);
      this.#stop.textContent = 'Stop';
    });
  }
}
