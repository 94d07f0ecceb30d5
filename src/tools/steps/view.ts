import type * as z from 'zod';
import { viewValue } from '../../contacts/view.ts';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { fitted } from '../../lib/fit.ts';
import { isObject } from '../../lib/json.ts';
import { quoted, shownShort } from '../../lib/text.ts';
import { SECOND } from '../../lib/time.ts';
import { personOf } from '../../model/facts.ts';
import type { ItemRecord } from '../../model/item.ts';
import {
  type Counts,
  can,
  countThat,
  ITEM,
  ITEM_STATES,
  ItemState,
  PLAN,
  PlanState,
  TO_CHANGE,
} from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import type { Warning } from '../../model/warnings.ts';
import { mayApply } from '../../plans/approval.ts';
import { asOf, countsOf } from '../../plans/draft/draft.ts';
import { phraseOf } from '../../plans/hash.ts';
import { heldUp, type Stuck } from '../../plans/run/stuck.ts';
import { kindOf, requestsOf } from '../../plans/tasks/index.ts';
import type { Store } from '../../store/contract.ts';
import { eachItem } from '../../store/each.ts';
import { nextFrom, nextOf, type Ways } from '../../words/next.ts';
import type { PlanView, planItem } from '../../words/plan.ts';
import type { Problems } from '../../words/plans/ended.ts';
import { reasonWords } from '../../words/plans/reasons.ts';
import { summaryWords } from '../../words/plans/summary.ts';
import { planText } from '../../words/plans/text.ts';
import { undoneOf } from './undone.ts';
import { type Asking, waysOf } from './ways.ts';

type Fields = Readonly<Record<string, unknown>>;
const SAMPLE = 3;

export async function findPlan(store: Store, { rules, now }: Context, planId: string): Promise<PlanRecord> {
  const latest = planId === 'latest';
  const plan = latest ? await store.latestPlan(rules.account) : await store.findPlan(rules.account, planId);
  if (plan) return asOf(plan, now());
  const message = latest ? 'There is no plan yet.' : `This account has no plan ${quoted(planId, 60)}.`;
  throw new AppError(message, '`list_plans` lists the plans there are.');
}

/** A plan as lists and resources show it: how it stands now, whatever its row says, and when it was made, ended, undone. */
export async function overview(
  store: Store,
  row: PlanRecord,
  { now }: Pick<Context, 'now'>,
  stuck: Stuck | undefined,
) {
  const plan = asOf(row, now());
  const { state = plan.state, reason = plan.reason } = heldUp(plan, stuck) ?? {};
  return {
    plan_id: plan.plan_id,
    summary: summaryWords(plan.summary),
    state,
    ...(reason !== undefined && { reason }),
    counts: notZero(countsOf(await store.countItems(plan.plan_id), plan)),
    created_at: new Date(plan.created_at).toISOString(),
    ...(plan.finished_at !== undefined && { finished_at: new Date(plan.finished_at).toISOString() }),
    ...(await undoneOf(store, plan.plan_id)),
  };
}

function notZero(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** The plan as it stands; the sample and the phrase only while it waits, the phrase where a typed word can approve it. */
export async function viewPlan(
  store: Store,
  plan: PlanRecord,
  context: Context,
  ways: Ways,
): Promise<PlanView> {
  const waits = can(plan.state, 'approve');
  const items = await store.listItems(plan.plan_id, { limit: SAMPLE, states: TO_CHANGE });
  const facts = await factsOf(store, plan, items, context);
  const { counts, requests, etaSeconds } = facts;
  const isOpen = ways.shown !== undefined && ways.shown.as !== 'nothing';
  const relayable =
    waits && !isOpen && ways.canAsk !== true && mayApply(plan, ways) && ways.notRelayed === undefined;
  return {
    plan_id: plan.plan_id,
    kind: plan.kind,
    state: plan.state,
    summary: summaryWords(plan.summary),
    text: planText(facts),
    counts: notZero(counts),
    ...(waits && { sample: fitted(SIZES, (size) => items.map((item) => viewItem(item, size))) }),
    ...(requests > 0 && { requests, eta_seconds: etaSeconds }),
    ...(waits && { expires_at: new Date(plan.expires_at).toISOString() }),
    ...(relayable && { approval_phrase: phraseOf(plan, counts.to_change) }),
    ...(plan.reason !== undefined && { reason: plan.reason }),
  };
}

/** What the text of a plan says; `sample` are some of the items that it changes. */
export async function factsOf(
  store: Store,
  plan: PlanRecord,
  sample: readonly ItemRecord[],
  context: Context,
) {
  const waits = can(plan.state, 'approve');
  const { states, ...far } = await howFar(store, plan, sample, context);
  return {
    plan: waits ? await withPlansAhead(store, plan) : plan,
    ...far,
    problems: waits ? {} : await problemsOf(store, plan.plan_id, states),
    begun: plan.state === PlanState.stopped ? await begunOf(store, plan.plan_id, states) : 0,
  };
}

/** How far a plan is, which open pages ask each second: counts and the time left, and nothing that reads its items. */
export async function howFar(
  store: Store,
  plan: PlanRecord,
  sample: readonly ItemRecord[],
  { api }: Context,
) {
  const states = await store.countItems(plan.plan_id);
  const { approved, finished } = PLAN[plan.state];
  const open = countThat(states, (is) => is.open);
  const requests = finished && !approved ? 0 : requestsOf(sample, open);
  const etaSeconds = Math.ceil(api.etaMs(requests) / SECOND);
  return { states, counts: countsOf(states, plan), requests, etaSeconds };
}

/** How many items were begun and did not end: under way, or put back after a request that may have done its part. */
async function begunOf(store: Store, planId: string, { pending, sending }: Counts): Promise<number> {
  let begun = sending;
  if (pending > 0)
    for await (const { attempts } of eachItem(store, planId, [ItemState.pending]))
      if (attempts > 0) begun += 1;
  return begun;
}

/** The plan, with those that were to run before it as they stand now: one that was never approved changes nothing. */
async function withPlansAhead(store: Store, plan: PlanRecord): Promise<PlanRecord> {
  const warnings = await Promise.all(
    plan.warnings.map(async (warning): Promise<Warning[]> => {
      if (typeof warning === 'string' || warning.say !== 'ahead') return [warning];
      const { state = warning.state } = (await store.findPlan(plan.account, warning.plan_id)) ?? {};
      const { finished, approved } = PLAN[state];
      return finished && !approved ? [] : [{ ...warning, state }];
    }),
  );
  return { ...plan, warnings: warnings.flat() };
}

const PROBLEMS_NAMED = 5;

/** The first contacts that were not changed, by what became of them. */
async function problemsOf(store: Store, planId: string, counts: Counts): Promise<Problems> {
  const states = ITEM_STATES.filter((state) => isLeft(state) && counts[state] > 0);
  const problems = states.map(async (state) => {
    const items = await store.listItems(planId, { limit: PROBLEMS_NAMED, states: [state] });
    const people = { first: items.map(({ before }) => personOf(before)), count: counts[state] };
    const reason = items[0]?.reason;
    return [state, { people, reason: reason === undefined ? undefined : reasonWords(reason) }] as const;
  });
  return Object.fromEntries(await Promise.all(problems));
}

/** The contact was not changed, and is not going to be. */
function isLeft(state: ItemState): boolean {
  return !ITEM[state].open && state !== ItemState.done;
}

/** The plan as it stands, and the next step; `first` stands before that. */
export async function viewWithNext(
  store: Store,
  plan: PlanRecord,
  context: Context,
  scope: Asking,
  first = '',
): Promise<PlanView & { next?: string }> {
  const ways = await waysOf(store, plan, context, scope);
  const view = await viewPlan(store, plan, context, ways);
  const { next = '' } = nextOf(plan, view, ways);
  return { ...view, ...nextFrom([first, next]) };
}

/** Characters a value may have and entries a list may have, tried from generous to strict. */
export const SIZES = [
  { chars: 200, entries: 50 },
  { chars: 100, entries: 20 },
  { chars: 40, entries: 8 },
  { chars: 16, entries: 3 },
] as const;
type Size = (typeof SIZES)[number];

const NO_FIELDS = { before: {}, after: {} };

export function viewItem(item: ItemRecord, size: Size): z.output<typeof planItem> {
  // A change that did not go through must not look like one that did.
  const { before, after } = isLeft(item.state) ? NO_FIELDS : kindOf(item.task).shows(item.task, item);
  // A contact that was made has a new id and perhaps a new number; one that is to be made has none.
  const made = ITEM[item.state].leftUndone ? undefined : item.after;
  const { id, name, phone_number } = made ?? { ...item.before, id: item.contact_id };
  return {
    ...(!id.startsWith('new:') && { contact_id: id }),
    name: shownShort(name, 100),
    phone_number: shownShort(phone_number, 40),
    before: shownFields(before, size),
    after: shownFields(after, size),
  };
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
