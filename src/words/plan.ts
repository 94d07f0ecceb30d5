import * as z from 'zod';
import { counted, quoted, thousands } from '../lib/text.ts';
import { ItemState, PlanState } from '../model/lifecycle.ts';

const fields = z.record(z.string(), z.unknown());

/** A plan, in the same shape from every tool. */
export const planShape = {
  plan_id: z.string(),
  kind: z.string(),
  state: z.string(),
  summary: z.string(),
  counts: z.record(z.string(), z.number()),
  sample: z.array(
    z.strictObject({
      contact_id: z.string(),
      name: z.string(),
      phone_number: z.string(),
      before: fields,
      after: fields,
    }),
  ),
  warnings: z.array(z.string()),
  requests: z.number(),
  eta_seconds: z.number(),
  expires_at: z.string().optional(),
  approval_phrase: z.string().optional(),
  reason: z.string().optional(),
};

export type PlanView = z.output<z.ZodObject<typeof planShape>>;

/** `selected 212, done 203, protected 9`: the counts that are not zero. */
export function countWords(counts: Readonly<Record<string, number>>): string {
  const some = Object.entries(counts).filter(
    // Once everything is done, `to_change` repeats `done`.
    ([name, count]) => count > 0 && !(name === 'to_change' && count === counts[ItemState.done]),
  );
  return some.map(([name, count]) => `${name.replace('_', ' ')} ${thousands(count)}`).join(', ');
}

const DONE_AS: Readonly<Record<string, string>> = {
  update: 'changed',
  delete: 'deleted',
  merge: 'merged',
  import: 'imported',
  undo: 'undone',
};

/** A plan's state, with the reason where it has one. */
export function standing({ state, reason }: { state: string; reason?: string | undefined }): string {
  return reason ? `${state} (${reason})` : state;
}

/** The summary tells what is planned; once the plan is approved, what was done goes first. */
function headOf({ plan_id, kind, state, reason, summary, counts }: PlanView): string {
  const head = `Plan ${plan_id} (${kind}) is ${standing({ state, reason })}`;
  if (state === PlanState.waiting) return `${head}: ${summary}`;
  const { done = 0, selected = 0 } = counts;
  return `${head}, ${thousands(done)} of ${thousands(selected)} ${DONE_AS[kind] ?? 'done'}. Planned: ${summary}`;
}

/** The names of the sample are already cut to less, and must not be cut again. */
const ALREADY_CUT = 500;

export function sayPlan(plan: PlanView): string {
  return [
    headOf(plan),
    `Counts: ${countWords(plan.counts) || 'nothing'}.`,
    ...plan.warnings.map((warning) => `Warning: ${warning}`),
    ...(plan.requests > 0
      ? [`Left: ${counted(plan.requests, 'request')}, about ${plan.eta_seconds} s.`]
      : []),
    ...(plan.expires_at ? [`It waits for approval until ${plan.expires_at}.`] : []),
    ...(plan.approval_phrase ? [`To approve, the person types: ${plan.approval_phrase}`] : []),
    ...plan.sample.map(
      (item) =>
        `- ${quoted(item.name, ALREADY_CUT)} ${item.phone_number}: ${JSON.stringify(item.before)} → ${JSON.stringify(item.after)} | id ${item.contact_id}`,
    ),
  ].join('\n');
}

export function progressWords(ended: number, total: number): string {
  return `${thousands(ended)} of ${thousands(total)} contacts`;
}

/** How many contacts carry the old tags after a rename. */
export function stillCarried(
  tags: readonly { tag: string; count: number | undefined }[],
  someLeftOver: boolean,
): string {
  const why = `${someLeftOver ? 'left over, ' : ''}tagged meanwhile, or left alone`;
  const words = tags.map(({ tag, count }) => {
    if (count === 0) return `no contact carries ${quoted(tag, 60)} any more`;
    const contacts = count === undefined ? 'many contacts may' : counted(count, 'contact');
    return `${contacts} still ${count === 1 ? 'carries' : 'carry'} ${quoted(tag, 60)}: ${why}`;
  });
  return words.join('; ');
}

export function notCounted(cause: string): string {
  return `who still carries the old tag could not be counted: ${cause}`;
}
