import type { Context } from '../context.ts';
import { importIn } from '../model/facts.ts';
import { type Counts, can, countIn, LEFT_UNDONE } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Store } from '../store/contract.ts';
import type { Fact } from '../view/contract.ts';
import type { Line } from '../words/plans/lines.ts';
import { columnsWords, factWords, PROBLEMS } from '../words/review.ts';
import { barsOf } from './bars.ts';
import { whyOf } from './rows.ts';
import { rowsInSheet } from './tabs.ts';

const NAMED = 50;
const KNOWN = LEFT_UNDONE.filter((state) => !PROBLEMS.includes(state));

/**
 * The sentences of a plan, each with what proves it: who is left alone and why, refused rows, how a sheet was understood, the
 * tags that campaigns go to.
 */
export async function proved(
  lines: readonly Line[],
  store: Store,
  plan: PlanRecord,
  counts: Counts,
  context: Context,
): Promise<Fact[]> {
  const columns = columnsOf(plan);
  const all = columns === undefined ? lines : [...lines, { about: 'sheet' as const, text: columns.text }];
  return Promise.all(
    factWords(all, plan).map(async ({ key, ...fact }): Promise<Fact> => {
      if (key === 'left') return { ...fact, ...(await leftOf(store, plan, counts)) };
      if (key === 'refused') return { ...fact, ...(await refusedOf(store, plan)) };
      if (key === 'sheet' && columns) return { ...fact, columns: columns.columns };
      const bars = key === 'campaigns' ? await barsOf(store, plan, context) : [];
      return bars.length > 0 ? { ...fact, bars } : fact;
    }),
  );
}

type People = NonNullable<Fact['people']>;

function peopled(people: People, of: number): Pick<Fact, 'people' | 'more'> {
  return people.length === 0 ? {} : { people, more: Math.max(0, of - people.length) };
}

/** Of a plan that ran, those who are left for other reasons are its problems. */
async function leftOf(
  store: Store,
  { plan_id, state }: PlanRecord,
  counts: Counts,
): Promise<Pick<Fact, 'people' | 'more'>> {
  const states = can(state, 'approve') ? LEFT_UNDONE : KNOWN;
  const items = await store.listItems(plan_id, { limit: NAMED, states });
  const people = items.map((item) => {
    const { name, phone_number: number } = item.before;
    const reason = whyOf(item);
    return { name, number, ...(reason !== '' && { reason }) };
  });
  return peopled(people, countIn(counts, states));
}

async function refusedOf(store: Store, plan: PlanRecord): Promise<Pick<Fact, 'people' | 'more'>> {
  const rows = await store.listUntaken(plan.plan_id, { from: 0, limit: NAMED, why: ['refused'] });
  const people = rows.map(({ row, name, number, reason }) => ({
    name,
    number,
    reason: `row ${row}: ${reason}`,
  }));
  return peopled(people, rowsInSheet(plan, 'refused'));
}

/** A plan of an earlier version keeps no columns. */
function columnsOf({
  summary,
}: PlanRecord): { text: string; columns: NonNullable<Fact['columns']> } | undefined {
  const columns = importIn(summary)?.columns;
  if (columns === undefined) return undefined;
  const named = columns.first.map(({ header, as: becomes }) => ({ header, becomes }));
  return { text: columnsWords(columns), columns: named };
}
