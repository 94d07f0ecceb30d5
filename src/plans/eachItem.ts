import type { ItemRecord, ItemState, Store } from '../store/records.ts';

const READ_AT_ONCE = 500;

/** The items of a plan in its order, a few hundred in memory at a time: a plan may be large. */
export async function* eachItem(
  store: Store,
  planId: string,
  states?: readonly ItemState[],
): AsyncGenerator<ItemRecord> {
  let after = 0;
  for (let read = READ_AT_ONCE; read === READ_AT_ONCE; ) {
    const batch = await store.listItems(planId, { ...(states && { states }), after, limit: READ_AT_ONCE });
    yield* batch;
    read = batch.length;
    after = batch.at(-1)?.seq ?? after;
  }
}
