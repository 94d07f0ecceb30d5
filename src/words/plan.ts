import * as z from 'zod';
import { counted, quoted, thousands } from '../lib/text.ts';
import { ItemState, PlanState } from '../model/lifecycle.ts';

const fields = z.record(z.string(), z.unknown());

/** One contact of a plan: the fields that change. A contact that is not made yet has no id. */
export const planItem = z.strictObject({
  contact_id: z.string().optional(),
  name: z.string(),
  phone_number: z.string(),
  before: fields,
  after: fields,
});

/** A plan, in the same shape from every tool. */
export const planShape = {
  plan_id: z.string(),
  kind: z.string(),
  state: z.string(),
  summary: z.string(),
  text: z.string(),
  counts: z.record(z.string(), z.number()),
  sample: z.array(planItem).optional(),
  requests: z.number().optional(),
  eta_seconds: z.number().optional(),
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

/** A plan's state, with the reason where it has one. */
export function standing({ state, reason }: { state: string; reason?: string | undefined }): string {
  return reason ? `${state} (${reason})` : state;
}

/** In these states the text repeats what the plan does. */
const REPEATED: ReadonlySet<string> = new Set([PlanState.waiting, PlanState.done]);

/** The text for the person, then one line for the agent, and while the plan waits what it would change first. */
export function sayPlan(plan: PlanView): string {
  const { sample = [], requests = 0, eta_seconds: eta = 0 } = plan;
  const what = REPEATED.has(plan.state) ? plan.kind : `${plan.kind}: ${plan.summary}`;
  const counts = countWords(plan.counts);
  const left = requests > 0 ? [`${counted(requests, 'request')}, about ${eta} s`] : [];
  const until = plan.expires_at ? [`until ${plan.expires_at}`] : [];
  return [
    plan.text,
    '',
    `(${[`${plan.plan_id} (${what}) is ${standing(plan)}`, ...until, counts, ...left].filter(Boolean).join('; ')})`,
    ...(plan.approval_phrase ? [`To approve, the person types: ${plan.approval_phrase}`] : []),
    ...sample.map(changeLine),
  ].join('\n');
}

/** The names are already cut to less, and must not be cut again. */
const ALREADY_CUT = 500;

/** `- "Asha" +9198…: {"tags":[]} → {"tags":["vip"]} | id c17`. */
export function changeLine(item: z.output<typeof planItem>): string {
  const { contact_id: id, name, phone_number, before, after } = item;
  const changes = Object.keys({ ...before, ...after }).length > 0;
  const change = changes ? `: ${JSON.stringify(before)} → ${JSON.stringify(after)}` : '';
  return `- ${quoted(name, ALREADY_CUT)} ${phone_number}${change}${id === undefined ? '' : ` | id ${id}`}`;
}

export function progressWords(ended: number, total: number): string {
  return `${thousands(ended)} of ${thousands(total)} contacts`;
}

/** How many contacts still have the old tags after a rename: a campaign may still use them. */
export function stillCarried(
  tags: readonly { tag: string; count: number | undefined }[],
  someLeftOver: boolean,
): string {
  const why = (one: boolean) =>
    `${someLeftOver ? 'left for another plan, ' : ''}tagged meanwhile, or left as ${one ? 'it was' : 'they were'}`;
  const words = tags.map(({ tag, count }) => {
    if (count === 0) return `Nobody has ${quoted(tag, 60)} any more.`;
    const contacts = count === undefined ? 'Many contacts may' : counted(count, 'contact');
    return `${contacts} still ${count === 1 ? 'has' : 'have'} ${quoted(tag, 60)}: ${why(count === 1)}.`;
  });
  return words.join(' ');
}

export function notCounted(cause: string): string {
  return `Whether anybody still has the old tag could not be counted: ${cause}`;
}
