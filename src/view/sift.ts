import { kindOf, wordsOf } from './chip.ts';
import type { Row } from './contract.ts';

export interface Wanted {
  text: string;
  /** The key of a tab; `''` for all rows. */
  tab: string;
  /** What changes, as `kindOf` words it; `''` for all. */
  kind: string;
}

const NUMBER = /^[+\d][\d\s().\-/]*$/;
/** In a row, what a person may search for; it is made when it is first asked for. */
const keys = new WeakMap<Row, string>();

/** The rows that a person asked for, in their order. */
export function sift(rows: readonly Row[], { text, tab, kind }: Wanted): Row[] {
  const words = folded(text.trim());
  const wanted = [words, NUMBER.test(words) ? digitsOf(words) : words];
  return rows.filter(
    (row) =>
      (!tab || row.tab === tab) &&
      (!kind || row.what.some((what) => kindOf(what) === kind)) &&
      (!words || wanted.some((part) => keyOf(row).includes(part))),
  );
}

function keyOf(row: Row): string {
  let key = keys.get(row);
  if (key === undefined) {
    key = folded([row.name, row.number, digitsOf(row.number), row.state, wordsOf(row.what)].join('\n'));
    keys.set(row, key);
  }
  return key;
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

const MOST_KINDS = 50;

/** What changes in these rows, the most frequent first, with the number of rows. */
export function kindsIn(rows: readonly Row[]): [kind: string, count: number][] {
  const counts = new Map<string, number>();
  for (const kind of rows.flatMap(({ what }) => [...new Set(what.map(kindOf))]))
    if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_KINDS);
}
