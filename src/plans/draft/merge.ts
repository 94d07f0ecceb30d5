import { nameAndNumber } from '../../contacts/name.ts';
import { mergeRefusal } from '../../contacts/protection.ts';
import { unreadableReason } from '../../contacts/unreadable.ts';
import { AppError } from '../../errors.ts';
import { plain } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import { peopleOf, personOf, type SummaryFact, someOf } from '../../model/facts.ts';
import type { DraftItem, PlanItem, Task } from '../../model/item.ts';
import { ItemState, tally } from '../../model/lifecycle.ts';
import type { ReasonFact } from '../../model/reasons.ts';
import type { Keep } from '../../model/request.ts';
import type { Caps } from '../../model/rules.ts';
import type { Warning } from '../../model/warnings.ts';
import { updateRefusal } from '../change/rule.ts';
import { unite } from '../change/unite.ts';
import { deletionsOf, idsOf } from '../tasks/index.ts';
import { itemOf, judged } from '../tasks/planned.ts';
import { consentWarnings } from './consent.ts';
import * as plans from './draft.ts';
import { includeWarning } from './included.ts';
import { isByRule, type MergeGroup } from './keeping.ts';
import { type NumberRequest, numberWarnings, united } from './keptNumbers.ts';
import * as say from './warnings.ts';

interface MergeRequest extends NumberRequest {
  groups: readonly MergeGroup[];
  include_protected?: boolean | undefined;
  /** How groups were found (by `phone`, `name` or an attribute) and which contact of each is kept, for the summary. */
  rule?: { by: string; kept: Keep } | undefined;
}

/** A larger group shares a value for another reason than being one person. */
export const MOST_MERGED = 20;
/** How many of each a summary or warning names, few enough that a form is read to its end. */
const MOST_NAMED = 10;
const MOST_LOSERS = 8;
const MOST_PAIRS = 2;
const MOST_CONFLICTS = 10;
const MOST_LEFT_ALONE = 5;

/** Plans to merge each group into the contact that is kept: an item a group. */
export function draftMerge(request: MergeRequest, world: plans.DraftWorld): plans.Draft {
  plans.refuseDeletions(world);
  const groups = request.groups.map(({ keep, merge }) => ({ keep, merge: plans.distinct(merge) }));
  checkGroups(groups);
  const { include_protected: include = false } = request;
  const { items, leftOver } = fitting(
    groups.map((group) => groupItem(group, request, world)),
    world.caps,
  );
  const merges = items.flatMap(mergeOf);
  const warnings = [
    ...say.nobodyHas(world),
    ...deletionWarnings(merges, request),
    ...numberWarnings(merges, request),
    ...conflictWarnings(merges),
    ...consentWarnings(items),
    ...includeWarning(include, 'merged', items, world),
    ...say.audienceWarnings(items, world.protectedFolds),
    ...leftAloneWarnings(items),
    ...say.overCap(leftOver, 'merge', world),
  ];
  const summary = summaryOf(merges, request, world, leftAlone(items, leftOver));
  return plans.waiting(items, world, { kind: 'merge', summary, warnings, include, leftOver });
}

function checkGroups(groups: readonly MergeGroup[]): void {
  if (groups.length === 0)
    throw new AppError(
      'There is no group to merge.',
      'Find some with `find_duplicates`, or name them in `groups`.',
    );
  const seen = new Set<string>();
  for (const { keep, merge } of groups) {
    if (merge.length === 0)
      throw new AppError(
        `Nobody is to be merged into ${nameAndNumber(keep)}: \`merge\` is empty.`,
        'Name in `merge` the other contacts of the same person.',
      );
    if (merge.some(({ id }) => id === keep.id))
      throw new AppError(
        `${named(keep)} is in \`keep\` and in \`merge\` of one group.`,
        'Name in `merge` only the contacts that are to be deleted.',
      );
    for (const contact of [keep, ...merge]) {
      if (seen.has(contact.id))
        throw new AppError(
          `${named(contact)} is in two groups.`,
          'Put all contacts of one person into one group, each once.',
        );
      seen.add(contact.id);
    }
  }
}

function groupItem(group: MergeGroup, request: MergeRequest, world: plans.DraftWorld): DraftItem {
  const { keep, merge } = group;
  const { conflicts } = unite(keep, merge);
  const { delta } = united({ keep, losers: merge }, request);
  const tooLarge = tooLargeReason(group, world.caps);
  if (tooLarge) return itemOf(keep, { do: 'merge', delta, losers: [] }, ItemState.unchanged, tooLarge);
  const task: Task = { do: 'merge', delta, losers: merge };
  const unreadable = merge.map(unreadableReason).find(Boolean);
  if (unreadable !== undefined) return itemOf(keep, task, ItemState.unchanged, unreadable);
  const refusal =
    merge.map((contact) => mergeRefusal(contact, world.protectedFolds)).find(Boolean) ??
    updateRefusal(keep, delta, world);
  if (refusal !== undefined) return judged(keep, task, refusal, request.include_protected ?? false, world);
  const lost: ReasonFact | undefined = conflicts.length > 0 ? { say: 'lost', conflicts } : undefined;
  return itemOf(keep, task, ItemState.pending, lost);
}

function tooLargeReason({ keep, merge }: MergeGroup, { deletions, plan }: Caps): ReasonFact | undefined {
  const most = Math.min(deletions, plan - 1);
  if (merge.length > most) return { say: 'too many', losers: merge.length, most };
  if (merge.length > MOST_MERGED) return { say: 'too large', keep: personOf(keep), others: merge.length };
  return undefined;
}

/** The items that one plan may hold, in their order: a group is planned whole or left over. */
function fitting(items: readonly DraftItem[], caps: Caps): { items: PlanItem[]; leftOver: number } {
  let deletions = 0;
  let contacts = 0;
  const kept = items.filter((item) => {
    if (item.state !== ItemState.pending) return true;
    const [more, all] = [deletionsOf(item.task), idsOf(item).length];
    if (deletions + more > caps.deletions || contacts + all > caps.plan) return false;
    deletions += more;
    contacts += all;
    return true;
  });
  return {
    items: kept.map((item, index) => ({ ...item, seq: index + 1 })),
    leftOver: items.length - kept.length,
  };
}

type Merge = Record<'keep', Contact> & Record<'losers', readonly Contact[]>;

function mergeOf({ state, task, before }: PlanItem): Merge[] {
  return state === ItemState.pending && 'losers' in task ? [{ keep: before, losers: task.losers }] : [];
}

type MergeSummary = Extract<SummaryFact, { say: 'merge' }>;

function summaryOf(
  merges: readonly Merge[],
  { rule }: MergeRequest,
  { where }: plans.DraftWorld,
  left: MergeSummary['left'],
): MergeSummary {
  const most = merges.length === 1 ? MOST_LOSERS : MOST_PAIRS;
  return {
    say: 'merge',
    where,
    groups: someOf(merges, MOST_PAIRS, ({ keep, losers }) => ({
      keep: personOf(keep),
      losers: peopleOf(losers, most),
    })),
    deleted: merges.reduce((sum, { losers }) => sum + losers.length, 0),
    rule: rule && { ...rule, otherwise: merges.filter((merge) => !isByRule(merge, rule.kept)).length },
    left,
  };
}

function leftAlone(items: readonly PlanItem[], leftOver: number): MergeSummary['left'] {
  const { protected: optedOut, unchanged } = tally(items);
  const unreadable = items.filter(isUnreadable).length;
  return { protected: optedOut, too_large: unchanged - unreadable, unreadable, left_over: leftOver };
}

function isUnreadable({ task, before }: PlanItem): boolean {
  const losers = 'losers' in task ? task.losers : [];
  return [before, ...losers].some(({ unreadable }) => unreadable !== undefined);
}

/** The warnings of losses that are final, and of people whom no message reaches any more. */
function deletionWarnings(
  merges: readonly Merge[],
  { rule, numberKey, keepNumbersAs }: MergeRequest,
): Warning[] {
  if (merges.length === 0) return [];
  const pairs = merges.flatMap(({ keep, losers }) => losers.map((loser) => ({ keep, loser })));
  const key = ({ phone_number: number }: Contact) => numberKey(number) ?? number;
  const pairsWhere = (same: boolean) =>
    someOf(
      pairs.filter(({ keep, loser }) => (key(keep) === key(loser)) === same),
      MOST_NAMED,
      ({ keep, loser }) => ({ keep: personOf(keep), loser: personOf(loser) }),
    );
  const [rest, lost] = [pairsWhere(true), pairsWhere(false)];
  const by = rule?.by ?? 'phone';
  return [
    // Different people may share anything but a number.
    ...say.when(by !== 'phone', { say: 'sharing', by }),
    ...say.when(lost.count > 0, {
      say: 'unreachable',
      pairs: lost,
      ...(keepNumbersAs !== undefined && { kept: true as const }),
    }),
    ...say.when(rest.count > 0, { say: 'same number', pairs: rest }),
    ...say.deletedForGood(pairs.map(({ loser }) => loser)),
  ];
}

function conflictWarnings(merges: readonly Merge[]): Warning[] {
  const conflicts = merges.flatMap(({ keep, losers }) => unite(keep, losers).conflicts);
  const more = conflicts.length - MOST_CONFLICTS;
  return [
    ...conflicts.slice(0, MOST_CONFLICTS).map((conflict): Warning => ({ say: 'lost', conflict })),
    ...say.when(more > 0, { say: 'more lost', attributes: more }),
  ];
}

function leftAloneWarnings(items: readonly PlanItem[]): Warning[] {
  const reasons = items.flatMap(({ state, reason }) =>
    (state === ItemState.protected || state === ItemState.unchanged) && reason !== undefined ? [reason] : [],
  );
  const more = reasons.length - MOST_LEFT_ALONE;
  return [
    ...reasons.slice(0, MOST_LEFT_ALONE).map((reason): Warning => ({ say: 'left alone', reason })),
    ...say.when(more > 0, { say: 'more left alone', groups: more }),
  ];
}

function named(contact: Contact): string {
  return `${nameAndNumber(contact)}, id ${plain(contact.id, 60)},`;
}
