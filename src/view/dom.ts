export type Child = Node | string | number | false | undefined | readonly Child[];

type Handlers = { [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };
interface Props {
  [attribute: string]: string | number | boolean | undefined | Handlers;
  on?: Handlers;
}

/** An element; what is given as a string only ever becomes text. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { on = {}, ...attributes }: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [name, handler] of Object.entries(on)) element.addEventListener(name, handler as EventListener);
  element.append(...nodesOf(children));
  return element;
}

export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...nodesOf(children));
}

function nodesOf(child: Child): (Node | string)[] {
  if (child === undefined || child === false) return [];
  if (typeof child === 'number') return [String(child)];
  return typeof child === 'string' || child instanceof Node ? [child] : child.flatMap(nodesOf);
}

export function small(...children: Child[]): HTMLElement {
  return h('p', { class: 'small soft' }, children);
}

/** For screen readers alone. */
export function unseen(text: string): HTMLElement {
  return h('span', { class: 'sr' }, text);
}

/** A sign for the eye, a word for the ear. */
export function sign(drawn: string, word: string): Child {
  return [h('span', { 'aria-hidden': 'true' }, `${drawn} `), unseen(`${word} `)];
}

export function fold(name: string, ...children: Child[]): HTMLElement {
  return h('details', {}, h('summary', {}, name), children);
}

/** Reachable all the same, so that it can say why. */
export function lock(button: HTMLButtonElement, locked: boolean): void {
  if (locked) button.setAttribute('aria-disabled', 'true');
  else button.removeAttribute('aria-disabled');
}

export function isLocked(button: HTMLButtonElement): boolean {
  return button.getAttribute('aria-disabled') === 'true';
}
