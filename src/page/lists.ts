import type { Context } from '../context.ts';
import { counted } from '../lib/text.ts';
import { can, ItemState, PLAN } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { csvLine } from '../sheets/files/write.ts';
import { guarded } from '../sheets/text/cells.ts';
import type { Store } from '../store/contract.ts';
import { eachItem } from '../store/each.ts';
import { overview } from '../tools/steps/view.ts';
import type { PlanList, Tags, What } from '../view/contract.ts';
import { outcomeWords, type Tone } from '../words/review.ts';
import { rowsFor } from './rows.ts';

const PLANS = 30;

/** The latest plans and receipts, by day. `before` is the page after which the next one begins. */
export async function plansOf(store: Store, context: Context, page: number): Promise<PlanList> {
  const at = context.now();
  const { plans, total } = await store.listPlans(context.rules.account, { page, limit: PLANS, at });
  const shown = await Promise.all(plans.map((plan) => lineOf(store, plan, context)));
  const days = Map.groupBy(shown, ({ day }) => day);
  const waiting = shown.filter(({ waits }) => waits).length;
  return {
    ...(waiting > 0 && { now: `${counted(waiting, 'plan')} ${waiting === 1 ? 'waits' : 'wait'} for you` }),
    days: [...days].map(([day, some]) => ({ day, plans: some.map(({ line }) => line) })),
    next: total > page * PLANS ? page + 1 : null,
  };
}

async function lineOf(store: Store, plan: PlanRecord, context: Context) {
  const { plan_id, summary, state, counts } = await overview(store, plan, context, undefined);
  const made = new Date(plan.created_at);
  const waits = can(state, 'approve');
  const problems = (counts[ItemState.failed] ?? 0) + (counts[ItemState.unknown] ?? 0);
  const tone: Tone = waits ? 'due' : problems > 0 || !PLAN[state].finished ? 'mind' : 'plain';
  const outcome = waits
    ? 'Waiting for you'
    : problems > 0
      ? `${state}, ${counted(problems, 'problem')}`
      : state;
  return {
    day: made.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' }),
    waits,
    line: {
      plan_id,
      at: made.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }),
      text: summary,
      outcome,
      tone,
    },
  };
}

/** What `list_tags` gives of all tags. */
interface Listed {
  summary: string;
  tags: readonly { tag: string; contacts: number; protected: boolean }[];
  lookalikes: readonly (readonly string[])[];
}

export function tagsOf({ summary, tags, lookalikes }: Listed): Tags {
  return {
    text: summary,
    tags: tags.map(({ tag, contacts, protected: optOut }) => ({ tag, contacts, optOut })),
    alike: lookalikes.map((group) => {
      const [first = '', ...others] = group;
      return {
        tags: [...group],
        say: `rename the tag ${others.map((tag) => JSON.stringify(tag)).join(' and ')} to ${JSON.stringify(first)}`,
      };
    }),
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
    lines.push(csvLine([name, number, result, changes, reason].map(guarded)));
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
