import * as z from 'zod';
import type { Contact } from '../api/wire.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { counted, quoted, shownShort } from '../lib/text.ts';
import { patchOf } from '../plans/change.ts';
import { phraseOf } from '../plans/hash.ts';
import { countsOf, etaSeconds, requestsOf } from '../plans/plan.ts';
import type { ItemRecord, PlanRecord, Store } from '../store/records.ts';

const fields = z.record(z.string(), z.unknown());
const SAMPLE = 10;

/** The plan, one shape in every tool that returns it. */
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

export async function findPlan(store: Store, { rules }: Context, planId: string): Promise<PlanRecord> {
  const latest = planId === 'latest';
  const plan = latest ? await store.latestPlan(rules.account) : await store.findPlan(rules.account, planId);
  if (plan) return plan;
  const message = latest
    ? 'There is no plan yet.'
    : `There is no plan ${quoted(planId, 60)} of this account.`;
  throw new AppError(message, '`list_plans` lists those there are.');
}

/** The plan as it stands; the phrase only while it waits, and where forms are not the only way. */
export async function viewPlan(store: Store, plan: PlanRecord, { rules }: Context): Promise<PlanView> {
  const states = await store.countItems(plan.plan_id);
  const counts = countsOf(states, plan.left_over);
  const items = await store.listItems(plan.plan_id, {
    limit: SAMPLE,
    states: ['pending', 'sending', 'done', 'failed', 'unknown'],
  });
  const requests = requestsOf(items, states.pending + states.sending);
  const relayable = plan.state === 'waiting' && rules.approval !== 'form';
  return {
    plan_id: plan.plan_id,
    kind: plan.kind,
    state: plan.state,
    summary: plan.summary,
    counts,
    sample: items.map(viewItem),
    warnings: [...plan.warnings],
    requests,
    eta_seconds: etaSeconds(requests),
    ...(plan.state === 'waiting' && { expires_at: new Date(plan.expires_at).toISOString() }),
    ...(relayable &&
      counts['to_change'] !== undefined && { approval_phrase: phraseOf(plan.hash, counts['to_change']) }),
    ...(plan.reason !== undefined && { reason: plan.reason }),
  };
}

function viewItem(item: ItemRecord): PlanView['sample'][number] {
  const { before, after } = changeOf(item);
  return {
    contact_id: item.contact_id,
    name: shownShort(item.before.name, 100),
    phone_number: shownShort(item.before.phone_number, 40),
    before: shownFields(before),
    after: shownFields(after),
  };
}

/** Only what changes, before and after. */
export function changeOf({ task, before, after }: ItemRecord): {
  before: Partial<Contact>;
  after: Partial<Contact>;
} {
  switch (task.do) {
    case 'update': {
      const patch = patchOf(before, task.delta);
      const keys = Object.keys(patch) as (keyof typeof patch)[];
      const pick = (contact: Contact) => Object.fromEntries(keys.map((key) => [key, contact[key]]));
      return { before: pick(before), after: after ? pick(after) : patch };
    }
    case 'delete':
      return { before: { name: before.name, tags: before.tags }, after: {} };
    case 'create':
      return { before: {}, after: { name: task.contact.name, tags: task.contact.tags } };
    case 'renumber':
      return { before: { phone_number: before.phone_number }, after: { phone_number: task.phone_number } };
  }
}

function shownFields(contact: Partial<Contact>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(contact).map(([key, value]) => [key, shownValue(value)]));
}

function shownValue(value: unknown): unknown {
  if (typeof value === 'string') return shownShort(value, 200);
  if (Array.isArray(value)) return value.slice(0, 50).map((tag) => shownShort(String(tag), 100));
  return shownShort(JSON.stringify(value), 500);
}

/** `selected 203, done 203`: those that are not zero. */
export function countWords(counts: Readonly<Record<string, number>>): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.map(([state, count]) => `${state} ${count}`).join(', ');
}

export function sayPlan(plan: PlanView): string {
  return [
    `Plan ${plan.plan_id} (${plan.kind}) is ${plan.state}${plan.reason ? ` (${plan.reason})` : ''}: ${plan.summary}`,
    `Counts: ${countWords(plan.counts) || 'nothing'}.`,
    ...plan.warnings.map((warning) => `Warning: ${warning}`),
    ...(plan.requests > 0
      ? [`Left: ${counted(plan.requests, 'request')}, about ${plan.eta_seconds} s.`]
      : []),
    ...(plan.expires_at ? [`It waits for approval until ${plan.expires_at}.`] : []),
    ...(plan.approval_phrase ? [`To approve, the person types: ${plan.approval_phrase}`] : []),
    ...plan.sample.map(
      (item) =>
        `- ${quoted(item.name)} ${item.phone_number}: ${JSON.stringify(item.before)} → ${JSON.stringify(item.after)} | id ${item.contact_id}`,
    ),
  ].join('\n');
}
