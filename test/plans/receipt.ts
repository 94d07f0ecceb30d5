import { expect } from 'vitest';
import { itemLine } from '../../src/words/receipt.ts';
import type { Harness } from '../harness.ts';
import { applied, type Planned, plan } from '../tools/plans.ts';
import { rows } from '../tools/world.ts';
import { idOf, type Moment, momentOf, type Row, shown, untruths } from './oracle.ts';

type Tool = Parameters<typeof plan>[1];

export interface Receipt {
  plan_id: string;
  /** Everything untrue in the states and reasons of the items. */
  untrue: string[];
  /** Everything that an item shows otherwise than it is stored. */
  unlike: string[];
  items: Row[];
  /** How many items are in each state. */
  states: Record<string, number>;
  text: string;
}

/** Rows of one page of a receipt. */
const PER_PAGE = 50;

/** A receipt as the agent gets it, with everything untrue in it; `was` is the moment before the plan ran. */
export async function receiptOf(harness: Harness, plan_id: string, was: Moment): Promise<Receipt> {
  const { store } = await harness.context.journal();
  const kept = await store.listItems(plan_id, { limit: 1000 });
  const pages = Array.from({ length: Math.ceil(kept.length / PER_PAGE) }, (_, index) => index + 1);
  const answers = await Promise.all(
    pages.map((page) => harness.call('get_plan', { plan_id, items: 'all', page })),
  );
  const listed = answers.flatMap(({ data }) => rows(data['items']));
  const items = listed.map(rowOf);
  const text = answers.map((answer) => answer.text).join('\n');
  const states: Record<string, number> = Object.fromEntries(
    [...Map.groupBy(items, ({ state }) => state)].map(([state, all]) => [state, all.length]),
  );
  const { pending: _, ...ended } = states;
  for (const { data } of answers) expect(data['counts']).toMatchObject(ended);
  for (const row of listed) expect(text).toContain(lineOf(row));
  const untrue = kept.flatMap((item, index) => {
    const row = items[index];
    return row?.contact_id === idOf(item)
      ? untruths(item, row, harness.sandbox, was)
      : ['another contact is listed'];
  });
  const unlike = shown(listed, harness.sandbox);
  return { plan_id, untrue, unlike, items, states, text };
}

export function rowOf({ contact_id = '', state, reason = '' }: Record<string, unknown>): Row {
  return { contact_id: String(contact_id), state: String(state), reason: String(reason) };
}

function lineOf({ contact_id, name, phone_number, before, after, state, reason }: Record<string, unknown>) {
  const told = (fact: unknown) => (fact === undefined ? undefined : String(fact));
  return itemLine({
    contact_id: told(contact_id),
    name: String(name),
    phone_number: String(phone_number),
    before: Object(before),
    after: Object(after),
    state: String(state),
    reason: told(reason),
  });
}

/** Plans, applies and gives the receipt. */
export async function ran(harness: Harness, tool: Tool, args: Record<string, unknown>): Promise<Receipt> {
  return carriedOut(harness, await plan(harness, tool, args));
}

export async function carriedOut(
  harness: Harness,
  planned: Planned,
  was = momentOf(harness.sandbox),
): Promise<Receipt> {
  const { data, text } = await applied(harness, planned);
  if (data['state'] !== 'done') throw new Error(text);
  return receiptOf(harness, planned.plan_id, was);
}

/** A plan, or the words why there is none. */
export async function planned(
  { call }: Pick<Harness, 'call'>,
  tool: Tool,
  args: Record<string, unknown>,
): Promise<Planned | { text: string }> {
  const answer = await call(tool, args);
  const { plan_id, approval_phrase: phrase } = answer.data;
  return answer.isError
    ? { text: answer.text }
    : { plan_id: String(plan_id), phrase: String(phrase), answer };
}
