import * as z from 'zod';
import { nameAndNumber, viewValue } from '../../contacts/view.ts';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { fitted } from '../../lib/fit.ts';
import { isObject } from '../../lib/json.ts';
import { quoted, shownShort } from '../../lib/text.ts';
import { SECOND } from '../../lib/time.ts';
import type { Contact } from '../../model/contact.ts';
import type { Delta, ItemRecord } from '../../model/item.ts';
import { can, countThat, itemsThat, PLAN } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import { relayRefusal } from '../../plans/approval.ts';
import { patchOf } from '../../plans/change/delta.ts';
import { sameAttribute } from '../../plans/change/drift.ts';
import { asOf, countsOf, requestsOf, warningsOf } from '../../plans/draft/draft.ts';
import { phraseOf } from '../../plans/hash.ts';
import type { Store } from '../../store/contract.ts';
import type { CallScope } from '../define.ts';

const fields = z.record(z.string(), z.unknown());
type Fields = Readonly<Record<string, unknown>>;
const SAMPLE = 10;
const LOSERS_SHOWN = 5;
const TO_CHANGE = itemsThat((is) => is.toChange);

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

export async function findPlan(store: Store, { rules, now }: Context, planId: string): Promise<PlanRecord> {
  const latest = planId === 'latest';
  const plan = latest ? await store.latestPlan(rules.account) : await store.findPlan(rules.account, planId);
  if (plan) return asOf(plan, now());
  const message = latest
    ? 'There is no plan yet.'
    : `There is no plan ${quoted(planId, 60)} of this account.`;
  throw new AppError(message, '`list_plans` lists those there are.');
}

/** The plan as it stands; the phrase only while it waits, and where a person's typed word is the way to approve it. */
export async function viewPlan(
  store: Store,
  plan: PlanRecord,
  { api, rules, mode, problems }: Context,
  { canAsk }: Pick<CallScope, 'canAsk'>,
): Promise<PlanView> {
  const states = await store.countItems(plan.plan_id);
  const counts = countsOf(states, plan);
  const items = await store.listItems(plan.plan_id, { limit: SAMPLE, states: TO_CHANGE });
  const { approved, finished } = PLAN[plan.state];
  const waits = can(plan.state, 'approve');
  const requests =
    finished && !approved
      ? 0
      : requestsOf(
          items,
          countThat(states, (is) => is.open),
        );
  const relayable =
    waits &&
    canAsk !== true &&
    problems.length === 0 &&
    (mode === 'full' || (mode === 'no-delete' && plan.deletes === 0)) &&
    relayRefusal(counts.to_change, plan.deletes, rules.approval) === undefined;
  return {
    plan_id: plan.plan_id,
    kind: plan.kind,
    state: plan.state,
    summary: plan.summary,
    counts,
    sample: fitted(SIZES, (size) => items.map((item) => viewItem(item, size))),
    warnings: warningsOf(plan),
    requests,
    eta_seconds: Math.ceil(api.etaMs(requests) / SECOND),
    ...(waits && { expires_at: new Date(plan.expires_at).toISOString() }),
    ...(relayable && { approval_phrase: phraseOf(plan.hash, counts.to_change) }),
    ...(plan.reason !== undefined && { reason: plan.reason }),
  };
}

/** Characters a value may have and entries a list may have, tried from generous to strict. */
const SIZES = [
  { chars: 200, entries: 50 },
  { chars: 100, entries: 20 },
  { chars: 40, entries: 8 },
  { chars: 16, entries: 3 },
] as const;
type Size = (typeof SIZES)[number];

function viewItem(item: ItemRecord, size: Size): PlanView['sample'][number] {
  const { before, after } = changeOf(item);
  return {
    contact_id: item.after?.id ?? item.contact_id,
    name: shownShort(item.before.name, 100),
    phone_number: shownShort(item.before.phone_number, 40),
    before: shownFields(before, size),
    after: shownFields(after, size),
  };
}

/** These fields of a contact; of its attributes those that the other one has not got alike. */
function pick(contact: Contact, other: Contact, keys: readonly (keyof Contact)[]): Partial<Contact> {
  const fields = Object.fromEntries(keys.map((key) => [key, contact[key]]));
  if (!keys.includes('custom_attributes')) return fields;
  const changed = Object.entries(contact.custom_attributes).filter(
    ([key]) => !sameAttribute(key, contact, other),
  );
  return { ...fields, custom_attributes: Object.fromEntries(changed) };
}

/** Only what changes, before and after. */
function changeOf({ task, before, after }: ItemRecord): { before: Fields; after: Fields } {
  switch (task.do) {
    case 'update':
      return updateOf(before, task.delta, after);
    case 'merge': {
      const change = updateOf(before, task.delta, after);
      const names = task.losers.map(nameAndNumber);
      const more = names.length > LOSERS_SHOWN ? [`${names.length - LOSERS_SHOWN} more`] : [];
      return {
        ...change,
        after: { ...change.after, merged_and_deleted: [...names.slice(0, LOSERS_SHOWN), ...more] },
      };
    }
    case 'delete':
      return { before: wholeOf(before), after: {} };
    case 'create':
    case 'import':
      return { before: {}, after: wholeOf(task.contact) };
    case 'renumber':
      return { before: { phone_number: before.phone_number }, after: { phone_number: task.phone_number } };
  }
}

/** All of a contact that comes or goes. */
function wholeOf({
  name,
  tags,
  custom_attributes,
}: Pick<Contact, 'name' | 'tags' | 'custom_attributes'>): Fields {
  return { name, tags, ...(Object.keys(custom_attributes).length > 0 && { custom_attributes }) };
}

function updateOf(
  before: Contact,
  delta: Delta,
  after: Contact | undefined,
): { before: Fields; after: Fields } {
  const patch = patchOf(before, delta);
  const then = after ?? { ...before, ...patch };
  const keys = Object.keys(patch) as (keyof typeof patch)[];
  return { before: pick(before, then, keys), after: pick(then, before, keys) };
}

function shownFields(fields: Fields, size: Size): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, shownValue(value, size)]));
}

function shownValue(value: unknown, size: Size): unknown {
  const { chars, entries } = size;
  if (Array.isArray(value)) return value.slice(0, entries).map((tag) => shownShort(String(tag), chars));
  if (!isObject(value)) return shownInner(value, size);
  const some = Object.entries(value).slice(0, entries);
  return Object.fromEntries(some.map(([key, inner]) => [shownShort(key, chars), shownInner(inner, size)]));
}

function shownInner(value: unknown, { chars }: Size): unknown {
  return viewValue(value, (text) => shownShort(text, chars));
}
