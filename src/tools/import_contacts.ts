import * as z from 'zod';
import type { Context } from '../context.ts';
import { counted, shownShort } from '../lib/text.ts';
import type { ItemRecord } from '../model/item.ts';
import { ITEM, ItemState, PlanState, tally } from '../model/lifecycle.ts';
import { budgetAt, UNAPPROVED } from '../plans/single.ts';
import { nextFrom } from '../words/next.ts';
import { planShape, sayPlan } from '../words/plan.ts';
import { reasonWords } from '../words/reasons.ts';
import { protectedHint, rowError, rowLine, saySheet } from '../words/sheet.ts';
import { type CallScope, defineTool } from './define.ts';
import { sheetInput } from './params.ts';
import { saveDraft } from './steps/save.ts';
import { planSheet } from './steps/sheet.ts';
import { FEW_ROWS, type PlannedSheet } from './steps/sheetReading.ts';
import { viewSheet } from './steps/sheetView.ts';
import { waitFor } from './steps/wait.ts';

const WAIT = 18;
const plan = z.object(planShape);
const counts = {
  total: z.number(),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  failed: z.number(),
};

export const importContacts = defineTool({
  name: 'import_contacts',
  title: 'Import contacts',
  effect: 'write',
  waits: true,
  description:
    'As `plan_import`, and done at once when it has up to 20 rows, each failing alone: people pasted into the chat, as CSV under a header. More rows: the plan, waiting. Never reformat or complete numbers.',
  input: sheetInput,
  output: {
    ...plan.extend(counts).partial().shape,
    ...plan.pick({ plan_id: true, state: true, warnings: true }).shape,
    columns: z.record(z.string(), z.string()).optional(),
    rows: z.record(z.string(), z.number()).optional(),
    errors: z.array(rowError),
    fix_file: z.string().optional(),
    notes: z.array(z.string()).optional(),
  },
  async run(input, context, scope) {
    const sheet = await planSheet(input, context, scope, true);
    const { valid, invalid, duplicate, skipped = 0 } = sheet.rows;
    const total = valid + invalid + duplicate + skipped;
    const saved = await saveDraft(sheet.draft, context, scope.canAsk);
    const reason =
      saved.state === PlanState.waiting ? await approvalNeeded(sheet, total, context) : undefined;
    if (reason !== undefined) return { ...viewSheet(saved, sheet), reason };
    const { plan_id, warnings } = saved;
    const { notes, ...done } = await carryOut(plan_id, sheet, total, context, scope);
    const file = sheet.fixFile === undefined ? {} : { fix_file: sheet.fixFile };
    return { plan_id, ...done, ...file, warnings: [...warnings, ...notes] };
  },
  say(output) {
    const { total, created, updated, unchanged, failed, errors, warnings, plan_id, state } = output;
    if (total === undefined)
      return ['Not imported yet.', sayPlan(plan.parse(output)), saySheet(output)].join('\n');
    return [
      `${counted(total, 'row')} (${plan_id}, ${state}): ${created} created, ${updated} updated, ${unchanged} unchanged, ${failed} failed.`,
      ...errors.map(rowLine),
      ...warnings.map((warning) => `Warning: ${warning}`),
    ].join('\n');
  },
});

/** Approves a small import without asking; returns the reason if the person has to be asked. */
async function approvalNeeded({ draft, isUndecided }: PlannedSheet, total: number, context: Context) {
  const { plan_id, hash } = draft.plan;
  if (total > FEW_ROWS) return `more than ${FEW_ROWS} rows need approval`;
  if (isUndecided) return 'rows in it say no to messages, and what becomes of them is for the person to say';
  const { store } = await context.journal();
  const at = context.now();
  if (await store.approvePlan({ plan_id, hash, how: 'none', at }, budgetAt(at))) return undefined;
  return `${UNAPPROVED} contacts may be written without approval within 10 minutes, and with these it would be more`;
}

/** Runs the plan of a small import, and counts what became of its rows. */
async function carryOut(
  planId: string,
  { draft, errors: refused, rows, rowOf, hints }: PlannedSheet,
  total: number,
  context: Context,
  scope: CallScope,
) {
  const journal = await context.journal();
  journal.runner.wake();
  const {
    state,
    reason,
    next = '',
  } = await waitFor(journal, planId, WAIT, context, {
    ...scope,
    // Each row gets its reason, so `next` need not offer a list of the problems.
    items: 'problems',
  });
  const items = await journal.store.listItems(planId, { limit: FEW_ROWS });
  const done = items.filter(({ state: ended }) => ended === ItemState.done);
  const updated = done.filter(({ task }) => 'delta' in task).length;
  const created = done.length - updated;
  const failures = items
    .filter(({ state: ended }) => ITEM[ended].leftUndone)
    .map((item) => errorOf(item, rowOf, reason));
  const errors = [...refused, ...failures].sort((a, b) => a.row - b.row);
  const open = items.filter(({ state: ended }) => ITEM[ended].open).length;
  const unchanged = rows.valid - created - updated - failures.length - open - draft.plan.left_over;
  const why = reason === undefined ? '' : ` (${reason})`;
  const left =
    open === 0
      ? []
      : [`${counted(open, 'row')} ${open === 1 ? 'is' : 'are'} not done: ${planId} is ${state}${why}.`];
  const mend =
    errors.length > 0
      ? ['Show the person the failed rows with their reasons; only what they correct is sent again.']
      : [];
  return {
    total,
    created,
    updated,
    unchanged,
    failed: errors.length,
    errors,
    notes: [...left, ...notesOf(items, rowOf)],
    state,
    ...nextFrom([...new Set([...mend, ...hints, ...protectedHint(tally(items).protected), next])]),
  };
}

/** How the service stored rows otherwise than asked. */
function notesOf(items: readonly ItemRecord[], rowOf: ReadonlyMap<string, number>): string[] {
  return items
    .filter(({ state }) => state === ItemState.done)
    .flatMap(({ before, reason }) =>
      reason === undefined ? [] : [`Row ${rowOf.get(before.phone_number) ?? 0}: ${reasonWords(reason)}.`],
    );
}

function errorOf(
  { before, state, reason }: ItemRecord,
  rowOf: ReadonlyMap<string, number>,
  ended: string | undefined,
) {
  const number = before.phone_number;
  const why = reason === undefined ? (ended ?? `it is ${state}`) : reasonWords(reason);
  return { row: rowOf.get(number) ?? 0, phone_number: shownShort(number, 60), reason: why };
}
