export type Child = Node | string | number | false | undefined | readonly Child[];

type Handlers = { [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };
interface Props {
  [attribute: string]: string | number | boolean | undefined | Handlers;
  on?: Handlers;
}
type TagOf<Selector> = (Selector extends `${infer Tag}.${string}` ? Tag : Selector) &
  keyof HTMLElementTagNameMap;

/** The element that a selector such as `p.small.soft` names; a string in it only ever becomes text. */
export function h<Selector extends string>(
  selector: Selector,
  ...given: [Props, ...Child[]] | Child[]
): HTMLElementTagNameMap[TagOf<Selector>] {
  const [tag, ...classes] = selector.split('.');
  const element = document.createElement(tag as TagOf<Selector>);
  if (classes.length > 0) element.className = classes.join(' ');
  const [first, ...rest] = given;
  if (!isProps(first)) return fill(element, given as Child[]);
  for (const [name, value] of Object.entries(first)) set(element, name, value);
  return fill(element, rest as Child[]);
}

function isProps(given: Props | Child): given is Props {
  return given?.constructor === Object;
}

function set(element: Element, name: string, value: Props[string]): void {
  if (typeof value === 'object') {
    for (const [event, handler] of Object.entries(value))
      element.addEventListener(event, handler as EventListener);
  } else if (value !== undefined && value !== false)
    element.setAttribute(name, value === true ? '' : `${value}`);
}

export function fill<Filled extends Element>(element: Filled, ...children: Child[]): Filled {
  element.replaceChildren(...nodesOf(children));
  return element;
}

function nodesOf(child: Child): (Node | string)[] {
  if (child === undefined || child === false) return [];
  return Array.isArray(child) ? child.flatMap(nodesOf) : [child instanceof Node ? child : `${child}`];
}

export function small(...children: Child[]): HTMLElement {
  return h('p.small.soft', children);
}

/** For screen readers alone. */
export function unseen(text: string): HTMLElement {
  return h('span.sr', text);
}

/** A sign for the eye, a word for the ear. */
export function sign(drawn: string, word: string): Child {
  return [h('span', { 'aria-hidden': 'true' }, `${drawn} `), unseen(`${word} `)];
}

/** Named for tests by `name`, since its label may change. */
export function button(label: string, name: string, press: () => void): HTMLButtonElement {
  return h('button', { 'data-do': name, on: { click: press } }, label);
}

/** Reachable all the same, so that it can say why. */
export function lock(locked: HTMLElement, isLocked = true): void {
  locked.ariaDisabled = isLocked ? 'true' : null;
}

export function fold(name: string, ...body: Child[]): HTMLElement {
  return h('details', h('summary', name), body);
}

/** The first of many, and the others behind a fold. */
export function some<Item>(
  items: readonly Item[],
  most: number,
  draw: (items: readonly Item[]) => Child,
): Child {
  const others = items.slice(most);
  return [
    draw(items.slice(0, most)),
    others.length > 0 && fold(`Show the other ${others.length}`, draw(others)),
  ];
}
