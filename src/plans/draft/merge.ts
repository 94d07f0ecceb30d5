import { isE164 } from '../../contacts/numbers/phone.ts';
import { mergeRefusal } from '../../contacts/protection.ts';
import { unreadableReason } from '../../contacts/unreadable.ts';
import { nameAndNumber } from '../../contacts/view.ts';
import { AppError } from '../../errors.ts';
import { counted, listed, plain, quoted, thousands } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { DraftItem, PlanItem, Task } from '../../model/item.ts';
import { ItemState, tally } from '../../model/lifecycle.ts';
import { unite } from '../change/unite.ts';
import { deletionsOf, idsOf } from '../tasks/index.ts';
import { itemOf as planned } from '../tasks/planned.ts';
import * as plans from './draft.ts';
import * as say from './warnings.ts';

/** Contacts of one person: one is kept, the others are merged into it. */
export interface MergeGroup {
  keep: Contact;
  merge: readonly Contact[];
}

export interface MergeRequest {
  groups: readonly MergeGroup[];
  /** What the contacts of a group share, when that is less than a number. */
  sharing?: string | undefined;
  /** How groups were found and who of each is kept, for who approves it. */
  rule?: string | undefined;
  /** The same for one number in all its spellings. */
  numberKey(text: string): string | undefined;
}

export const KEEP = ['oldest', 'newest', 'last_active'] as const;
export type Keep = (typeof KEEP)[number];

/** More contacts than this share something for another reason than being one person. */
export const MOST_MERGED = 20;
/** A form is read to its end: whom no message reaches any more, up to so many, and two of the groups. */
const MOST_NAMED = 10;
const MOST_PAIRS = 2;
const MOST_CONFLICTS = 10;
const MOST_LEFT_ALONE = 5;

/** The contact to keep among duplicates. A number in E.164 goes first: a number cannot be changed afterwards. */
export function chosen(contacts: readonly Contact[], keep: Keep): MergeGroup | undefined {
  const reachable = contacts.filter(({ phone_number }) => isE164(phone_number));
  const [best] = (reachable.length > 0 ? reachable : contacts).toSorted(
    (a, b) => rank(b, keep) - rank(a, keep) || (a.id < b.id ? -1 : 1),
  );
  return best && { keep: best, merge: contacts.filter(({ id }) => id !== best.id) };
}

function rank({ created_at, last_active_at }: Contact, keep: Keep): number {
  const created = Date.parse(created_at) || 0;
  if (keep === 'last_active') return last_active_at === undefined ? 0 : Date.parse(last_active_at) || 0;
  return keep === 'newest' ? created : -created;
}

/** Plans to merge each group into the contact that is kept: an item a group. */
export function draftMerge(request: MergeRequest, world: plans.DraftWorld): plans.Draft {
  plans.refuseDeletions(world);
  const groups = request.groups.map(({ keep, merge }) => ({ keep, merge: plans.distinct(merge) }));
  checkGroups(groups);
  const { items, leftOver } = fitting(
    groups.map((group) => itemOf(group, world)),
    world.caps,
  );
  const merges = items.flatMap(mergeOf);
  const warnings = [
    ...deletionWarnings(merges, request),
    ...conflictWarnings(merges),
    ...say.audienceWarnings(items, world.protectedFolds),
    ...leftAloneWarnings(items),
    ...say.overCap(leftOver, 'merge', world),
  ];
  const summary = `${sentence(merges, request, world)}${leftAlone(items, leftOver)}.`;
  return plans.waiting(items, world, { kind: 'merge', summary, warnings, include: false, leftOver });
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
        'Name in `merge` only those that are to disappear.',
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

function itemOf({ keep, merge }: MergeGroup, { protectedFolds, caps }: plans.DraftWorld): DraftItem {
  const { delta, conflicts } = unite(keep, merge);
  if (merge.length > caps.deletions || merge.length + 1 > caps.plan) {
    const most = Math.min(caps.deletions, caps.plan - 1);
    const reason = `its ${counted(merge.length, 'contact')} to delete are more than the ${thousands(most)} that one plan may delete here: name fewer in \`groups\``;
    return planned(keep, { do: 'merge', delta, losers: [] }, ItemState.unchanged, reason);
  }
  if (merge.length > MOST_MERGED) {
    const reason = `${nameAndNumber(keep)} and ${counted(merge.length, 'other contact')} share this, which is more than one person has: name those to merge in \`groups\``;
    return planned(keep, { do: 'merge', delta, losers: [] }, ItemState.unchanged, reason);
  }
  const task: Task = { do: 'merge', delta, losers: merge };
  const unreadable = merge.map(unreadableReason).find(Boolean);
  if (unreadable !== undefined) return planned(keep, task, ItemState.unchanged, unreadable);
  const refusal = [keep, ...merge].map((contact) => mergeRefusal(contact, protectedFolds)).find(Boolean);
  return refusal === undefined
    ? planned(keep, task, ItemState.pending, conflicts.join('; ') || undefined)
    : planned(keep, task, ItemState.protected, refusal);
}

/** The items that one plan may hold, in their order: a group is planned whole or left over. */
function fitting(
  items: readonly DraftItem[],
  caps: plans.DraftWorld['caps'],
): { items: PlanItem[]; leftOver: number } {
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

interface Merge {
  keep: Contact;
  losers: readonly Contact[];
}

function mergeOf({ state, task, before }: PlanItem): Merge[] {
  return state === ItemState.pending && 'losers' in task ? [{ keep: before, losers: task.losers }] : [];
}

function sentence(merges: readonly Merge[], { rule }: MergeRequest, { where }: plans.DraftWorld): string {
  const [only] = merges;
  if (!only) return `Merge nobody in ${where}`;
  const deleted = merges.reduce((sum, { losers }) => sum + losers.length, 0);
  const gone = `${counted(deleted, 'contact')} ${deleted === 1 ? 'is' : 'are'} permanently deleted`;
  if (merges.length === 1)
    return `Merge ${listed(only.losers.map(nameAndNumber))} into ${nameAndNumber(only.keep)} in ${where}: it takes over tags and attributes, then ${gone}`;
  const how = rule === undefined ? '' : ` ${rule}`;
  const pairs = merges.map(
    ({ keep, losers }) => `${listed(losers.map(nameAndNumber), MOST_PAIRS)} into ${nameAndNumber(keep)}`,
  );
  return `Merge ${counted(deleted + merges.length, 'contact')} into ${thousands(merges.length)} in ${where}${how}: ${listed(pairs, MOST_PAIRS)}; these take over tags and attributes, then ${gone}`;
}

function leftAlone(items: readonly PlanItem[], leftOver: number): string {
  const { protected: optedOut, unchanged } = tally(items);
  const unreadable = items.filter(isUnreadable).length;
  const parts = [
    say.words(
      optedOut,
      'group with a protected contact is left alone',
      'groups with a protected contact are left alone',
    ),
    say.words(
      unchanged - unreadable,
      'group is too large and left alone',
      'groups are too large and left alone',
    ),
    say.words(
      unreadable,
      'group with a contact that is not as documented is left alone',
      'groups with a contact that is not as documented are left alone',
    ),
    say.words(leftOver, 'group is left over for another plan', 'groups are left over for another plan'),
  ].flat();
  return parts.length === 0 ? '' : `; ${listed(parts)}`;
}

function isUnreadable({ task, before }: PlanItem): boolean {
  const losers = 'losers' in task ? task.losers : [];
  return [before, ...losers].some((contact) => unreadableReason(contact) !== undefined);
}

/** What cannot come back, and whom no message reaches any more. */
function deletionWarnings(merges: readonly Merge[], { sharing, numberKey }: MergeRequest): string[] {
  if (merges.length === 0) return [];
  const pairs = merges.flatMap(({ keep, losers }) => losers.map((loser) => ({ keep, loser })));
  const key = ({ phone_number: number }: Contact) => numberKey(number) ?? number;
  const into = ({ keep, loser }: (typeof pairs)[number]) =>
    `${number(loser)} (${quoted(loser.name, 60)}, merged into ${quoted(keep.name, 60)} ${number(keep)})`;
  const [rest, lost] = [true, false].map((same) =>
    pairs.filter(({ keep, loser }) => (key(keep) === key(loser)) === same).map(into),
  );
  return [
    ...(sharing === undefined
      ? []
      : [`The contacts of a group share ${sharing}, which different people may do: check each group.`]),
    ...(lost?.length
      ? [`No longer reachable, since their contacts are deleted: ${listed(lost, MOST_NAMED)}.`]
      : []),
    ...(rest?.length ? [`The same number as the kept contact, deleted: ${listed(rest, MOST_NAMED)}.`] : []),
    ...say.deletedForGood(pairs.map(({ loser }) => loser)),
  ];
}

function conflictWarnings(merges: readonly Merge[]): string[] {
  const conflicts = merges.flatMap(({ keep, losers }) => unite(keep, losers).conflicts);
  const more = conflicts.length - MOST_CONFLICTS;
  return [
    ...conflicts.slice(0, MOST_CONFLICTS).map((conflict) => `${conflict}.`),
    ...(more > 0 ? [`Values of ${counted(more, 'more attribute')} are lost, too.`] : []),
  ];
}

function leftAloneWarnings(items: readonly PlanItem[]): string[] {
  const reasons = items.flatMap(({ state, reason }) =>
    (state === ItemState.protected || state === ItemState.unchanged) && reason !== undefined ? [reason] : [],
  );
  const more = reasons.length - MOST_LEFT_ALONE;
  return [
    ...reasons.slice(0, MOST_LEFT_ALONE).map((reason) => `Left alone: ${reason}.`),
    ...(more > 0 ? [`Left alone, too: ${counted(more, 'more group')}.`] : []),
  ];
}

function named(contact: Contact): string {
  return `${nameAndNumber(contact)}, id ${plain(contact.id, 60)},`;
}

function number({ phone_number }: Contact): string {
  return plain(phone_number, 40);
}
