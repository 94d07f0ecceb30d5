import { DAY } from '../lib/time.ts';
import { plansThat } from '../model/lifecycle.ts';
import type { Store } from '../store/contract.ts';

/** A rename of the last day that a plan has done, or is doing. */
export interface LastRename {
  plan_id: string;
  at: number;
  from: string;
  to: string;
}

const LOOKED_AT = 50;

/** The last rename of one of these tags or attribute keys. */
export async function lastRename(
  store: Store,
  { account, now }: { account: string; now: number },
  { of, names }: { of: 'tag' | 'key'; names: readonly string[] },
): Promise<LastRename | undefined> {
  const approved = plansThat((is) => is.approved);
  const query = { page: 1, limit: LOOKED_AT, after: now - DAY, state: approved, at: now };
  const { plans } = await store.listPlans(account, query);
  for (const { summary, plan_id, finished_at: at = now } of plans) {
    if (typeof summary === 'string' || summary.say !== 'update') continue;
    const { renames: tags, moves: keys } = summary.parts;
    const one = (of === 'tag' ? tags : keys).find(({ old }) => names.includes(old));
    if (one) return { plan_id, at, from: one.old, to: one.name };
  }
  return undefined;
}
