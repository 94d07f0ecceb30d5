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

/** The parts of the window that stay. */
const status = h('div.sr', { role: 'status' });
const top = h('div');
const main = h('main');
const dock = h('div.dock');

export function showFrame(): void {
  fill(document.body, h('div', { id: 'app' }, top, main, dock), status);
}

/** Whose contacts these are, and whether they are real. */
export function head(account: string, isSandbox: boolean, here?: string): void {
  const link = (href: string, name: string) =>
    h('a', { href, 'aria-current': name === here && 'page' }, name);
  const sandbox = h('p.sandbox', h('b', 'Sandbox.'), ' These contacts are invented: nothing here is real.');
  const links = h('nav', link('/', 'Plans'), link('/tags', 'Tags'));
  fill(top, h('header.top', isSandbox && sandbox, h('div', h('b', told(account)), links)));
}

export function show(title: string, ...parts: Child[]): void {
  retitle(title);
  fill(main, parts);
}

/** At the bottom, while there is something to decide, or to say about that. */
export function showBar(bar: HTMLElement | false): void {
  fill(dock, bar);
}

export function showSaid(said: Said): void {
  show(said.title, tell(said));
  showBar(false);
  focusTitle();
}

/** On a change of screen a screen reader goes on from its title. */
export function focusTitle(): void {
  main.querySelector('h1')?.focus();
}

export function retitle(text: string): void {
  document.title = plainly(text);
}

/** To screen readers, without moving anybody. */
export function say(text: string): void {
  status.textContent = text;
}
