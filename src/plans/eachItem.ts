import type { ItemRecord, ItemRow, ItemState, Store } from '../store/records.ts';

const READ_AT_ONCE = 500;

/** The items of a plan in its order, a few hundred in memory at a time: a plan may be large. */
export function eachItem(
  store: Store,
  planId: string,
  states?: readonly ItemState[],
): AsyncGenerator<ItemRecord> {
  const some = states && { states };
  return each((after) => store.listItems(planId, { ...some, after, limit: READ_AT_ONCE }));
}

/** The same as the store has them. */
export function eachRow(store: Store, planId: string): AsyncGenerator<ItemRow> {
  return each((after) => store.listRows(planId, { after, limit: READ_AT_ONCE }));
}

async function* each<T extends { seq: number }>(read: (after: number) => Promise<T[]>): AsyncGenerator<T> {
  for (let batch = await read(0); batch.length > 0; batch = await read(batch.at(-1)?.seq ?? 0)) yield* batch;
}
