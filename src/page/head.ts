import type { Context } from '../context.ts';
import { thousands } from '../lib/text.ts';
import { can, countIn, ITEM_STATES, PLAN, TO_CHANGE } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { isUnseen, mayApply } from '../plans/approval.ts';
import { isUnderWay } from '../plans/run/stuck.ts';
import type { Store } from '../store/contract.ts';
import { countLeftToUndo, undoneOf } from '../tools/steps/undone.ts';
import { factsOf } from '../tools/steps/view.ts';
import { notEnoughUnseen, waysOf } from '../tools/steps/ways.ts';
import type { PlanHead } from '../view/contract.ts';
import { notRelayedWords } from '../words/approval.ts';
import { planLines } from '../words/plans/text.ts';
import { decisionLines } from '../words/receipt.ts';
import { actWords, originWords, PROBLEMS, timeWords, titleWords } from '../words/review.ts';
import { nowWords } from '../words/standing.ts';
import { columnWords } from '../words/tabs.ts';
import { conflictsOf } from './conflicts.ts';
import type { Session } from './links.ts';
import { problemsOf } from './problems.ts';
import { proved } from './proof.ts';
import { whyNot } from './refused.ts';
import { tabsOf } from './tabs.ts';

const SAMPLE = 3;

/** A plan as the page shows it above its rows: in the words of its text, each with what proves it. */
export async function headOf(
  store: Store,
  plan: PlanRecord,
  context: Context,
  door: Session['door'],
): Promise<PlanHead> {
  const { plan_id, state, hash } = plan;
  const sample = await store.listItems(plan_id, { limit: SAMPLE, states: TO_CHANGE });
  const facts = await factsOf(store, plan, sample, context);
  const states = await store.countItems(plan_id);
  const [first, ...lines] = planLines(facts, { isPlaced: false, isCut: false });
  const waits = can(state, 'approve');
  const problems = waits ? [] : await problemsOf(store, plan_id, states);
  const undone = waits ? {} : await undoneOf(store, plan_id);
  const { title, stands } = titleWords(plan, first?.text ?? '');
  const about = [
    ...(stands === '' ? [] : [{ about: 'what' as const, text: stands }]),
    ...lines.filter((line) => line.about !== 'problem'),
  ];
  return {
    plan_id,
    hash,
    state,
    moving: isUnderWay(plan),
    people: await store.countPeople(plan_id),
    account: context.where,
    sandbox: context.settings.sandbox,
    ...(waits && { until: timeWords(plan.expires_at) }),
    now: nowWords(plan, waits ? 0 : countIn(states, PROBLEMS)),
    title,
    origin: [
      originWords(plan, await store.findApproval(plan_id), context.where),
      ...decisionLines(undefined, undone),
    ].join(' '),
    facts: await proved(about, store, plan, states, context),
    ...(await conflictsOf(store, plan)),
    columns: columnWords(plan),
    tabs: await tabsOf(store, plan, states),
    ...(await decisionOf(store, plan, facts.counts.to_change, context, door)),
    problems,
    can: {
      stop: isUnderWay(plan) && context.mode !== 'read-only',
      ...(await undoOf(store, plan, context)),
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
  door: Session['door'],
): Promise<Pick<PlanHead, 'decision' | 'why'>> {
  if (!can(plan.state, 'approve')) return {};
  const ways = await waysOf(store, plan, context, { canAsk: true });
  if (!mayApply(plan, ways)) return { why: whyNot(context) };
  const short = isUnseen(door) ? await notEnoughUnseen(store, plan, changes, context) : undefined;
  if (short !== undefined) return { why: `It cannot be approved here: ${notRelayedWords(short)}.` };
  const { deletes } = plan;
  const typed = { text: String(deletes), label: `To delete ${thousands(deletes)}, type ${deletes}` };
  const label = actWords(plan, changes);
  return { decision: { label, danger: deletes > 0, ...(deletes > 0 && { type: typed }) } };
}

async function undoOf(
  store: Store,
  { plan_id, state, undoable }: PlanRecord,
  { mode }: Context,
): Promise<Pick<PlanHead['can'], 'undo'>> {
  if (!PLAN[state].finished || undoable === 'none' || mode === 'read-only') return {};
  const left = await countLeftToUndo(store, plan_id);
  return left === 0 ? {} : { undo: { label: `Undo ${thousands(left)}…` } };
}
