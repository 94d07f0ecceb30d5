import type { Context } from '../../context.ts';
import { randomId } from '../../lib/id.ts';
import { DAY } from '../../lib/time.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import type { Warning } from '../../model/warnings.ts';
import { budgetsAt } from '../../plans/approval.ts';
import type { Draft, DraftWorld } from '../../plans/draft/update.ts';
import { when } from '../../plans/draft/warnings.ts';
import { returnRefusals, undoableBy } from '../../plans/draft/wayBack.ts';
import { hashOf } from '../../plans/hash.ts';
import type { SingleWorld, Unsent } from '../../plans/single.ts';
import { idsOf } from '../../plans/tasks/index.ts';
import type { Store } from '../../store/contract.ts';
import { replacedNext, unsentNext } from '../../words/next.ts';
import type { PlanView } from '../../words/plan.ts';
import type { CallScope, CanAsk } from '../define.ts';
import { type Saving, saveInPlace } from './replace.ts';
import { viewWithNext } from './view.ts';

/** The time in which a plan must be approved. */
const TTL = DAY;

export function draftWorld({ rules, where, protectedFolds, now }: Context): DraftWorld {
  const { account, caps } = rules;
  return {
    account,
    where,
    protectedFolds,
    caps,
    now: now(),
    planId: `plan_${randomId()}`,
    ttlMs: TTL,
  };
}

export async function singleWorld(context: Context, { signal }: CallScope): Promise<SingleWorld> {
  const { journal, rules, where, now, line } = context;
  const { store, runner } = await journal();
  return {
    store,
    account: rules.account,
    where,
    now,
    budgets: () => budgetsAt(now(), rules.approval),
    wake: () => runner.wake(),
    during: (work) => runner.during(work),
    line,
    signal,
  };
}

/** The plan of a single edit that waits, since a budget has no room for it; `many` is the tool for many. */
export async function viewUnsent(
  { waits, over }: Unsent,
  many: 'plan_update' | 'import_contacts',
  context: Context,
  scope: CallScope,
): Promise<PlanView & { next?: string }> {
  const { store } = await context.journal();
  return viewWithNext(store, waits, context, scope, unsentNext(over, many));
}

/** Stores a draft and returns the plan. */
export async function saveDraft(
  draft: Draft,
  context: Context,
  canAsk: CanAsk,
  how: Saving = {},
): Promise<PlanView & { next?: string }> {
  return viewSaved(await storeDraft(draft, context, how), context, canAsk);
}

/** A plan that was just stored, and the one that it took the place of. */
type Saved = Awaited<ReturnType<typeof saveInPlace>>;

export async function viewSaved(
  { plan, replaced }: Saved,
  context: Context,
  canAsk: CanAsk,
): Promise<PlanView & { next?: string }> {
  const { store } = await context.journal();
  return viewWithNext(store, plan, context, { canAsk }, replaced && replacedNext(replaced));
}

export async function storeDraft(draft: Draft, context: Context, how: Saving): Promise<Saved> {
  const { plan: drafted, items } = draft;
  const { store } = await context.journal();
  const finished = async (replaces: string | undefined): Promise<PlanRecord> => {
    const warnings = [
      ...drafted.warnings,
      ...returnRefusals(drafted, items, context),
      ...(await aheadOf(store, drafted, items, replaces)),
    ];
    const facts = { ...drafted, warnings, undoable: undoableBy(warnings) };
    return { ...facts, hash: hashOf(facts, items) };
  };
  return saveInPlace(draft, how, context, finished);
}

const MOST_AHEAD = 3;

/** Warns of plans that are to change some of these contacts first, which this preview does not take into account. */
async function aheadOf(
  store: Store,
  { account }: Draft['plan'],
  items: Draft['items'],
  replaces: string | undefined,
): Promise<Warning[]> {
  const pending = items.filter(({ state }) => state === ItemState.pending).flatMap(idsOf);
  const ahead = (await store.plansAhead(account, pending)).filter(({ plan_id }) => plan_id !== replaces);
  const more = ahead.length - MOST_AHEAD;
  return [
    ...ahead.slice(0, MOST_AHEAD).map((plan): Warning => ({ say: 'ahead', ...plan })),
    ...when(more > 0, { say: 'more ahead', plans: more }),
  ];
}
