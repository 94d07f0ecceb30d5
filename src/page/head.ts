import { nameAndNumber } from '../contacts/name.ts';
import type { Context } from '../context.ts';
import { thousands, unended } from '../lib/text.ts';
import {
  type Counts,
  can,
  ITEM_STATES,
  itemsThat,
  LEFT_UNDONE,
  OPEN_ITEMS,
  PLAN,
} from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { mayApply } from '../plans/approval.ts';
import { isUnderWay } from '../plans/run/stuck.ts';
import type { Store } from '../store/contract.ts';
import { eachItem } from '../store/each.ts';
import { undoneOf } from '../tools/steps/undone.ts';
import { factsOf, waysOf } from '../tools/steps/view.ts';
import type { Fact, PlanHead, Problem } from '../view/contract.ts';
import { planLines } from '../words/plans/text.ts';
import { decisionLines } from '../words/receipt.ts';
import {
  actWords,
  columnWords,
  factWords,
  originWords,
  outcomeWords,
  PROBLEMS,
  TABS,
  type Tab,
  tabOf,
  tabWords,
  timeWords,
  titleWords,
  todoWords,
} from '../words/review.ts';
import { nowWords } from '../words/standing.ts';
import { barsOf } from './bars.ts';
import { conflictsOf } from './conflicts.ts';
import { whyNot } from './refused.ts';
import { refusedIn, whyOf } from './rows.ts';

const SAMPLE = 3;
const LEFT_NAMED = 50;
const KNOWN = LEFT_UNDONE.filter((state) => !PROBLEMS.includes(state));
const PROBLEMS_READ = 1000;
const PROBLEMS_NAMED = 5;
const TO_CHANGE = itemsThat((is) => is.toChange);

/** A plan as the page shows it above its rows: in the words of its text, each with what proves it. */
export async function headOf(store: Store, plan: PlanRecord, context: Context): Promise<PlanHead> {
  const { plan_id, state, hash } = plan;
  const sample = await store.listItems(plan_id, { limit: SAMPLE, states: TO_CHANGE });
  const facts = await factsOf(store, plan, sample, context);
  const states = await store.countItems(plan_id);
  const [first, ...lines] = planLines(facts, { isPlaced: false });
  const waits = can(state, 'approve');
  const problems = waits ? [] : await problemsOf(store, plan_id, states);
  const undone = waits ? {} : await undoneOf(store, plan_id);
  const { title, stands } = titleWords(plan, first?.text ?? '');
  const about = factWords(
    [
      ...(stands === '' ? [] : [{ about: 'what' as const, text: stands }]),
      ...lines.filter((line) => line.about !== 'problem'),
    ],
    plan,
  );
  return {
    plan_id,
    hash,
    state,
    moving: isUnderWay(plan),
    people: await store.countPeople(plan_id),
    account: context.where,
    sandbox: context.settings.sandbox,
    ...(waits && { until: timeWords(plan.expires_at) }),
    now: nowWords(
      plan,
      problems.reduce((sum, { count }) => sum + count, 0),
    ),
    title,
    origin: [
      originWords(plan, await store.findApproval(plan_id), context.where),
      ...decisionLines(undefined, undone),
    ].join(' '),
    facts: await proved(about, store, plan, states, context),
    conflicts: await conflictsOf(store, plan),
    columns: columnWords(plan),
    tabs: await tabsOf(store, plan, states),
    ...(await decisionOf(store, plan, facts.counts.to_change, context)),
    problems,
    can: {
      stop: can(state, 'stop') && context.mode !== 'read-only',
      ...(undone.undone_by === undefined && undoOf(plan, states, context)),
      sheet: (waits ? plan.deletes > 0 : !isUnderWay(plan)) && ITEM_STATES.some((one) => states[one] > 0),
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
  const ways = await waysOf(store, plan, context, { canAsk: true });
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

/** Of a plan that is under way there is one: its rows stay where they are while they turn into done. */
async function tabsOf(store: Store, plan: PlanRecord, states: Counts): Promise<PlanHead['tabs']> {
  const items = ITEM_STATES.reduce((sum, state) => sum + states[state], 0);
  if (isUnderWay(plan)) return [{ key: '', label: 'All', count: items + refusedIn(plan).length }];
  const refused = refusedIn(plan);
  const counts = new Map<Tab, number>([['refused', refused.length]]);
  const count = (tab: Tab, by: number) => counts.set(tab, (counts.get(tab) ?? 0) + by);
  // Of an import, what is still open is new, or a change.
  const split = plan.kind === 'import' ? OPEN_ITEMS : [];
  for (const state of ITEM_STATES) if (!split.includes(state)) count(tabOf({ state }, plan), states[state]);
  if (split.length > 0)
    for await (const item of eachItem(store, plan.plan_id, split)) count(tabOf(item, plan), 1);
  return TABS.flatMap((key) => {
    const of = counts.get(key) ?? 0;
    const isPart = key === 'refused' && of < refusedCount(plan);
    return of === 0
      ? []
      : [{ key, label: `${tabWords(key, plan)}${isPart ? ', the first' : ''}`, count: of }];
  });
}

function refusedCount({ summary }: PlanRecord): number {
  return typeof summary === 'object' && summary.say === 'import' ? summary.rows.invalid : 0;
}

/** The sentences, each with what proves it: who is left alone and why, refused rows, the tags that campaigns go to. */
async function proved(
  facts: ReturnType<typeof factWords>,
  store: Store,
  plan: PlanRecord,
  counts: Counts,
  context: Context,
): Promise<Fact[]> {
  return Promise.all(
    facts.map(async ({ key, ...fact }): Promise<Fact> => {
      if (key === 'left') return { ...fact, ...(await leftOf(store, plan, counts)) };
      if (key === 'refused') return { ...fact, ...peopled(refusedOf(plan), refusedCount(plan)) };
      const bars = key === 'campaigns' ? await barsOf(store, plan, context) : [];
      return bars.length > 0 ? { ...fact, bars } : fact;
    }),
  );
}

function peopled(people: People, of: number): Pick<Fact, 'people' | 'more'> {
  return people.length === 0 ? {} : { people, more: Math.max(0, of - people.length) };
}

type People = NonNullable<Fact['people']>;

/** Of a plan that ran, those who are left for other reasons are its problems. */
async function leftOf(
  store: Store,
  { plan_id, state }: PlanRecord,
  counts: Counts,
): Promise<Pick<Fact, 'people' | 'more'>> {
  const states = can(state, 'approve') ? LEFT_UNDONE : KNOWN;
  const items = await store.listItems(plan_id, { limit: LEFT_NAMED, states });
  const people = items.map((item) => {
    const { name, phone_number: number } = item.before;
    const reason = whyOf(item);
    return { name, number, ...(reason !== '' && { reason }) };
  });
  return peopled(
    people,
    states.reduce((sum, one) => sum + counts[one], 0),
  );
}

function refusedOf(plan: PlanRecord): People {
  return refusedIn(plan).map(({ row, name, reason }) => ({
    name,
    number: '',
    reason: `row ${row}: ${reason}`,
  }));
}

/** What went wrong, by what became of it and why. */
async function problemsOf(store: Store, planId: string, states: Counts): Promise<Problem[]> {
  if (!PROBLEMS.some((state) => states[state] > 0)) return [];
  const items = await store.listItems(planId, { limit: PROBLEMS_READ, states: PROBLEMS });
  const byState = Map.groupBy(items, ({ state }) => state);
  return PROBLEMS.flatMap((state) => {
    const some = byState.get(state) ?? [];
    const reasons = Map.groupBy(some, (item) => withoutIds(whyOf(item)));
    return [...reasons].map(([reason, alike]) => {
      const names = alike.slice(0, PROBLEMS_NAMED).map(({ before }) => nameAndNumber(before));
      return {
        outcome: outcomeWords(state),
        count: alike.length,
        names,
        reason: sentence(reason),
        todo: todoWords(state),
      };
    });
  });
}

function sentence(words: string): string {
  return words === '' ? '' : `${words.charAt(0).toUpperCase()}${unended(words.slice(1))}.`;
}

/** What tells one request from another hides that their reason is the same. */
function withoutIds(reason: string): string {
  return reason.replace(/(\/contacts)\/[^\s,)]+/g, '$1').replace(/, request id [^\s,)]+/g, '');
}
