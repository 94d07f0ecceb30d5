import { type Child, fill, h } from './dom.ts';
import { type Said, tell } from './gone.ts';
import { plainly, told } from './text.ts';

/** Where a view stands: in a page, or in a chat. */
export interface Doors {
  /** Shows a plan, in place of what is shown. */
  open(planId: string): void;
  save(name: string, csv: string): void;
  /** Tells the other windows that something happened to a plan. */
  tell(planId: string): void;
  hear(heard: (planId: string) => void): void;
}

/** The parts of the window that stay, and what every screen uses. */
export class Frame {
  readonly doors: Doors;
  readonly #app: HTMLElement;
  readonly #status = h('div', { role: 'status', class: 'sr' });
  readonly #top = h('div', { class: 'heads' });
  readonly #main = h('main');
  readonly #bar = h('div', { class: 'dock' });

  constructor(root: HTMLElement, doors: Doors) {
    this.doors = doors;
    this.#app = h('div', { id: 'app' }, this.#top, this.#main, this.#bar);
    fill(root, this.#app, this.#status);
  }

  /** Whose contacts these are, and whether they are real. */
  head(account: string, isSandbox: boolean, here: 'plans' | 'tags' | undefined): void {
    const link = (href: string, name: string, isHere: boolean) =>
      h('a', { href, 'aria-current': isHere && 'page' }, name);
    const links = [link('/', 'Plans', here === 'plans'), link('/tags', 'Tags', here === 'tags')];
    fill(
      this.#top,
      isSandbox &&
        h(
          'p',
          { class: 'sandbox' },
          h('b', {}, 'Sandbox.'),
          ' These contacts are invented: nothing here is real.',
        ),
      h(
        'header',
        { class: 'top' },
        h('div', {}, h('b', {}, told(account)), h('nav', { 'aria-label': 'Pages' }, links)),
      ),
    );
  }

  show(title: string, ...parts: Child[]): void {
    this.title(title);
    fill(this.#main, parts);
  }

  bar(bar: HTMLElement | undefined): void {
    fill(this.#bar, bar);
  }

  tell(said: Said, ...more: Child[]): void {
    this.show(said.title, tell(said, ...more));
    this.bar(undefined);
    this.focusTitle();
  }

  /** On a change of screen a screen reader goes on from its title. */
  focusTitle(): void {
    this.#main.querySelector('h1')?.focus();
  }

  title(text: string): void {
    document.title = plainly(text);
  }

  say(text: string): void {
    this.#status.textContent = text;
  }
}
