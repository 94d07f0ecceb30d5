import { sameValue } from '../lib/json.ts';
import type { ItemRecord } from '../model/item.ts';
import { ITEM, ItemState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { kindOf } from '../plans/tasks/index.ts';
import type { Store } from '../store/contract.ts';
import type { Row, What } from '../view/contract.ts';
import { reasonWords } from '../words/plans/reasons.ts';
import { outcomeWords, tabOf } from '../words/review.ts';

const ROWS = 2000;

/** The items after the one with the number `from`. */
export async function rowsOf(
  store: Store,
  { plan_id }: PlanRecord,
  from: number,
): Promise<{ rows: Row[]; next: number | null }> {
  const items = await store.listItems(plan_id, { after: from, limit: ROWS });
  return { rows: items.map(rowOf), next: items.length < ROWS ? null : (items.at(-1)?.seq ?? null) };
}

/** An item as a row of the page: who it is, what changes, and what became of it. */
export function rowOf(item: ItemRecord): Row {
  const { seq, state, before, after, reason } = item;
  const { name, phone_number: number } = after ?? before;
  const why: What[] = reason === undefined ? [] : [{ op: 'why', text: reasonWords(reason) }];
  return {
    n: seq,
    name,
    number,
    tab: tabOf(state),
    state: outcomeWords(state),
    what: [...changesOf(item), ...why],
  };
}

/** What the item changes; of one that is left alone nothing, lest it look like a change. */
function changesOf(item: ItemRecord): What[] {
  const { state, task } = item;
  if (ITEM[state].leftUndone || state === ItemState.unchanged) return [];
  const { before, after } = kindOf(task).shows(task, item);
  return Object.entries({ ...before, ...after }).flatMap(([field]) =>
    changeOf(field, Object(before)[field], Object(after)[field]),
  );
}

function changeOf(field: string, from: unknown, to: unknown): What[] {
  if (field === 'tags') return tagChanges(listOf(from), listOf(to));
  if (field === 'merged_and_deleted') return listOf(to).map((who) => ({ op: 'cut', from: who }));
  if (field === 'custom_attributes') {
    const [had, has] = [Object(from), Object(to)];
    return [...new Set([...Object.keys(had), ...Object.keys(has)])].flatMap((key) =>
      change(key, had[key], has[key]),
    );
  }
  return change(field === 'phone_number' ? 'number' : field, from, to);
}

function change(key: string, from: unknown, to: unknown): What[] {
  if (sameValue(from, to)) return [];
  return [
    {
      op: 'set',
      key,
      ...(from !== undefined && { from: textOf(from) }),
      ...(to !== undefined && { to: textOf(to) }),
    },
  ];
}

function tagChanges(had: readonly string[], has: readonly string[]): What[] {
  return [
    ...has.filter((tag) => !had.includes(tag)).map((to): What => ({ op: 'add', to })),
    ...had.filter((tag) => !has.includes(tag)).map((from): What => ({ op: 'cut', from })),
  ];
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
