import { chipsOf } from './chip.ts';
import type { Row } from './contract.ts';
import { fill, h } from './dom.ts';
import { nameOf, phone } from './text.ts';

/** Above and below those that are seen. */
const SPARE = 4;
const MOST_DRAWN = 60;

/** Rows, drawn only where they are seen. One stop of Tab: arrows, pages, Home and End move, Enter opens. */
const body = h('div.body', { role: 'rowgroup' });
const head = h('div.row.head', { role: 'row', 'aria-rowindex': 1 });
export const grid = h(
  'div.scroll',
  { tabindex: 0, role: 'grid', on: { scroll: drawSoon, keydown: key } },
  h('div.headgroup', { role: 'rowgroup' }, head),
  body,
);
let rows: readonly Row[] = [];
let at = 0;
let isDue = false;
let open: (row?: Row) => void;

export function onOpen(opened: typeof open): void {
  open = opened;
  new ResizeObserver(drawSoon).observe(grid);
}

export function nameColumns(names: readonly string[]): void {
  grid.ariaLabel = `${names.at(-1)}, row by row`;
  fill(
    head,
    names.map((name) => h('span', { role: 'columnheader' }, name)),
  );
}

/** Other rows; the reader stays where they are only if `stay`. */
export function showRows(other: readonly Row[], stay: boolean): void {
  rows = other;
  if (!stay) at = grid.scrollTop = 0;
  draw();
}

function drawSoon(): void {
  if (!isDue) requestAnimationFrame(draw);
  isDue = true;
}

function draw(): void {
  isDue = false;
  const height = rowHeight();
  const from = Math.max(0, Math.floor(grid.scrollTop / height) - SPARE);
  const most = Math.min(MOST_DRAWN, Math.ceil(grid.clientHeight / height) + 2 * SPARE);
  const seen = rows.slice(from, from + most);
  body.style.height = `${rows.length * height}px`;
  fill(
    body,
    seen.map((row, index) => line(row, from + index, height)),
  );
  grid.ariaRowCount = `${rows.length + 1}`;
  grid.setAttribute('aria-activedescendant', seen.includes(rows[at] as Row) ? `row-${at}` : '');
}

function rowHeight(): number {
  return Number.parseFloat(getComputedStyle(grid).getPropertyValue('--row'));
}

function line(row: Row, index: number, height: number): HTMLElement {
  const click = () => {
    at = index;
    draw();
    open(row);
  };
  const drawn = h(
    'div.row',
    { role: 'row', id: `row-${index}`, 'aria-rowindex': index + 2, on: { click } },
    h('span', { role: 'gridcell', dir: 'auto' }, nameOf(row.name)),
    h('span', { role: 'gridcell' }, phone(row.number)),
    h('span', { role: 'gridcell' }, chipsOf(row)),
  );
  drawn.classList.toggle('on', index === at);
  drawn.style.top = `${index * height}px`;
  return drawn;
}

function key(event: KeyboardEvent): void {
  const page = Math.floor(grid.clientHeight / rowHeight()) - 1;
  const moves: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -rows.length,
    End: rows.length,
  };
  const move = moves[event.key];
  if (event.key === 'Enter') open(rows[at]);
  else if (event.key === 'Escape') open();
  else if (move) moveTo(Math.max(0, Math.min(rows.length - 1, at + move)));
  else return;
  event.preventDefault();
}

function moveTo(to: number): void {
  at = to;
  const height = rowHeight();
  const room = grid.clientHeight - head.offsetHeight;
  grid.scrollTop = Math.min(to * height, Math.max(grid.scrollTop, (to + 1) * height - room));
  draw();
}
