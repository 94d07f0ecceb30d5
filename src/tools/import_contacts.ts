import * as z from 'zod';
import type { Context } from '../context.ts';
import { counted, shownShort } from '../lib/text.ts';
import { budgetAt } from '../plans/once.ts';
import type { ItemRecord, ItemState } from '../store/records.ts';
import { type CallScope, defineTool } from './define.ts';
import { saveDraft } from './planning.ts';
import { FEW_ROWS, type PlannedSheet, rowError } from './sheetReading.ts';
import { planSheet, sheetInput } from './sheets.ts';
import { waitFor } from './waiting.ts';

const WAIT = 18;
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
    'As `plan_import`, and done at once when it has up to 20 rows: people pasted into the chat, as CSV under a header. More rows: the plan, waiting. Never reformat or complete numbers.',
  input: sheetInput,
  output: {
    ...z.object(counts).partial().shape,
    errors: z.array(rowError),
    warnings: z.array(z.string()),
    plan_id: z.string(),
    state: z.string(),
    summary: z.string(),
    approval_phrase: z.string().optional(),
  },
  async run(input, context, scope) {
    const sheet = await planSheet(input, context, scope, true);
    const { plan } = sheet.draft;
    const total = sheet.rows.valid + sheet.rows.invalid + sheet.rows.duplicate;
    const journal = await context.journal();
    const saved = await saveDraft(sheet.draft, context, scope.canAsk);
    const { plan_id, state, summary, warnings, approval_phrase, next } = saved;
    const base = { plan_id, summary, warnings };
    const at = context.now();
    const approval = { plan_id, hash: plan.hash, how: 'none', at } as const;
    const small = total <= FEW_ROWS && state === 'waiting';
    if (state === 'waiting' && !(small && (await journal.store.approvePlan(approval, budgetAt(at)))))
      return {
        ...base,
        errors: sheet.errors,
        state,
        ...(approval_phrase !== undefined && { approval_phrase }),
        ...(next !== undefined && { next }),
      };
    const { notes, ...done } = await carriedOut(plan_id, sheet, total, context, scope);
    return { ...base, ...done, warnings: [...warnings, ...notes] };
  },
  say({
    total,
    created,
    updated,
    unchanged,
    failed,
    errors,
    warnings,
    plan_id,
    state,
    summary,
    approval_phrase,
  }) {
    const head =
      total === undefined
        ? `Not imported yet: plan ${plan_id} is ${state}: ${summary}`
        : `${counted(total, 'row')} (${plan_id}, ${state}): ${created} created, ${updated} updated, ${unchanged} unchanged, ${failed} failed. ${summary}`;
    return [
      head,
      ...(approval_phrase ? [`To approve, the person types: ${approval_phrase}`] : []),
      ...errors.map(
        ({ row, phone_number, reason }) => `- row ${row}, ${phone_number || 'no number'}: ${reason}`,
      ),
      ...warnings.map((warning) => `Warning: ${warning}`),
    ].join('\n');
  },
});

/** Runs the small plan, before all others, and tells how each row ended. */
async function carriedOut(
  planId: string,
  { errors: refused, rows, rowOf }: PlannedSheet,
  total: number,
  context: Context,
  scope: CallScope,
) {
  const journal = await context.journal();
  journal.runner.wake();
  const { state, reason, next } = await waitFor(journal, planId, WAIT, context, scope);
  const items = await journal.store.listItems(planId, { limit: FEW_ROWS });
  const count = (wanted: ItemState, made: boolean) =>
    items.filter(({ state: ended, task }) => ended === wanted && (task.do !== 'update') === made).length;
  const created = count('done', true);
  const updated = count('done', false);
  const failures = items
    .filter(({ state: ended }) => !['done', 'unchanged', 'pending', 'sending'].includes(ended))
    .map((item) => errorOf(item, rowOf, reason));
  const errors = [...refused, ...failures].sort((a, b) => a.row - b.row);
  const open = items.filter(({ state: ended }) => ended === 'pending' || ended === 'sending').length;
  const unchanged = rows.valid - created - updated - failures.length - open;
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
    ...nextAfter(errors.length, next),
  };
}

function nextAfter(failed: number, next: string | undefined): { next?: string } {
  const mend =
    failed > 0
      ? ['Show the person the failed rows with their reasons; only what they correct is sent again.']
      : [];
  const sentences = [...mend, ...(next === undefined ? [] : [next])];
  return sentences.length > 0 ? { next: sentences.join(' ') } : {};
}

/** What the service made of a row that was taken. */
function notesOf(items: readonly ItemRecord[], rowOf: ReadonlyMap<string, number>): string[] {
  return items
    .filter(({ state, reason }) => state === 'done' && reason !== undefined)
    .map(({ before, reason }) => `Row ${rowOf.get(before.phone_number) ?? 0}: ${reason}.`);
}

function errorOf(
  { before, state, reason }: ItemRecord,
  rowOf: ReadonlyMap<string, number>,
  ended: string | undefined,
) {
  const number = before.phone_number;
  const why = reason ?? ended ?? `it is ${state}`;
  return { row: rowOf.get(number) ?? 0, phone_number: shownShort(number, 60), reason: why };
}
