import type { ItemRecord, ItemState, Store } from '../store/records.ts';
import type { Runner } from './runner.ts';

/** What bulk work needs, opened with the first plan or selection: starting stays fast. */
export interface Journal {
  store: Store;
  runner: Runner;
}

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

/** How a person's word may reach us: by a form where the client has one, or relayed by the agent. */
export type ApprovalMode = 'ask' | 'relay' | 'form';

/** How plans are limited and approved; from the configuration. */
export interface PlanRules {
  /** Base URL and auth id: plans of one account never meet those of another. */
  account: string;
  approval: ApprovalMode;
  caps: { plan: number; deletions: number };
}
