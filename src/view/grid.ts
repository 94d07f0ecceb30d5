import { chip } from './chip.ts';
import type { Row } from './contract.ts';
import { fill, h } from './dom.ts';
import { nameOf, phone, visibly } from './text.ts';

/** Above and below those that are seen. */
const SPARE = 4;
const MOST_DRAWN = 60;

/** Rows, drawn only where they are seen. One stop of Tab: arrows, pages, Home and End move, Enter opens. */
export class Grid {
  readonly element: HTMLElement;
  readonly #body = h('div', { class: 'body', role: 'rowgroup' });
  readonly #head = h('div', { class: 'row head', role: 'row', 'aria-rowindex': 1 });
  readonly #opened: (row: Row | undefined) => void;
  #rows: readonly Row[] = [];
  #at = 0;
  #frame = 0;

  constructor(opened: (row: Row | undefined) => void) {
    this.#opened = opened;
    const later = () => {
      this.#frame ||= requestAnimationFrame(() => this.draw());
    };
    this.element = h(
      'div',
      {
        class: 'scroll',
        tabindex: 0,
        role: 'grid',
        on: { scroll: later, keydown: (event) => this.#key(event) },
      },
      h('div', { role: 'rowgroup', class: 'headgroup' }, this.#head),
      this.#body,
    );
    new ResizeObserver(later).observe(this.element);
  }

  columns(names: readonly string[]): void {
    this.element.setAttribute('aria-label', `${names.at(-1)}, row by row`);
    fill(
      this.#head,
      names.map((name) => h('span', { role: 'columnheader' }, name)),
    );
  }

  /** Other rows; the reader stays where they are only if `stay`. */
  show(rows: readonly Row[], stay: boolean): void {
    this.#rows = rows;
    this.#at = stay ? Math.min(this.#at, Math.max(0, rows.length - 1)) : 0;
    if (!stay) this.element.scrollTop = 0;
    this.draw();
  }

  draw(): void {
    this.#frame = 0;
    const height = this.#rowHeight;
    const { scrollTop, clientHeight } = this.element;
    const from = Math.max(0, Math.floor(scrollTop / height) - SPARE);
    const most = Math.min(MOST_DRAWN, Math.ceil(clientHeight / height) + 2 * SPARE);
    const seen = this.#rows.slice(from, from + most);
    this.#body.style.height = `${this.#rows.length * height}px`;
    this.#body.replaceChildren(...seen.map((row, index) => this.#line(row, from + index, height)));
    this.element.setAttribute('aria-rowcount', String(this.#rows.length + 1));
    const isDrawn = this.#at >= from && this.#at < from + seen.length;
    if (isDrawn) this.element.setAttribute('aria-activedescendant', `row-${this.#at}`);
    else this.element.removeAttribute('aria-activedescendant');
  }

  get #rowHeight(): number {
    return Number.parseFloat(getComputedStyle(this.element).getPropertyValue('--row')) || 40;
  }

  #line(row: Row, index: number, height: number): HTMLElement {
    const press = () => {
      this.#at = index;
      this.draw();
      this.#opened(row);
    };
    const on = { click: press };
    const line = h(
      'div',
      { class: 'row', role: 'row', id: `row-${index}`, 'aria-rowindex': index + 2, on },
      h('span', { role: 'gridcell', dir: 'auto' }, nameOf(row.name)),
      h('span', { role: 'gridcell' }, phone(row.number)),
      h('span', { role: 'gridcell' }, chipsOf(row)),
    );
    line.classList.toggle('on', index === this.#at);
    line.style.top = `${index * height}px`;
    return line;
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeight) - 1);
    const last = this.#rows.length - 1;
    const to: Record<string, number> = {
      ArrowDown: this.#at + 1,
      ArrowUp: this.#at - 1,
      PageDown: this.#at + page,
      PageUp: this.#at - page,
      Home: 0,
      End: last,
    };
    const next = to[event.key];
    if (event.key === 'Enter') this.#opened(this.#rows[this.#at]);
    else if (event.key === 'Escape') this.#opened(undefined);
    else if (next !== undefined) this.#move(Math.max(0, Math.min(last, next)));
    else return;
    event.preventDefault();
  }

  #move(to: number): void {
    this.#at = to;
    const [element, height] = [this.element, this.#rowHeight];
    const room = element.clientHeight - this.#head.offsetHeight;
    if (to * height < element.scrollTop) element.scrollTop = to * height;
    else if ((to + 1) * height > element.scrollTop + room) element.scrollTop = (to + 1) * height - room;
    this.draw();
  }
}

export function chipsOf({ state, what }: Row): HTMLElement[] {
  const first = state === '' ? [] : [h('span', { class: 'chip' }, visibly(state))];
  return [...first, ...what.map(chip)];
}
