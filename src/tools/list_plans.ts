import * as z from 'zod';
import { bareNumber, isNumber } from '../contacts/numbers/phone.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { momentOf } from '../find/moment.ts';
import { findByNumber } from '../find/resolve.ts';
import { fitted } from '../lib/fit.ts';
import { plain, quoted, shownShort } from '../lib/text.ts';
import { ITEM_STATES, ItemState, PLAN, PLAN_STATES, PlanState, UNDER_WAY } from '../model/lifecycle.ts';
import { type Stuck, whyStuck } from '../plans/run/stuck.ts';
import { contactNamed } from '../plans/tasks/index.ts';
import type { Store } from '../store/contract.ts';
import { nextFrom } from '../words/next.ts';
import { reasonWords } from '../words/plans/reasons.ts';
import { planLine, plansHead } from '../words/receipt.ts';
import { leftAloneNext, touchedWords } from '../words/touched.ts';
import { defineTool } from './define.ts';
import { nextPage } from './paging.ts';
import { pageNumber, reference } from './params.ts';
import { undoneShape } from './steps/undone.ts';
import { overview } from './steps/view.ts';

const PER_PAGE = 20;
/** Characters of a summary, tried from generous to strict. */
const SUMMARY_SIZES = [10_000, 2000, 800, 200] as const;

export const listPlans = defineTool({
  name: 'list_plans',
  title: 'List plans',
  effect: 'read',
  description:
    'Plans of this account, newest first: what was changed when, by this or another chat, single edits included.',
  input: {
    page: pageNumber,
    contact: reference.optional().describe('Only those it is in, and what each made of it'),
    state: z.enum(PLAN_STATES).optional(),
    after: z.string().max(40).optional().describe('Date, instant or age'),
  },
  output: {
    plans: z.array(
      z.strictObject({
        plan_id: z.string(),
        summary: z.string(),
        state: z.enum(PLAN_STATES),
        reason: z.string().optional(),
        counts: z.record(z.string(), z.number()),
        created_at: z.string(),
        finished_at: z.string().optional(),
        ...undoneShape,
        item: z.strictObject({ state: z.enum(ITEM_STATES), reason: z.string().optional() }).optional(),
      }),
    ),
    total: z.number(),
  },
  async run({ page = 1, contact, state, after }, context, { signal }) {
    const journal = await context.journal();
    const { store } = journal;
    const id = contact === undefined ? undefined : await idOf(contact, context, signal);
    const since = after === undefined ? undefined : momentOf(after, 'after', context.now());
    const { account } = context.rules;
    const stuck = await whyStuck(journal, account, context.now);
    const { plans, total } = await store.listPlans(account, {
      page,
      limit: PER_PAGE,
      contact: id,
      state: shownAs(state, stuck),
      at: context.now(),
      after: since,
    });
    const views = await Promise.all(plans.map((plan) => overview(store, plan, context, stuck)));
    const items = await Promise.all(plans.map(({ plan_id }) => itemOf(store, plan_id, id)));
    const left = views[items.findIndex((item) => item.item?.state === ItemState.protected)];
    return {
      plans: fitted(SUMMARY_SIZES, (chars) =>
        views.map(({ reason, ...view }, index) => ({
          ...view,
          ...items[index],
          summary: shownShort(view.summary, chars),
          ...(reason !== undefined && { reason: shownShort(reason, chars) }),
        })),
      ),
      total,
      ...nextFrom([
        nextPage('`list_plans` with', page, PER_PAGE, total),
        left === undefined ? '' : leftAloneNext(left.plan_id),
      ]),
    };
  },
  say({ plans, total }) {
    const lines = plans.map((plan) =>
      [planLine(plan), ...(plan.item ? [touchedWords(plan.item, plan.state)] : [])].join(' '),
    );
    return [plansHead(total, plans.length), ...lines].join('\n');
  },
});

const LONGEST_REASON = 500;

/** What the plan made of the contact that was asked for: whoever was left alone is in it, too. */
async function itemOf(store: Store, planId: string, contact: string | undefined) {
  if (contact === undefined) return {};
  const [item] = await store.listItems(planId, { contact, limit: 1 });
  if (item === undefined) return {};
  const { state, reason } = item;
  const why = reason === undefined ? {} : { reason: shownShort(reasonWords(reason), LONGEST_REASON) };
  return { item: { state, ...why } };
}

/** The states of the rows that are shown in this one: while nothing can be written, what is to run is blocked. */
function shownAs(state: PlanState | undefined, stuck: Stuck | undefined): readonly PlanState[] | undefined {
  if (state === undefined) return undefined;
  if (stuck?.state === undefined) return [state];
  if (state === PlanState.blocked) return [state, ...UNDER_WAY];
  return PLAN[state].underWay ? [] : [state];
}

/** The id for a number: of somebody who was deleted, as the journal knows it. */
async function idOf(contact: string, context: Context, signal: AbortSignal): Promise<string> {
  if (!isNumber(contact) && /\s/.test(contact.trim()))
    throw new AppError(
      `${quoted(contact, 60)} is neither the id nor the number of a contact.`,
      'Find the person by name with `list_contacts` and `search`.',
    );
  if (!isNumber(contact)) return contact.trim();
  const number = bareNumber(contact);
  const there = await findByNumber(context, number, { signal });
  if (there) return there.id;
  const { store } = await context.journal();
  const last = await store.lastDone(context.rules.account, { contact: number, since: 0 });
  if (last) return last.effect === 'deleted' ? contactNamed(last.item, number).id : last.item.contact_id;
  throw new AppError(
    `No contact has the number ${plain(number, 40)}, and no plan that is kept has changed one with it.`,
    'Look for the person by name with `list_contacts`.',
  );
}
