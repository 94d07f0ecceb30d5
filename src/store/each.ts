import type { ItemRecord } from '../model/item.ts';
import type { ItemState } from '../model/lifecycle.ts';
import type { Store } from './contract.ts';

const READ_AT_ONCE = 500;

/** The items of a plan in its order, a few hundred in memory at a time: a plan may be large. */
export async function* eachItem(
  store: Store,
  planId: string,
  states?: readonly ItemState[],
): AsyncGenerator<ItemRecord> {
  const some = states && { states };
  const read = (after: number) => store.listItems(planId, { ...some, after, limit: READ_AT_ONCE });
  for (let batch = await read(0); batch.length > 0; batch = await read(batch.at(-1)?.seq ?? 0)) yield* batch;
}
