import { isNumber } from '../contacts/numbers/phone.ts';
import type { Context } from '../context.ts';
import { counted } from '../lib/text.ts';
import { ItemState, PlanState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { csvLine } from '../sheets/files/write.ts';
import { guarded } from '../sheets/text/cells.ts';
import type { Store } from '../store/contract.ts';
import { eachItem } from '../store/each.ts';
import { overview } from '../tools/steps/view.ts';
import type { PlanList, What } from '../view/contract.ts';
import { outcomeWords } from '../words/review.ts';
import { clockWords, whichDay } from '../words/reviewed.ts';
import { planOutcome } from '../words/standing.ts';
import { rowsFor } from './rows.ts';

const PLANS = 30;

/** The latest plans and receipts, by day. `page` is the page after which the next one begins. */
export async function plansOf(store: Store, context: Context, page: number): Promise<PlanList> {
  const { account } = context.rules;
  const at = context.now();
  const { plans, total } = await store.listPlans(account, { page, limit: PLANS, at });
  const { total: waiting } = await store.listPlans(account, {
    page: 1,
    limit: 1,
    at,
    state: PlanState.waiting,
  });
  const shown = await Promise.all(plans.map((plan) => lineOf(store, plan, context)));
  const days = Map.groupBy(shown, ({ day }) => day);
  return {
    ...(waiting > 0 && { now: `${counted(waiting, 'plan')} ${waiting === 1 ? 'waits' : 'wait'} for you` }),
    days: [...days].map(([day, some]) => ({ day, plans: some.map(({ line }) => line) })),
    next: total > page * PLANS ? page + 1 : null,
  };
}

async function lineOf(store: Store, plan: PlanRecord, context: Context) {
  const at = context.now();
  const { plan_id, summary, state, counts, ...undone } = await overview(store, plan, context, undefined);
  const { text: outcome, tone } = planOutcome(plan, { ...undone, state, counts });
  return {
    day: whichDay(plan.created_at, at),
    line: { plan_id, at: clockWords(plan.created_at), text: summary, outcome, tone },
  };
}

/** All items as a sheet, formulas guarded as in exports. */
export async function sheetOf(store: Store, plan: PlanRecord): Promise<{ name: string; csv: string }> {
  const lines = [csvLine(['name', 'phone_number', 'result', 'what', 'reason'])];
  const rowOf = rowsFor(plan);
  for await (const item of eachItem(store, plan.plan_id)) {
    const { name, number, what } = rowOf(item);
    const reason = what.flatMap((one) => (one.op === 'why' ? [one.text] : [])).join('; ');
    const changes = what.flatMap((one) => (one.op === 'why' ? [] : [changeText(one)])).join('; ');
    const result =
      item.state === ItemState.pending ? 'not yet' : outcomeWords(item.state) || 'no change needed';
    const isPlain = isNumber(number);
    lines.push(
      csvLine([guarded(name), isPlain ? number : guarded(number), result, ...[changes, reason].map(guarded)]),
    );
  }
  return { name: `${plan.plan_id}.csv`, csv: `\ufeff${lines.join('')}` };
}

function changeText(what: What): string {
  switch (what.op) {
    case 'add':
      return `+ ${what.to}`;
    case 'cut':
      return `- ${what.from}`;
    case 'set':
      return `${what.key}: ${what.from ?? ''} > ${what.to ?? ''}`;
    case 'has':
      return what.to;
    case 'why':
      return what.text;
  }
}
