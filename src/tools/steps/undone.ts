import * as z from 'zod';
import { ItemState } from '../../model/lifecycle.ts';
import { leftToUndo } from '../../plans/tasks/index.ts';
import type { Store } from '../../store/contract.ts';
import { eachItem } from '../../store/each.ts';

/** By which plan all of a plan, or a part of it, was undone. */
export const undoneShape = {
  undone_by: z.string().optional(),
  partly_undone: z.strictObject({ by: z.string(), done: z.number(), undone: z.number() }).optional(),
};

type Undone = z.output<z.ZodObject<typeof undoneShape>>;

/** The plan that undid this one last; unless nothing is left to undo, with how many of its items were done and undone. */
export async function undoneOf(store: Store, planId: string): Promise<Undone> {
  const by = await store.undoneBy(planId);
  if (by === undefined) return {};
  const restored = new Set(await store.contactsRestored(planId));
  let [done, undone] = [0, 0];
  for await (const item of eachItem(store, planId, [ItemState.done, ItemState.failed])) {
    if (leftToUndo(item).length === 0) continue;
    done += 1;
    if (leftToUndo(item, restored).length === 0) undone += 1;
  }
  return undone === done ? { undone_by: by } : { partly_undone: { by, done, undone } };
}
