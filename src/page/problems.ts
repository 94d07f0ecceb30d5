import { nameAndNumber } from '../contacts/name.ts';
import { thousands, unended } from '../lib/text.ts';
import type { ItemRecord } from '../model/item.ts';
import type { Counts, ItemState } from '../model/lifecycle.ts';
import type { Store } from '../store/contract.ts';
import type { Problem } from '../view/contract.ts';
import { outcomeWords, PROBLEMS, todoWords } from '../words/review.ts';
import { whyOf } from './rows.ts';

/** Of each outcome so many are read, to be grouped by reason. */
const READ = 1000;
const NAMED = 5;

/** What went wrong, by what became of it and why. */
export async function problemsOf(store: Store, planId: string, states: Counts): Promise<Problem[]> {
  const some = PROBLEMS.filter((state) => states[state] > 0);
  const all = await Promise.all(
    some.map(async (state) => {
      const items = await store.listItems(planId, { limit: READ, states: [state] });
      return grouped(state, items, states[state] - items.length);
    }),
  );
  return all.flat();
}

/** By reason; `more` of them were not read. */
function grouped(state: ItemState, items: readonly ItemRecord[], more: number): Problem[] {
  const problem = { outcome: outcomeWords(state), todo: todoWords(state) };
  const reasons = Map.groupBy(items, (item) => withoutIds(whyOf(item)));
  const groups = [...reasons].map(([reason, alike]) => {
    const names = alike.slice(0, NAMED).map(({ before }) => nameAndNumber(before));
    return { ...problem, count: alike.length, names, reason: sentence(reason) };
  });
  const others = `These are ${thousands(more)} more; the rows say why.`;
  return more <= 0 ? groups : [...groups, { ...problem, count: more, names: [], reason: others }];
}

function sentence(words: string): string {
  return words === '' ? '' : `${words.charAt(0).toUpperCase()}${unended(words.slice(1))}.`;
}

/** What tells one request from another hides that their reason is the same. */
function withoutIds(reason: string): string {
  return reason.replace(/(\/contacts)\/[^\s,)]+/g, '$1').replace(/, request id [^\s,)]+/g, '');
}
