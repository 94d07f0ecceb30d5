import { counted, plain, thousands, unended } from '../../lib/text.ts';
import { importIn, type People, type Summary } from '../../model/facts.ts';
import { ItemState, PlanState } from '../../model/lifecycle.ts';
import type { PlanRecord } from '../../model/plan.ts';
import type { Warning, WarningFact, WarningSay } from '../../model/warnings.ts';
import { behindMoreNames, type Size, some } from '../lists.ts';
import { includedThen } from './included.ts';
import { type Line, lines } from './lines.ts';
import { refusedWords } from './refused.ts';
import { textHead } from './summary.ts';
import { unchangedWords } from './unchanged.ts';
import { unplannedWords } from './unplanned.ts';
import { isRemark, warningLines } from './warnings.ts';

/** Contacts of a plan that were not changed, by why. */
export type Problems = Partial<Record<ItemState, Problem>>;
interface Problem {
  people: People;
  /** Why it ended so for the first of them. */
  reason: string | undefined;
}

export interface Facts {
  plan: PlanRecord;
  counts: Readonly<Record<string, number>>;
  etaSeconds: number;
  problems: Problems;
  /** Items of a stopped plan that were begun and did not end: a request of theirs may have done its part. */
  begun: number;
}

/** How many of the unchanged contacts stay as they are because a person has to say which of two values is right. */
export function undecided({ warnings }: Pick<PlanRecord, 'warnings'>): number {
  return warnings.reduce((sum, warning) => sum + (isUndecided(warning) ? warning.contacts : 0), 0);
}

function isUndecided(warning: Warning): warning is WarningFact<'both names'> {
  return typeof warning === 'object' && warning.say === 'both names';
}

/** How many of the unchanged contacts have a sentence of their own, which says why. Of a merge, items are groups. */
export function explained({ kind, warnings }: Pick<PlanRecord, 'kind' | 'warnings'>): number {
  if (kind === 'merge') return 0;
  return warnings.reduce((sum, warning) => sum + (isExplained(warning) ? contactsIn(warning) : 0), 0);
}

type Explained = WarningFact<'both names' | 'unreadable' | 'more unreadable'>;

function isExplained(warning: Warning): warning is Explained {
  return (
    isUndecided(warning) ||
    (typeof warning === 'object' && (warning.say === 'unreadable' || warning.say === 'more unreadable'))
  );
}

function contactsIn(warning: Explained): number {
  return warning.say === 'unreadable' ? 1 : warning.contacts;
}

/** Facts that are all that there is to know of a plan that changes nobody. */
const NOTES: ReadonlySet<WarningSay> = new Set([
  'no such name',
  'nobody has',
  'unreadable',
  'more unreadable',
  'left alone',
  'more left alone',
  'both names',
  'left whole',
  'to mend',
  'values kept',
  'spellings left',
]);

function isNote(warning: Warning): boolean {
  return isRemark(warning) || NOTES.has(warning.say);
}

/** How a plan stands that does not wait, in lines that stand behind each other. */
export function overLines(facts: Facts, size: Size): Line[] {
  const { plan, counts } = facts;
  const { state, reason } = plan;
  const { done = 0, to_change: all = 0 } = counts;
  const because = reason === undefined ? '' : `: ${unended(plain(reason, 240))}`;
  const part = partWords(plan, done, all);
  const rest = restLines(facts, all, size);
  switch (state) {
    case PlanState.waiting:
    case PlanState.declined:
    case PlanState.discarded:
    case PlanState.expired:
      return lines('what', [unsent(state, because)]);
    case PlanState.queued:
    case PlanState.running:
      return [...lines('what', [`Under way: ${part}${because}.`]), ...rest];
    case PlanState.blocked:
      return lines('what', [`Paused, ${part}${because}.`]);
    case PlanState.stopped:
      return [...lines('what', [`Stopped: ${part}${untouchedWords(facts)}.`]), ...begunLines(facts), ...rest];
    case PlanState.halted:
      return [...lines('what', [`Stopped because too many failed: ${part}${because}.`]), ...rest];
    case PlanState.done:
      return [
        ...lines('what', [doneWords(plan, counts, size)]),
        ...lines('whom', [includedThen(plan, counts)]),
        ...rest,
      ];
    default:
      return state satisfies never;
  }
}

/** `120 of 203 contacts are done`. */
function partWords(plan: PlanRecord, done: number, all: number): string {
  return `${thousands(done)} of ${counted(all, nounOf(plan))} ${all === 1 ? 'is' : 'are'} done`;
}

function nounOf({ kind }: Pick<PlanRecord, 'kind'>): string {
  return kind === 'merge' ? 'group' : 'contact';
}

/** `, the other 83 are as before`: only those for which nothing was sent. */
function untouchedWords({ counts, begun }: Facts): string {
  const { done = 0, to_change: all = 0, failed = 0, unknown = 0 } = counts;
  const rest = all - done;
  const untouched = rest - failed - unknown - begun;
  if (untouched <= 0) return '';
  const who = untouched < rest || done === 0 ? thousands(untouched) : `the other ${thousands(untouched)}`;
  return `, ${who} ${untouched === 1 ? 'is' : 'are'} as before`;
}

function begunLines({ begun }: Facts): Line[] {
  return lines(
    'problem',
    some(begun, 'was begun and may or may not be changed.', 'were begun and may or may not be changed.'),
  );
}

/** Who was left out and why. Of a plan that changes nobody, its notes are all that there is to know. */
function restLines(facts: Facts, all: number, size: Size): Line[] {
  const { summary, warnings } = facts.plan;
  const notes = warnings.filter((warning) =>
    all === 0 ? isNote(warning) : isExplained(warning) || isToMend(warning),
  );
  return [
    ...problemLines(facts, size),
    ...lines('refused', refusedThen(summary, size)),
    ...warningLines(notes, size),
  ];
}

/** `because` stands behind a colon, or is empty. */
function unsent(state: PlanState, because: string): string {
  if (state === PlanState.declined) return 'You declined this plan; nothing was sent.';
  if (state === PlanState.expired)
    return `${because === '' ? 'Expired: it was not approved within a day' : `It was not run${because}`}. Nothing was sent.`;
  return state === PlanState.discarded ? `Discarded${because}. Nothing was sent.` : '';
}

function isToMend(warning: Warning): boolean {
  return typeof warning === 'object' && warning.say === 'to mend';
}

function refusedThen(summary: Summary, size: Size): string[] {
  const sheet = importIn(summary);
  return sheet ? refusedWords(sheet, size, 'then') : [];
}

function doneWords(plan: PlanRecord, counts: Facts['counts'], size: Size): string {
  const { done = 0, to_change: all = 0 } = counts;
  if (all === 0) return unplannedWords(plan.summary, size) ?? 'Nothing was changed.';
  if (done === 0) return noneDoneWords(plan, counts);
  const { summary } = plan;
  const head = done === all ? 'Done' : `Done, except for ${thousands(all - done)} of ${thousands(all)}`;
  const did =
    typeof summary === 'string' ? `planned was: ${plain(summary, 300)}` : textHead(summary, size, { done });
  return `${head}: ${did}.`;
}

/** A request was sent for each of them. What failed may be done in part, and what is unknown may be done. */
function noneDoneWords(plan: PlanRecord, { to_change: all = 0, failed = 0 }: Facts['counts']): string {
  const them = counted(all, nounOf(plan));
  if (failed === all) return all === 1 ? 'It failed.' : `It failed for all ${them}.`;
  return `It is not certain whether this was done${all === 1 ? '' : ` for any of the ${them}`}.`;
}

const NOT_BACK = ['is not there and does not come back', 'are not there and do not come back'] as const;
const KEPT = ['opted out and was kept', 'opted out and were kept'] as const;
const LEFT_AS_IT_WAS = ['was left as it was', 'were left as they were'] as const;
const LEFT_AS: { readonly [S in ItemState]?: readonly [one: string, more: string] } = {
  [ItemState.protected]: ['opted out and was not changed', 'opted out and were not changed'],
  [ItemState.drifted]: [
    'was changed meanwhile and was left alone',
    'were changed meanwhile and were left alone',
  ],
  [ItemState.gone]: ['had been deleted', 'had been deleted'],
  // A step of it may be done.
  [ItemState.failed]: ['was not changed as planned', 'were not changed as planned'],
  [ItemState.unknown]: ['may or may not be changed', 'may or may not be changed'],
};

/** States that are a reason. */
const SAY_WHY: ReadonlySet<readonly string[] | undefined> = new Set([
  ...[ItemState.protected, ItemState.drifted, ItemState.gone].map((state) => LEFT_AS[state]),
  KEPT,
]);

/** That contacts would be left so was known when the plan was approved. */
const PLANNED: ReadonlySet<ItemState> = new Set([ItemState.protected, ItemState.unchanged]);

function leftAs(state: ItemState, { kind, summary }: PlanRecord, reason: string | undefined) {
  if (state === ItemState.gone && kind === 'undo') return NOT_BACK;
  if (state === ItemState.protected && kind === 'delete') return KEPT;
  if (state !== ItemState.unchanged) return LEFT_AS[state];
  return reason === undefined ? unchangedWords(summary, 'after') : LEFT_AS_IT_WAS;
}

function problemLines({ plan, counts, problems }: Omit<Facts, 'etaSeconds'>, size: Size): Line[] {
  // So many of the unchanged contacts have a sentence of their own.
  const open = explained(plan);
  // The first sentence says it of a request for which nothing was planned.
  const isSaid = plan.kind !== 'merge' && unplannedWords(plan.summary, size) !== undefined;
  return Object.values(ItemState).flatMap((state) => {
    const isPart = state === ItemState.unchanged && open > 0;
    const count = (counts[state] ?? 0) - (isPart ? open : 0);
    if (count <= 0 || (state === ItemState.protected && isSaid)) return [];
    // The contact of the item is the one that is kept, and somebody else of the group may have opted out.
    if (plan.kind === 'merge' && state === ItemState.protected) return lines('left', optedOutGroups(count));
    const { people = { first: [], count }, reason } = (isPart ? undefined : problems[state]) ?? {};
    const words = leftAs(state, plan, reason);
    if (!words) return [];
    const why = size.examples > 0 && !SAY_WHY.has(words) ? becauseWords(reason, count) : '';
    return lines(PLANNED.has(state) ? 'left' : 'problem', [
      `${thousands(count)} ${words[count === 1 ? 0 : 1]}${behindMoreNames({ ...people, count }, size)}${why}.`,
    ]);
  });
}

function becauseWords(reason: string | undefined, count: number): string {
  if (reason === undefined) return '';
  return `, ${count === 1 ? 'because' : 'the first because'} ${unended(plain(reason, 160))}`;
}

function optedOutGroups(count: number): string[] {
  return some(
    count,
    'group has somebody who opted out and was left as it was.',
    'groups have somebody who opted out and were left as they were.',
  );
}
