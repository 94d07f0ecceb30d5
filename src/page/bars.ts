import type { Context } from '../context.ts';
import { countTags } from '../find/tags/tagCounts.ts';
import { fold } from '../lib/fold.ts';
import type { PlanItem } from '../model/item.ts';
import { ItemState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { kindOf } from '../plans/tasks/index.ts';
import type { Store } from '../store/contract.ts';
import { eachItem } from '../store/each.ts';
import type { Fact } from '../view/contract.ts';

type Bar = NonNullable<Fact['bars']>[number];

/** Tags whose contacts change, those of the most contacts, and look-alikes of each. */
const MOST_MOVED = 8;
const MOST_ALIKE = 4;

/**
 * How many contacts have each tag before the plan and would have it after, with the tags that look like it. The account
 * is not read for this: where it was not read lately, there are none.
 */
export async function barsOf(store: Store, plan: PlanRecord, { account }: Context): Promise<Bar[]> {
  const read = await account.finished();
  if (read === undefined) return [];
  const moved = new Map<string, number>();
  for await (const item of eachItem(store, plan.plan_id, [ItemState.pending]))
    for (const [tag, by] of movesOf(item)) moved.set(tag, (moved.get(tag) ?? 0) + by);
  if (moved.size === 0) return [];
  const folds = new Map([...moved.keys()].map((tag) => [tag, fold(tag)]));
  const isNear = new Set(folds.values());
  const { counts } = countTags(read.contacts.values());
  const near = Map.groupBy(
    [...counts].filter(([tag]) => !moved.has(tag) && isNear.has(fold(tag))),
    ([tag]) => fold(tag),
  );
  const most = [...moved].sort(([, a], [, b]) => Math.abs(b) - Math.abs(a)).slice(0, MOST_MOVED);
  const shown = Map.groupBy(most, ([tag]) => folds.get(tag) ?? '');
  return [...shown].flatMap(([folded, tags]) => [
    ...tags.map(([tag, by]) => {
      const before = counts.get(tag) ?? 0;
      return { tag, before, after: Math.max(0, before + by) };
    }),
    ...(near.get(folded) ?? [])
      .sort(([, a], [, b]) => b - a)
      .slice(0, MOST_ALIKE)
      .map(([tag, count]) => ({ tag, before: count, after: count })),
  ]);
}

/** By how much each tag has more contacts once the item is done; of a merge, the others take theirs with them. */
function movesOf({ task, before }: Pick<PlanItem, 'task' | 'before'>): [tag: string, by: number][] {
  const { adds, removes } = kindOf(task).moves(task, before);
  const losers = 'losers' in task ? task.losers : [];
  const gone = [...removes, ...losers.flatMap(({ tags }) => [...new Set(tags)])];
  return [
    ...adds.map((tag): [string, number] => [tag, 1]),
    ...gone.map((tag): [string, number] => [tag, -1]),
  ];
}
