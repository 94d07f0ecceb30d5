import { importIn } from '../model/facts.ts';
import { type Counts, ITEM_STATES, OPEN_ITEMS } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { UNTAKEN, type Untaken } from '../model/untaken.ts';
import { isUnderWay } from '../plans/run/stuck.ts';
import type { Store } from '../store/contract.ts';
import { eachItem } from '../store/each.ts';
import type { PlanHead } from '../view/contract.ts';
import { TABS, type Tab, tabOf, tabWords } from '../words/tabs.ts';

/** Of a plan that is under way there is one: its rows stay where they are while they turn into done. */
export async function tabsOf(store: Store, plan: PlanRecord, states: Counts): Promise<PlanHead['tabs']> {
  const untaken = await store.countUntaken(plan.plan_id);
  if (isUnderWay(plan)) {
    const all = [...Object.values(states), ...Object.values(untaken)];
    return [{ key: '', label: 'All', count: all.reduce((sum, count) => sum + count, 0) }];
  }
  const counts = new Map<Tab, number>();
  const count = (tab: Tab, by: number) => counts.set(tab, (counts.get(tab) ?? 0) + by);
  for (const why of UNTAKEN) count(why, untaken[why]);
  // Of an import, what is still open is new, or a change.
  const split = plan.kind === 'import' ? OPEN_ITEMS : [];
  for (const state of ITEM_STATES) if (!split.includes(state)) count(tabOf({ state }, plan), states[state]);
  if (split.length > 0)
    for await (const item of eachItem(store, plan.plan_id, split)) count(tabOf(item, plan), 1);
  const partly = new Set<Tab>(UNTAKEN.filter((why) => untaken[why] < rowsInSheet(plan, why)));
  return TABS.flatMap((key) => {
    const of = counts.get(key) ?? 0;
    const isPart = partly.has(key);
    return of === 0
      ? []
      : [{ key, label: `${tabWords(key, plan)}${isPart ? ', the first' : ''}`, count: of }];
  });
}

/** How many such rows the sheet has; the plan keeps the first. */
export function rowsInSheet({ summary, unchanged }: PlanRecord, why: Untaken): number {
  const rows = importIn(summary)?.rows;
  if (rows === undefined) return 0;
  const { invalid, duplicate, skipped } = rows;
  return { refused: invalid, repeated: duplicate, skipped, same: unchanged }[why];
}
