import type { Shown } from '../context.ts';
import { counted } from '../lib/text.ts';
import { ItemState, LEFT_UNDONE, PlanState } from '../model/lifecycle.ts';
import type { OverBudget, PlanRecord } from '../model/plan.ts';
import type { Mode } from '../model/rules.ts';
import { mayApply, type NotRelayed } from '../plans/approval.ts';
import { NOT_HERE } from '../plans/run/stuck.ts';
import { notRelayedWords, overBudgetWords, relayNext } from './approval.ts';
import type { PlanView } from './plan.ts';
import { undecided } from './plans/ended.ts';

/** How the caller can deal with a plan. */
export interface Ways {
  /** Whether the client can show a form; `perhaps` where it drew none lately. */
  canAsk: boolean | 'perhaps';
  mode: Mode;
  /** The configuration has a mistake, so nothing is written. */
  mistaken: boolean;
  /** Why a typed phrase is not enough for the plan. */
  notRelayed: NotRelayed | undefined;
  /** How the plan was put before the person; `elsewhere`: another call has a form or the page open. */
  shown: Shown | { as: 'elsewhere' } | undefined;
  /** What starts this program in a terminal, over the same plans. */
  program: string | undefined;
  /** The items that this call lists; listing them is not offered again. */
  items?: string | undefined;
}

/** The useful next call for a plan in its present state. */
export function nextOf(plan: PlanRecord, view: PlanView, ways: Ways): { next?: string } {
  switch (plan.state) {
    case PlanState.waiting:
      return { next: approvalNext(plan, view, ways) };
    case PlanState.queued:
    case PlanState.running:
      if (!mayApply(plan, ways)) return { next: NOT_HERE };
      return { next: `It goes on in the background; \`get_plan\` ${plan.plan_id} tells how far it is.` };
    case PlanState.blocked:
      return {
        next: whereApplied(
          plan,
          ways,
          `It is tried again by itself, and \`apply_plan\` ${plan.plan_id} goes on at once when that is mended. Or \`stop_plan\` it; then \`plan_undo\` takes back what was done.`,
        ),
      };
    case PlanState.halted:
    case PlanState.stopped:
      return nextFrom([
        whereApplied(plan, ways, `\`apply_plan\` ${plan.plan_id} goes on under the same approval.`),
        `\`stop_plan\` ${plan.plan_id} once more gives up the rest.`,
        problems(plan, view, ways),
        undo(plan, view),
      ]);
    case PlanState.done:
      return nextFrom([
        problems(plan, view, ways),
        toDecide(plan, view, ways),
        nobodyChanged(plan, view),
        leftOver(plan, ways),
        undo(plan, view),
      ]);
    default:
      return {};
  }
}

/** People who opted out may be all who were selected. */
function nobodyChanged(plan: PlanRecord, { counts }: PlanView): string {
  return (counts[ItemState.done] ?? 0) === 0 ? optedOut(plan, counts) : '';
}

/** The next step of a result, of the sentences that are not empty. */
export function nextFrom(sentences: readonly string[]): { next?: string } {
  const next = sentences.filter(Boolean).join(' ');
  return next === '' ? {} : { next };
}

/** Of a merge after which nobody has some numbers. */
export const KEEP_NUMBERS =
  'To keep the numbers that go, plan it again with `keep_numbers_as`, such as "other_number".';

/** Of a single edit for which nothing was sent. */
export function unsentNext(over: OverBudget, many: string): string {
  // The next sentence says how it can be approved.
  if (over.budget.ways.includes('relayed'))
    return 'Nothing was sent: the changes that a day allows by phrase, by a link in the chat or without approval are used up.';
  return `Nothing was sent: ${overBudgetWords(over)}. For many at once use \`${many}\`.`;
}

/** Of a plan that a new one takes the place of. */
export function replacedNext(planId: string): string {
  return `It takes the place of ${planId}, which is discarded.`;
}

function approvalNext(plan: PlanRecord, { counts, approval_phrase: phrase }: PlanView, ways: Ways): string {
  if (!mayApply(plan, ways)) return notApplied(ways);
  const { shown } = ways;
  if (shown && shown.as !== 'nothing') return shownWords(shown, plan);
  return [
    optedOut(plan, counts),
    shown ? `The page with the plan did not open: ${shown.why}.` : '',
    show(plan, phrase, ways),
    offer(plan),
    allGroups(plan, counts),
    leftOver(plan, ways),
  ]
    .filter(Boolean)
    .join(' ');
}

/** The person decides there, and no phrase counts. */
function shownWords(
  shown: Exclude<Ways['shown'], { as: 'nothing' } | undefined>,
  { plan_id }: PlanRecord,
): string {
  const waiting = `\`get_plan\` ${plan_id} with \`wait_seconds\` waits for that.`;
  switch (shown.as) {
    case 'page':
      return `The plan is open in the person's browser, and they decide there. ${waiting}`;
    case 'elsewhere':
      return `The person has the plan before them, in a form or on the page, and decides there. ${waiting}`;
    case 'link':
      return `Give the person this link: ${shown.link} It opens the plan once, in a browser of the computer that this server runs on, within two minutes; they decide there. ${waiting}`;
  }
}

/** What is deleted cannot be read afterwards. */
function offer({ plan_id, deletes }: PlanRecord): string {
  return deletes === 0
    ? ''
    : `Offer to save these contacts as a sheet first: \`get_plan\` ${plan_id} with items "pending" gives their selection for \`export_contacts\`.`;
}

/** How people who opted out are included, where the plan leaves them alone or gives them less. */
function optedOut(plan: PlanRecord, counts: PlanView['counts']): string {
  const { kind, include_protected, warnings } = plan;
  const isLess = warnings.some((warning) => typeof warning === 'object' && warning.say === 'back without');
  // What a sheet says of this stands beside its rows.
  if (include_protected || kind === 'import' || !(isLess || (counts[ItemState.protected] ?? 0) > 0))
    return '';
  return `${plan.state === PlanState.waiting ? 'First say' : 'Say'} how many opted out and ask whether they are meant, too. If yes: ${sameAgain(plan)} and \`include_protected\`.`;
}

/** The call that made the plan. */
function sameAgain({ kind, undoes, warnings }: PlanRecord): string {
  if (undoes === undefined) return `\`plan_${kind}\` with the same arguments`;
  const isPart = warnings.some((warning) => typeof warning === 'object' && warning.say === 'not undone');
  return `\`plan_undo\` with \`plan_id\` ${undoes}${isPart ? ', the same `contacts_in`' : ''}`;
}

/** The text of a merge names a few of its groups only. */
function allGroups({ plan_id, kind }: PlanRecord, { to_change: groups = 0 }: PlanView['counts']): string {
  return kind === 'merge' && groups > 2
    ? `\`get_plan\` ${plan_id} with items "pending" lists all groups.`
    : '';
}

function show(
  plan: PlanRecord,
  phrase: string | undefined,
  { canAsk, notRelayed: why, program }: Ways,
): string {
  const { plan_id } = plan;
  if (canAsk) {
    const asked = `Show \`text\` to the person, then call \`apply_plan\` with ${plan_id}: they are asked in a form`;
    if (phrase === undefined) return `${asked}.`;
    return `${asked}, or, where none appears, type ${phrase}, which you give as \`approval\`.`;
  }
  if (why === 'link')
    return `Show \`text\` to the person, then call \`apply_plan\` with ${plan_id}: its answer has a link for them to a page, where they decide.`;
  if (why === 'window')
    return `Show \`text\` to the person, then call \`apply_plan\` with ${plan_id}: the plan opens in their browser, and they decide there.`;
  if (why !== undefined)
    return `It cannot be approved from here: ${notRelayedWords(why)}. ${relayNext(why, plan, program)}`;
  return `Show \`text\` to the person as it is. If they agree, they type ${phrase}; then call \`apply_plan\` with ${plan_id} and that as \`approval\`.`;
}

function whereApplied(plan: PlanRecord, ways: Ways, sentence: string): string {
  return mayApply(plan, ways) ? sentence : notApplied(ways);
}

function notApplied({ mode, mistaken }: Ways): string {
  return mistaken
    ? 'It cannot be applied here while the configuration has a mistake: let the person correct that and restart this server.'
    : `This server runs with VOBIZ_MODE=${mode} and does not apply it: a server that may is needed.`;
}

function problems(plan: PlanRecord, { plan_id, counts }: PlanView, ways: Ways): string {
  // That people opted out was known, and approved.
  const open = LEFT_UNDONE.filter((name) => name !== ItemState.protected && (counts[name] ?? 0) > 0);
  if (open.length === 0) return '';
  const why = `\`get_plan\` ${plan_id} with items "problems" lists the contacts that were not changed, with the reasons.`;
  const again = `\`apply_plan\` ${plan_id} looks again at what is unknown.`;
  const isOpen = (counts[ItemState.unknown] ?? 0) > 0 && mayApply(plan, ways);
  const drifted = counts[ItemState.drifted] ?? 0;
  const anew =
    drifted === 0 ? '' : 'Contacts that were changed meanwhile need a new plan, if they are still to change.';
  const isListed = ways.items === 'problems' || (ways.items === ItemState.drifted && drifted > 0);
  const shown = isListed ? '' : why;
  return [shown, anew, isOpen ? again : ''].filter(Boolean).join(' ');
}

/** Items that stay as they are until a person decides about them: two values under one name, or a group that is too large. */
function toDecide({ plan_id, summary, warnings }: PlanRecord, { kind }: PlanView, { items }: Ways): string {
  const groups = typeof summary === 'object' && summary.say === 'merge' ? summary.left.too_large : 0;
  const count = undecided({ warnings }) + groups;
  return count === 0 || items === ItemState.unchanged
    ? ''
    : `\`get_plan\` ${plan_id} with items "unchanged" lists ${counted(count, nounOf(kind))} to decide about.`;
}

/** The noun for an item of such a plan. */
function nounOf(kind: string): string {
  return kind === 'merge' ? 'group' : 'contact';
}

function leftOver(plan: PlanRecord, ways: Ways): string {
  const { left_over: count, kind, state } = plan;
  // A server that does not apply the plan may lack the tool that plans the rest.
  if (count === 0 || !mayApply(plan, ways)) return '';
  const when = state === PlanState.done ? '' : ' when this one is done';
  const source = kind === 'merge' ? 'groups' : kind === 'import' ? 'sheet' : 'selection';
  return `\`plan_${kind}\` with the same ${source} plans the other ${count === 1 ? nounOf(kind) : counted(count, nounOf(kind))}${when}.`;
}

function undo(plan: PlanRecord, { counts }: PlanView): string {
  const { plan_id, deletes, undoable } = plan;
  if ((counts[ItemState.done] ?? 0) === 0) return '';
  const again = deletes > 0;
  const whom = again
    ? ', people who opted out in full'
    : undoable === 'some'
      ? ', for people who opted out'
      : ',';
  const included = undoable === 'all' ? '' : `${whom} only with \`include_protected\``;
  const does = again ? 'makes deleted contacts again, as new ones without their history' : 'undoes it';
  return `\`plan_undo\` ${plan_id} ${does}${included}.`;
}
