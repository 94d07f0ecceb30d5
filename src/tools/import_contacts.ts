import * as z from 'zod';
import type { Context } from '../context.ts';
import { counted, shownShort } from '../lib/text.ts';
import type { ItemRecord } from '../model/item.ts';
import { ITEM, ItemState, PlanState, tally } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import type { Warning, WarningFact } from '../model/warnings.ts';
import { budgetsAt } from '../plans/approval.ts';
import { overBudgetWords } from '../words/approval.ts';
import { nextFrom, replacedNext } from '../words/next.ts';
import { planShape, sayPlan, standing } from '../words/plan.ts';
import { reasonWords } from '../words/plans/reasons.ts';
import { warningsWords } from '../words/plans/warnings.ts';
import { importedLine, importedRow, protectedHint, rowError, rowLine, saySheet } from '../words/sheet.ts';
import { importedWords, reachedNow } from '../words/sheets/imported.ts';
import { failedRowsHint } from '../words/sheets/mend.ts';
import { type CallScope, defineTool } from './define.ts';
import { sheetInput } from './params.ts';
import { storeDraft, viewSaved } from './steps/save.ts';
import { planSheet } from './steps/sheets/sheet.ts';
import { FEW_ROWS, type PlannedSheet } from './steps/sheets/sheetReading.ts';
import { viewSheet } from './steps/sheets/sheetView.ts';
import { waitFor } from './steps/wait.ts';

const WAIT = 18;
const plan = z.object(planShape);
const counts = {
  total: z.number(),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  failed: z.number(),
  protected: z.number(),
  skipped: z.number(),
};

export const importContacts = defineTool({
  name: 'import_contacts',
  title: 'Import contacts',
  effect: 'write',
  waits: true,
  description:
    'Imports people pasted into the chat, as `csv`. Up to 20 rows are done at once, each failing alone; more wait as a plan. Headers known in many languages: phone, name, first and last name, country, tags; others only by `columns`. Numbers have + and country code, or `default_country`: never reformat or complete one.',
  input: sheetInput,
  output: {
    ...plan.extend(counts).partial().shape,
    ...plan.pick({ plan_id: true, state: true }).shape,
    columns: z.record(z.string(), z.string()).optional(),
    rows: z.record(z.string(), z.number()).optional(),
    contacts: z.array(importedRow).optional(),
    errors: z.array(rowError),
    fix_file: z.string().optional(),
    warnings: z.array(z.string()).optional(),
  },
  async run(input, context, scope) {
    const sheet = await planSheet(input, context, scope, true);
    const { valid, invalid, duplicate, skipped = 0 } = sheet.rows;
    const total = valid + invalid + duplicate + skipped;
    const asks = whyAsked(sheet, total);
    const runs = asks === undefined ? 'at once' : 'when approved';
    const saved = await storeDraft(sheet.draft, context, { runs, sheet: sheet.source });
    const { plan, replaced } = saved;
    const reason = plan.state === PlanState.waiting ? (asks ?? (await approve(plan, context))) : undefined;
    if (reason !== undefined)
      return { ...viewSheet(await viewSaved(saved, context, scope.canAsk), sheet), reason };
    const { plan_id } = plan;
    const hints = [...(replaced === undefined ? [] : [replacedNext(replaced)]), ...sheet.hints];
    const { noted, ...done } = await carryOut(plan_id, { ...sheet, hints }, total, context, scope);
    const file = sheet.fixFile === undefined ? {} : { fix_file: sheet.fixFile };
    const warnings = [...warningsAfter(sheet.draft.plan.warnings, done), ...noted];
    return { plan_id, ...done, ...file, ...(warnings.length > 0 && { warnings }) };
  },
  say(output) {
    const { total, contacts = [], errors, warnings = [] } = output;
    if (total === undefined)
      return ['Not imported yet.', sayPlan(plan.parse(output)), saySheet(output)].join('\n');
    return [
      importedWords({ ...output, total }, output),
      ...contacts.map(importedLine),
      ...errors.map(rowLine),
      ...warnings.map((warning) => `Warning: ${warning}`),
    ].join('\n');
  },
});

/** Once a sheet is imported, what its plan says of campaigns to come is so. */
function warningsAfter(
  warnings: readonly Warning[],
  { state, created, updated }: { state: string; created: number; updated: number },
): string[] {
  if (state !== PlanState.done) return warningsWords(warnings);
  const reached = created + updated > 0 ? warnings.filter(isReached).flatMap(({ tags }) => tags) : [];
  return [...reachedNow(reached), ...warningsWords(warnings.filter((warning) => !isReached(warning)))];
}

function isReached(warning: Warning): warning is WarningFact<'reaches'> {
  return typeof warning === 'object' && warning.say === 'reaches';
}

/** Why the person has to be asked before anything is sent. */
function whyAsked({ isUndecided }: PlannedSheet, total: number): string | undefined {
  if (total > FEW_ROWS) return `more than ${FEW_ROWS} rows need approval`;
  return isUndecided
    ? 'rows in it say no to messages, and what becomes of them is for the person to say'
    : undefined;
}

/** Approves a small import without asking; returns the reason if the person has to be asked. */
async function approve({ plan_id, hash }: PlanRecord, context: Context): Promise<string | undefined> {
  const { store } = await context.journal();
  const at = context.now();
  const approval = { plan_id, hash, how: 'none', at } as const;
  const over = await store.approvePlan(approval, budgetsAt(at, context.rules.approval));
  if (over === 'approved') return undefined;
  return over === 'overtaken' ? 'it was changed by another process meanwhile' : overBudgetWords(over);
}

/** Runs the plan of a small import, and counts what became of its rows. */
async function carryOut(
  planId: string,
  { draft, errors: refused, rows, rowOf, hints, given, fixFile }: PlannedSheet,
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
  const contacts = items
    .filter(({ state: ended }) => !ITEM[ended].leftUndone && !ITEM[ended].open)
    .map((item) => importedOf(item, rowOf));
  const failures = items
    .filter(({ state: ended }) => ITEM[ended].leftUndone)
    .map((item) => errorOf(item, rowOf, reason));
  const errors = [...refused, ...failures].sort((a, b) => a.row - b.row);
  const open = items.filter(({ state: ended }) => ITEM[ended].open).length;
  const unchanged = rows.valid - created - updated - failures.length - open - draft.plan.left_over;
  const optedOut = tally(items).protected;
  const failed = errors.length - optedOut;
  const mend = failed > 0 ? [failedRowsHint(fixFile === undefined ? given : {})] : [];
  return {
    total,
    created,
    updated,
    unchanged,
    failed,
    ...(optedOut > 0 && { protected: optedOut }),
    ...(rows.skipped !== undefined && { skipped: rows.skipped }),
    contacts,
    errors,
    noted: [...notDone(open, planId, { state, reason }), ...storedOtherwise(items, rowOf)],
    state,
    ...nextFrom([...new Set([...mend, ...hints, ...protectedHint(optedOut), next])]),
  };
}

function notDone(open: number, planId: string, plan: Parameters<typeof standing>[0]): string[] {
  return open === 0
    ? []
    : [`${counted(open, 'row')} ${open === 1 ? 'is' : 'are'} not done: ${planId} is ${standing(plan)}.`];
}

/** Whom a row made or changed, with the number that was made of the written one. */
function importedOf({ before, after, state, task }: ItemRecord, rowOf: ReadonlyMap<string, number>) {
  const { name, phone_number } = after ?? before;
  const result = state !== ItemState.done ? state : 'delta' in task ? 'updated' : 'created';
  return {
    row: rowOf.get(before.phone_number) ?? 0,
    name: shownShort(name, 60),
    phone_number: shownShort(phone_number, 60),
    result,
  };
}

/** How the service stored rows otherwise than asked. */
function storedOtherwise(items: readonly ItemRecord[], rowOf: ReadonlyMap<string, number>): string[] {
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
  return {
    row: rowOf.get(number) ?? 0,
    name: shownShort(before.name, 60),
    phone_number: shownShort(number, 60),
    reason: why,
  };
}
