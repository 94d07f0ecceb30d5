import * as z from 'zod';
import type { ItemRecord } from '../../model/item.ts';
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
  const { done, undone } = await countUndone(store, planId);
  return undone === done ? { undone_by: by } : { partly_undone: { by, done, undone } };
}

/** How many items of a plan an undo would take back, also such as failed halfway. */
export async function countLeftToUndo(store: Store, planId: string): Promise<number> {
  const { done, undone } = await countUndone(store, planId);
  return done - undone;
}

async function countUndone(store: Store, planId: string): Promise<{ done: number; undone: number }> {
  const restored = await restoredBy(store, await store.undosOf(planId));
  let [done, undone] = [0, 0];
  for await (const item of eachItem(store, planId, [ItemState.done, ItemState.failed])) {
    if (leftToUndo(item).length === 0) continue;
    done += 1;
    if (leftToUndo(item, restored).length === 0) undone += 1;
  }
  return { done, undone };
}

/** The contacts that undos took back, and those in which they found nothing left to take back. */
async function restoredBy(store: Store, undos: readonly string[]): Promise<Set<string>> {
  const restored = new Set<string>();
  for (const undo of undos)
    for await (const item of eachItem(store, undo, [ItemState.done, ItemState.unchanged]))
      if (item.state === ItemState.done || wasSo(item)) restored.add(item.contact_id);
  return restored;
}

/** An item that is left alone on purpose has a reason from the start, and its turn never comes. */
function wasSo({ attempts, reason }: ItemRecord): boolean {
  return attempts > 0 || reason === undefined;
}
