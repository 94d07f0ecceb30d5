import * as z from 'zod';
import type { Context } from '../context.ts';
import { fitted } from '../lib/fit.ts';
import { cutAtItem, shownShort } from '../lib/text.ts';
import { importIn, type NotImported } from '../model/facts.ts';
import type { ItemRecord } from '../model/item.ts';
import { ITEM_STATES, ItemState, LEFT_UNDONE } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Store } from '../store/contract.ts';
import { approvedWhen } from '../words/approval.ts';
import { planItem, planShape, sayPlan } from '../words/plan.ts';
import { reasonWords } from '../words/plans/reasons.ts';
import { decisionLines, itemLine, itemsHead, refusedLines } from '../words/receipt.ts';
import { defineTool } from './define.ts';
import { nextPage } from './paging.ts';
import { pageNumber, planId, waitSeconds } from './params.ts';
import { undoneOf, undoneShape } from './steps/undone.ts';
import { findPlan, SIZES, viewItem } from './steps/view.ts';
import { waitFor } from './steps/wait.ts';

const PER_PAGE = 50;
const MOST_REFUSED = 20;

export const getPlan = defineTool({
  name: 'get_plan',
  title: 'Get a plan',
  effect: 'read',
  waits: true,
  description:
    'How far a plan is, and its receipt: which contacts were changed, and why others were not. The items listed become a selection.',
  input: {
    plan_id: planId.describe('Or "latest"'),
    items: z.enum([...ITEM_STATES, 'problems', 'all']).optional(),
    page: pageNumber,
    wait_seconds: waitSeconds,
  },
  output: {
    ...planShape,
    items: z.array(planItem.extend({ state: z.string(), reason: z.string().optional() })),
    total_items: z.number().optional(),
    selection_id: z.string().optional(),
    /** Rows that an import refused before it was planned, which are no items. */
    refused_rows: z
      .array(z.strictObject({ row: z.number(), name: z.string(), reason: z.string() }))
      .optional(),
    ...undoneShape,
    approved: z.string().optional(),
  },
  async run({ plan_id, items, page = 1, wait_seconds = 0 }, context, scope) {
    const journal = await context.journal();
    const plan = await findPlan(journal.store, context, plan_id);
    journal.runner.wake();
    const view = await waitFor(journal, plan.plan_id, wait_seconds, context, { ...scope, items });
    const undone = await undoneOf(journal.store, plan.plan_id);
    const approved = await approvalOf(journal.store, plan.plan_id);
    const base = {
      ...view,
      items: [],
      ...(approved !== undefined && { approved }),
      ...undone,
    };
    if (items === undefined) return base;
    const states = statesOf(items);
    const ids = await journal.store.contactsOf(plan.plan_id, states);
    const skip = (page - 1) * PER_PAGE;
    const listed = await journal.store.listItems(plan.plan_id, { states, skip, limit: PER_PAGE });
    const more = nextPage(
      `\`get_plan\` ${plan.plan_id} with items "${items}" and`,
      page,
      PER_PAGE,
      ids.length,
    );
    const next = [more, view.next].filter(Boolean).join(' ');
    return {
      ...base,
      // What was asked for comes alone.
      sample: undefined,
      items: viewItems(listed),
      ...(page === 1 && refusedRows(plan, items)),
      total_items: ids.length,
      ...(ids.length > 0 && { selection_id: await kept(ids, { plan: plan.plan_id, items }, context) }),
      ...(next !== '' && { next }),
    };
  },
  say({ items, total_items, selection_id, refused_rows, undone_by, partly_undone, approved, ...plan }) {
    return [
      sayPlan(plan),
      ...decisionLines(approved, { undone_by, partly_undone }),
      ...itemsHead(total_items, items.length, selection_id),
      ...items.map(itemLine),
      ...refusedLines(refused_rows),
    ].join('\n');
  },
});

/** How and when; none for a plan that needed no approval. */
async function approvalOf(store: Store, planId: string): Promise<string | undefined> {
  const approval = await store.findApproval(planId);
  return approval && approvedWhen(approval);
}

async function kept(
  ids: string[],
  filter: Record<string, unknown>,
  { selections }: Context,
): Promise<string> {
  return (await selections.add({ ids, filter, complete: true })).selection_id;
}

type Asked = ItemState | 'problems' | 'all';

function statesOf(items: Asked): readonly ItemState[] {
  if (items === 'problems') return LEFT_UNDONE;
  return items === 'all' ? ITEM_STATES : [items];
}

/** The first rows of a sheet that were refused, beside items that were not done. */
function refusedRows({ summary }: PlanRecord, items: Asked): { refused_rows?: NotImported[] } {
  const isAsked = statesOf(items).includes(ItemState.failed);
  const sheet = isAsked ? importIn(summary) : undefined;
  if (!sheet) return {};
  const rows = sheet.refused.first.slice(0, MOST_REFUSED).map(({ row, name, reason }) => ({
    row,
    name: shownShort(name, 60),
    reason: cutAtItem(reason, 160),
  }));
  return rows.length === 0 ? {} : { refused_rows: rows };
}

function viewItems(items: readonly ItemRecord[]) {
  return fitted(SIZES, (size) =>
    items.map((item) => ({
      ...viewItem(item, size),
      state: item.state,
      ...(item.reason !== undefined && { reason: cutAtItem(reasonWords(item.reason), size.chars * 2) }),
    })),
  );
}
