import * as z from 'zod';
import type { Context } from '../context.ts';
import { counted, shownShort } from '../lib/text.ts';
import type { ItemRecord } from '../model/item.ts';
import { ITEM, ItemState, PlanState, tally } from '../model/lifecycle.ts';
import { budgetAt, UNAPPROVED } from '../plans/single.ts';
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
    const saved = await saveDraft(sheet.draft, context, scope.canAsk, 'at once');
    const reason = saved.state === PlanState.waiting ? await unapproved(sheet, total, context) : undefined;
    if (reason !== undefined) return { ...viewSheet(saved, sheet), reason };
    const { plan_id, warnings } = saved;
    const { notes, ...done } = await carriedOut(plan_id, sheet, total, context, scope);
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

/** Has a small import run without being asked for; the reason when it has to be. */
async function unapproved({ draft, isUndecided }: PlannedSheet, total: number, context: Context) {
  const { plan_id, hash } = draft.plan;
  if (total > FEW_ROWS) return `more than ${FEW_ROWS} rows need approval`;
  if (isUndecided) return 'rows in it say no to messages, and what becomes of them is for the person to say';
  const { store } = await context.journal();
  const at = context.now();
  if (await store.approvePlan({ plan_id, hash, how: 'none', at }, budgetAt(at))) return undefined;
  return `${UNAPPROVED} contacts may be written without approval within 10 minutes, and with these it would be more`;
}

/** Runs the small plan, before all others, and tells how each row ended. */
async function carriedOut(
  planId: string,
  { draft, errors: refused, rows, rowOf, hints }: PlannedSheet,
  total: number,
  context: Context,
  scope: CallScope,
) {
  const journal = await context.journal();
  journal.runner.wake();
  const { state, reason, next } = await waitFor(journal, planId, WAIT, context, {
    ...scope,
    // Why is said of each row.
    items: 'problems',
  });
  const items = await journal.store.listItems(planId, { limit: FEW_ROWS });
  const count = (wanted: ItemState, made: boolean) =>
    items.filter(({ state: ended, task }) => ended === wanted && 'delta' in task !== made).length;
  const created = count(ItemState.done, true);
  const updated = count(ItemState.done, false);
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
  return {
    total,
    created,
    updated,
    unchanged,
    failed: errors.length,
    errors,
    notes: [...left, ...notesOf(items, rowOf)],
    state,
    ...nextAfter(errors.length, [...hints, ...protectedHint(tally(items).protected), next]),
  };
}

function nextAfter(failed: number, more: readonly (string | undefined)[]): { next?: string } {
  const mend =
    failed > 0
      ? 'Show the person the failed rows with their reasons; only what they correct is sent again.'
      : undefined;
  const sentences = new Set([mend, ...more].filter((sentence) => sentence !== undefined));
  return sentences.size > 0 ? { next: [...sentences].join(' ') } : {};
}

/** What the service made of a row that was taken. */
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
