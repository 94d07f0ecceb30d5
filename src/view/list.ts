import { chipsOf } from './chip.ts';
import type { PlanHead, Progress, Row } from './contract.ts';
import { button, fill, h } from './dom.ts';
import { say } from './frame.ts';
import { note, ROWS_UNREADABLE } from './gone.ts';
import { grid, nameColumns, onOpen, showRows } from './grid.ts';
import { kindsIn, sift, type Wanted } from './sift.ts';
import { counted, nameOf, phone, thousands, told } from './text.ts';

const CALM = 300;

/** All rows of a plan, with what finds some of them. */
let rows: Row[] = [];
let areHere = false;
const wanted: Wanted = { text: '', tab: '', kind: '' };

const finder = h('input', {
  type: 'search',
  placeholder: 'Find a name, number or tag',
  'aria-label': 'Find in these rows',
  autocomplete: 'off',
  on: { input: () => want({ text: finder.value }) },
});
const tabs = h('div.pick', { role: 'group', 'aria-label': 'Which rows' });
const kinds = h('select', {
  'aria-label': 'What changes',
  on: { change: () => want({ kind: kinds.value }) },
});
const none = h('div.none');
const opened = h('div.open');
const stripes = h('div.wait');

export function list(): HTMLElement {
  return h('section.list', { 'aria-label': 'Rows' }, h('div.tools', finder, tabs, kinds), grid, none, opened);
}

onOpen(open);
open();
grid.append(stripes);
stripes.hidden = none.hidden = kinds.hidden = true;
setTimeout(() => {
  stripes.hidden = areHere || rows.length > 0;
}, CALM);

/** The head of a plan names the columns and tabs; the tab that is open stays open if it is still there. */
export function describeRows(head: PlanHead): void {
  nameColumns(head.columns);
  if (!head.tabs.some(({ key }) => key === wanted.tab)) wanted.tab = head.tabs[0]?.key ?? '';
  const buttons = head.tabs.map(({ key, label, count }) => {
    const tab = button(`${label} ${thousands(count)}`, key, () => {
      for (const each of buttons) each.ariaPressed = `${each === tab}`;
      wanted.tab = key;
      fillKinds();
      want({});
    });
    tab.ariaPressed = `${key === wanted.tab}`;
    return tab;
  });
  fill(tabs, buttons);
  siftAgain(true);
}

export function addRows(portion: readonly Row[]): void {
  rows = [...rows, ...portion];
  siftAgain(true);
}

/** All rows are there. */
export function endRows(all: Row[]): void {
  rows = all;
  areHere = true;
  fillKinds();
  siftAgain(true);
}

/** Those of the rows in the tab that is open. */
function fillKinds(): void {
  const found = kindsIn(sift(rows, { ...wanted, text: '', kind: '' }));
  kinds.hidden = found.length < 2;
  const options = found.map(([kind, count]) => h('option', { value: kind }, `${kind} (${thousands(count)})`));
  fill(kinds, h('option', { value: '' }, 'All changes'), options);
  kinds.value = wanted.kind;
  // Where there is no such option, nothing is chosen: all are, then.
  kinds.value ||= '';
  wanted.kind = kinds.value;
}

export function changeRows(changed: Progress['changed']): void {
  if (changed.length === 0) return;
  const byNumber = new Map(changed.map((change) => [change.n, change]));
  rows = rows.map((row) => {
    const change = byNumber.get(row.n);
    return change ? { ...row, ...change } : row;
  });
  siftAgain(true);
}

export function rowsUnreadable(again: () => void): void {
  areHere = false;
  stripes.hidden = grid.hidden = true;
  none.hidden = false;
  fill(none, note(ROWS_UNREADABLE), h('p', button('Try again', 'retry', again)));
}

function want(change: Partial<Wanted>): void {
  Object.assign(wanted, change);
  open();
  say(counted(siftAgain(false), 'row'));
}

function siftAgain(stay: boolean): number {
  const seen = sift(rows, wanted);
  if (rows.length > 0) stripes.hidden = true;
  grid.hidden = areHere && seen.length === 0;
  none.hidden = !grid.hidden;
  const { text, kind } = wanted;
  const why = kind ? 'No row here changes in this way. ' : ['No row here has "', told(text), '". '];
  if (grid.hidden)
    fill(none, h('p', text || kind ? [why, button('Show all', 'all', showAll)] : 'No rows here.'));
  showRows(seen, stay);
  return seen.length;
}

function showAll(): void {
  finder.value = kinds.value = '';
  want({ text: '', kind: '' });
  finder.focus();
}

function open(row?: Row): void {
  opened.hidden = !row;
  if (!row) return;
  fill(
    opened,
    h('h2', { dir: 'auto' }, nameOf(row.name)),
    h('p.small', phone(row.number)),
    h('p', chipsOf(row)),
  );
  opened.scrollIntoView({ block: 'nearest' });
}
