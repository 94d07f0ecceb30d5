import { nameAndNumber } from '../contacts/name.ts';
import type { Context } from '../context.ts';
import { thousands } from '../lib/text.ts';
import { type Counts, can, ITEM_STATES, ItemState, itemsThat, PLAN } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { mayApply } from '../plans/approval.ts';
import { isUnderWay } from '../plans/run/stuck.ts';
import type { Store } from '../store/contract.ts';
import { factsOf, waysOf } from '../tools/steps/view.ts';
import type { Fact, PlanHead, Problem } from '../view/contract.ts';
import { reasonWords } from '../words/plans/reasons.ts';
import { planLines } from '../words/plans/text.ts';
import {
  actWords,
  factWords,
  nowWords,
  originWords,
  outcomeWords,
  TABS,
  tabOf,
  tabWords,
  timeWords,
} from '../words/review.ts';
import { whyNot } from './refused.ts';

const SAMPLE = 3;
const LEFT_NAMED = 50;
const PROBLEMS_READ = 1000;
const PROBLEMS_NAMED = 5;
const LEFT = itemsThat((is) => is.leftUndone);
const TO_CHANGE = itemsThat((is) => is.toChange);
/** That people opted out was known, and approved. */
const PROBLEMS = LEFT.filter((state) => state !== ItemState.protected);

/** A plan as the page shows it above its rows: in the words of its text, each with what proves it. */
export async function headOf(store: Store, plan: PlanRecord, context: Context): Promise<PlanHead> {
  const { plan_id, state, hash } = plan;
  const sample = await store.listItems(plan_id, { limit: SAMPLE, states: TO_CHANGE });
  const facts = await factsOf(store, plan, sample, context);
  const states = await store.countItems(plan_id);
  const [first, ...lines] = planLines(facts, { isPlaced: false });
  const waits = can(state, 'approve');
  const problems = waits ? [] : await problemsOf(store, plan_id, states);
  const [title, ...rest] = waits ? [first?.text ?? ''] : sentencesOf(first?.text ?? '');
  const about = factWords([
    ...(rest.length > 0 ? [{ about: 'left' as const, text: rest.join(' ') }] : []),
    ...lines,
  ]);
  return {
    plan_id,
    hash,
    state,
    moving: isUnderWay(plan),
    account: context.where,
    sandbox: context.settings.sandbox,
    ...(waits && { until: timeWords(plan.expires_at) }),
    now: nowWords(
      plan,
      problems.reduce((sum, { count }) => sum + count, 0),
    ),
    title: (title ?? '').replace(/\.$/, ''),
    origin: originWords(plan, await store.findApproval(plan_id), context.where),
    facts: await withPeople(about, store, plan_id, states),
    conflicts: [],
    columns: ['Name', 'Number', waits ? 'What changes' : 'What changed'],
    tabs: tabsOf(plan, states),
    ...(await decisionOf(store, plan, facts.counts.to_change, context)),
    problems,
    can: {
      stop: can(state, 'stop') && context.mode !== 'read-only',
      ...undoOf(plan, states, context),
      sheet: (!waits || plan.deletes > 0) && ITEM_STATES.some((one) => states[one] > 0),
    },
  };
}

/** What may be decided here. A plan that waits and cannot be approved here says why; it can still be declined. */
async function decisionOf(
  store: Store,
  plan: PlanRecord,
  changes: number,
  context: Context,
): Promise<Pick<PlanHead, 'decision' | 'why'>> {
  if (!can(plan.state, 'approve')) return {};
  const ways = await waysOf(store, plan, context, true);
  if (!mayApply(plan, ways)) return { why: whyNot(context) };
  const { deletes } = plan;
  const typed = { text: String(deletes), label: `To delete ${thousands(deletes)}, type ${deletes}` };
  const label = actWords(plan, changes);
  return { decision: { label, danger: deletes > 0, ...(deletes > 0 && { type: typed }) } };
}

function undoOf(plan: PlanRecord, { done }: Counts, { mode }: Context): Pick<PlanHead['can'], 'undo'> {
  if (!PLAN[plan.state].finished || done === 0 || plan.undoable === 'none' || mode === 'read-only') return {};
  return { undo: { label: `Undo ${thousands(done)}…` } };
}

function tabsOf(plan: PlanRecord, states: Counts): PlanHead['tabs'] {
  return TABS.flatMap((key) => {
    const count = ITEM_STATES.reduce((sum, state) => sum + (tabOf(state) === key ? states[state] : 0), 0);
    return count === 0 ? [] : [{ key, label: tabWords(key, plan), count }];
  });
}

/** Under "Left alone", who that is and why. */
async function withPeople(
  facts: Pick<Fact, 'about' | 'tone' | 'text'>[],
  store: Store,
  planId: string,
  states: Counts,
): Promise<Fact[]> {
  if (!LEFT.some((state) => states[state] > 0)) return facts;
  const items = await store.listItems(planId, { limit: LEFT_NAMED, states: LEFT });
  const people = items.map(({ before: { name, phone_number: number }, reason }) => ({
    name,
    number,
    ...(reason !== undefined && { reason: reasonWords(reason) }),
  }));
  const at = facts.findIndex(({ about }) => about === 'Left alone');
  return facts.map((fact, index) => (index === at ? { ...fact, people } : fact));
}

/** What went wrong, by what became of it and why. */
async function problemsOf(store: Store, planId: string, states: Counts): Promise<Problem[]> {
  if (!PROBLEMS.some((state) => states[state] > 0)) return [];
  const items = await store.listItems(planId, { limit: PROBLEMS_READ, states: PROBLEMS });
  return [...Map.groupBy(items, ({ state }) => state)].flatMap(([state, some]) => {
    const reasons = Map.groupBy(some, ({ reason }) => (reason === undefined ? '' : reasonWords(reason)));
    return [...reasons].map(([reason, alike]) => {
      const names = alike.slice(0, PROBLEMS_NAMED).map(({ before }) => nameAndNumber(before));
      return { outcome: outcomeWords(state), count: alike.length, names, reason };
    });
  });
}

/** The first sentence, and the rest; a full stop within quotation marks ends none. */
function sentencesOf(text: string): string[] {
  return text.match(/(?:"(?:[^"\\]|\\.)*"|[^".]|\.(?! ))+\.?/g)?.map((sentence) => sentence.trim()) ?? [text];
}
