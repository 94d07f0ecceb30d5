import { nameAndNumber } from '../contacts/name.ts';
import { sameValue, textOf } from '../lib/json.ts';
import type { ItemRecord } from '../model/item.ts';
import { ITEM, ItemState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { UntakenRow } from '../model/untaken.ts';
import { kindOf } from '../plans/tasks/index.ts';
import type { Store } from '../store/contract.ts';
import type { Row, What } from '../view/contract.ts';
import { reasonWords } from '../words/plans/reasons.ts';
import { outcomeWords } from '../words/review.ts';
import { tabOf } from '../words/tabs.ts';

const ROWS = 2000;
const FIRST_ROW = -1;

/**
 * The items after the one with the number `from`; behind the last one the rows of the sheet that are no items, whose numbers
 * are those of the sheet below zero, so that they are no item's.
 */
export async function rowsOf(
  store: Store,
  plan: PlanRecord,
  from: number,
): Promise<{ rows: Row[]; next: number | null }> {
  const { plan_id } = plan;
  if (from >= 0) {
    const items = await store.listItems(plan_id, { after: from, limit: ROWS });
    const last = items.length < ROWS ? undefined : items.at(-1);
    const hasMore = last === undefined && plan.kind === 'import';
    return { rows: items.map(rowsFor(plan)), next: last?.seq ?? (hasMore ? FIRST_ROW : null) };
  }
  const untaken = await store.listUntaken(plan_id, { from: -from, limit: ROWS });
  const last = untaken.length < ROWS ? undefined : untaken.at(-1);
  return { rows: untaken.map(untakenRow), next: last ? -(last.row + 1) : null };
}

function untakenRow({ row, why, name, number, reason }: UntakenRow): Row {
  const text = reason === '' ? `row ${row}` : `row ${row}: ${reason}`;
  return { n: -row, name, number, tab: why, state: '', what: [{ op: 'why', text }] };
}

/** Turns items of a plan into rows of the page: who it is, what changes, and what became of it. */
export function rowsFor(plan: Pick<PlanRecord, 'kind' | 'state' | 'warnings'>): (item: ItemRecord) => Row {
  const isRarer = rarer(plan);
  return (item) => {
    const { seq, state, before, after, task } = item;
    const { name, phone_number: number } = after ?? before;
    const text = whyOf(item);
    return {
      n: seq,
      name,
      number,
      tab: tabOf(item, plan),
      state: state === ItemState.protected && text !== '' ? '' : outcomeWords(state, task),
      what: [...changesOf(item, isRarer), ...(text === '' ? [] : [{ op: 'why' as const, text }])],
    };
  };
}

/** Why an item ended as it did, without the name: people with the same reason are one group. */
export function whyOf({ reason }: Pick<ItemRecord, 'reason'>): string {
  return reason === undefined ? '' : reasonWords(reason, 'beside the name');
}

type Compare = (a: string, b: string) => number;

/** Of the tags of contacts that are deleted, those of the fewest first: what is cut off is what all have. */
function rarer({ warnings }: Pick<PlanRecord, 'warnings'>): Compare {
  const carried = warnings.flatMap((one) =>
    typeof one === 'object' && one.say === 'carried' ? one.tags.first : [],
  );
  const counts = new Map(carried);
  return (a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0);
}

/** What the item changes; of one that is left alone nothing, lest it look like a change. */
function changesOf(item: ItemRecord, isRarer: Compare): What[] {
  const { state, task, before: was } = item;
  if (ITEM[state].leftUndone || state === ItemState.unchanged) return [];
  if (kindOf(task).effect === 'deleted') return has(was.tags.toSorted(isRarer));
  const { before, after } = kindOf(task).shows(task, item);
  if (kindOf(task).creates) return [...has(listOf(Object(after).tags)), ...attributes(Object(after))];
  const losers = 'losers' in task ? task.losers : [];
  const gone = losers.map((loser): What => ({ op: 'set', key: 'deletes', from: nameAndNumber(loser) }));
  const fields = Object.keys({ ...before, ...after }).filter((field) => field !== 'merged_and_deleted');
  return [
    ...gone,
    ...fields.flatMap((field) => changeOf(field, Object(before)[field], Object(after)[field])),
  ];
}

function has(tags: readonly string[]): What[] {
  return tags.map((to) => ({ op: 'has', to }));
}

function attributes({ custom_attributes: fields = {} }: { custom_attributes?: object }): What[] {
  return Object.entries(fields).flatMap(([key, value]) => change(key, undefined, value));
}

function changeOf(field: string, from: unknown, to: unknown): What[] {
  if (field === 'tags') return tagChanges(listOf(from), listOf(to));
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
