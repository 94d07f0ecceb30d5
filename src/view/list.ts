import type { PlanHead, Progress, Refused, Row } from './contract.ts';
import { fill, h } from './dom.ts';
import { chipsOf, Grid } from './grid.ts';
import { kindsIn, sift, type Wanted } from './sift.ts';
import { counted, nameOf, phone, thousands, told } from './text.ts';

const CALM = 300;

/** All rows of a plan, with what finds some of them. */
export class List {
  readonly element: HTMLElement;
  readonly #grid = new Grid((row) => this.#open(row));
  readonly #field = h('input', {
    type: 'search',
    placeholder: 'Find a name, number or tag',
    'aria-label': 'Find in these rows',
    autocomplete: 'off',
    on: { input: () => this.#want({ text: this.#field.value }) },
  });
  readonly #tabs = h('div', { class: 'pick', role: 'group', 'aria-label': 'Which rows' });
  readonly #kinds = h('select', {
    'aria-label': 'What changes',
    hidden: true,
    on: { change: () => this.#want({ kind: this.#kinds.value }) },
  });
  readonly #none = h('div', { class: 'none', hidden: true });
  readonly #detail = h('div', { class: 'open', hidden: true });
  readonly #count = h('span', { class: 'sr', role: 'status' });
  readonly #stripes = h('div', { class: 'wait', hidden: true });
  #rows: Row[] = [];
  #wanted: Wanted = { text: '', tab: '', kind: '' };
  #isHere = false;

  constructor() {
    const tools = h('div', { class: 'tools' }, this.#field, this.#tabs, this.#kinds);
    this.#grid.element.append(this.#stripes);
    const parts = [tools, this.#grid.element, this.#none, this.#detail, this.#count];
    this.element = h('section', { class: 'list', 'aria-label': 'Rows' }, parts);
    setTimeout(() => {
      this.#stripes.hidden = this.#rows.length > 0 || this.#isHere;
    }, CALM);
  }

  /** The head of a plan names the columns and tabs; the tab that is open stays open if it is still there. */
  describe({ columns, tabs }: PlanHead): void {
    this.#grid.columns(columns);
    if (!tabs.some(({ key }) => key === this.#wanted.tab)) this.#wanted.tab = tabs[0]?.key ?? '';
    const focused = this.#tabs.contains(document.activeElement);
    const buttons = tabs.map(({ key, label, count }) =>
      h(
        'button',
        {
          'aria-pressed': String(key === this.#wanted.tab),
          'data-tab': key,
          on: { click: () => this.#pick(key) },
        },
        `${label} ${thousands(count)}`,
      ),
    );
    fill(this.#tabs, buttons);
    if (focused) buttons[0]?.focus();
    this.#sift(true);
  }

  add(rows: readonly Row[]): void {
    this.#rows.push(...rows);
    this.#sift(true);
  }

  /** All rows are there. */
  end(rows: readonly Row[]): void {
    this.#rows = [...rows];
    this.#isHere = true;
    this.#fillKinds();
    this.#sift(true);
  }

  change(changed: Progress['changed']): void {
    if (changed.length === 0) return;
    const byNumber = new Map(changed.map((change) => [change.n, change]));
    this.#rows = this.#rows.map((row) => {
      const change = byNumber.get(row.n);
      return change === undefined ? row : { ...row, ...change };
    });
    this.#sift(true);
  }

  unreadable({ title, text }: Pick<Refused, 'title' | 'text'>, again: () => void): void {
    this.#isHere = false;
    this.#stripes.hidden = true;
    this.#grid.element.hidden = true;
    this.#none.hidden = false;
    const button = h('button', { on: { click: again } }, 'Try again');
    fill(this.#none, h('p', { role: 'alert' }, h('b', {}, title, '. '), text), h('p', {}, button));
  }

  #want(change: Partial<Wanted>): void {
    this.#wanted = { ...this.#wanted, ...change };
    this.#open(undefined);
    const seen = this.#sift(false);
    this.#count.textContent = counted(seen.length, 'row');
  }

  #pick(tab: string): void {
    for (const button of this.#tabs.querySelectorAll('button'))
      button.setAttribute('aria-pressed', String(button.dataset['tab'] === tab));
    this.#want({ tab });
  }

  #sift(stay: boolean): readonly Row[] {
    const seen = sift(this.#rows, this.#wanted);
    if (this.#rows.length > 0 || this.#isHere) this.#stripes.hidden = true;
    const isEmpty = this.#isHere && seen.length === 0;
    this.#none.hidden = !isEmpty;
    this.#grid.element.hidden = isEmpty;
    if (isEmpty) this.#explain();
    this.#grid.show(seen, stay);
    return seen;
  }

  #explain(): void {
    const { text, kind } = this.#wanted;
    if (text.trim() === '' && kind === '') {
      fill(this.#none, h('p', {}, 'No rows here.'));
      return;
    }
    const all = () => {
      this.#field.value = '';
      this.#kinds.value = '';
      this.#want({ text: '', kind: '' });
      this.#field.focus();
    };
    const button = h('button', { on: { click: all } }, 'Show all');
    const which =
      text.trim() === ''
        ? ['No row here changes in this way. ']
        : ['No row here has "', told(text.trim()), '". '];
    fill(this.#none, h('p', {}, which, button));
  }

  #fillKinds(): void {
    const kinds = kindsIn(this.#rows);
    this.#kinds.hidden = kinds.length < 2;
    const options = kinds.map(([kind, count]) =>
      h('option', { value: kind }, `${kind} (${thousands(count)})`),
    );
    fill(this.#kinds, h('option', { value: '' }, 'All changes'), options);
    if (kinds.some(([kind]) => kind === this.#wanted.kind)) this.#kinds.value = this.#wanted.kind;
    else this.#wanted.kind = '';
  }

  #open(row: Row | undefined): void {
    this.#detail.hidden = row === undefined;
    if (row === undefined) return;
    const name = h('h2', { dir: 'auto' }, nameOf(row.name));
    fill(this.#detail, name, h('p', { class: 'small' }, phone(row.number)), h('p', {}, chipsOf(row)));
    this.#detail.scrollIntoView({ block: 'nearest' });
  }
}
