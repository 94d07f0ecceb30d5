import { protectedAmong } from '../../contacts/tags.ts';
import { rankTags } from '../../find/tags/tagCounts.ts';
import type { Contact } from '../../model/contact.ts';
import {
  type LeftAlone,
  type People,
  peopleOf,
  personOf,
  type Scope,
  type Some,
  someOf,
  type TagCount,
} from '../../model/facts.ts';
import type { PlanItem, Task } from '../../model/item.ts';
import { ItemState, tally } from '../../model/lifecycle.ts';
import { isFact } from '../../model/reasons.ts';
import type { Warning, WarningFact, WarningFacts } from '../../model/warnings.ts';
import { takesFreely } from '../change/rule.ts';
import { kindOf } from '../tasks/index.ts';
import { noReturn } from '../tasks/planned.ts';
import type { DraftWorld } from './draft.ts';

export function when(holds: boolean, warning: WarningFact): Warning[] {
  return holds ? [warning] : [];
}

/** Only `include_protected` makes the item possible. */
export function isOverruled({ state, reason }: Pick<PlanItem, 'state' | 'reason'>): boolean {
  return state === ItemState.pending && isFact(reason, 'overruled');
}

/** The counts of the states that leave a contact as it is. */
export function leftAloneOf(counts: Readonly<Record<ItemState, number>>, leftOver: number): LeftAlone {
  const { protected: optedOut, drifted, gone, unchanged } = counts;
  return { protected: optedOut, drifted, gone, unchanged, left_over: leftOver };
}

/** Contacts named in a summary: a bare count looks the same for any contacts. */
const NAMED = 3;
const LEFT_NAMED = 5;

export function scope(
  items: readonly PlanItem[],
  leftOver: number,
  { where, found, everyone }: DraftWorld,
): Scope {
  const changed = items.filter(({ state }) => state === ItemState.pending).map(({ before }) => before);
  return {
    where,
    selected: items.length + leftOver,
    changed: peopleOf(changed, NAMED),
    overruled: items.filter(isOverruled).length,
    ...(everyone && { everyone }),
    ...(found && { found }),
    left: leftAloneOf(tally(items), leftOver),
    opted_out: optedOutAmong(items),
    ...refusedTo(items),
  };
}

function refusedTo(items: readonly PlanItem[]): Pick<Scope, 'refused'> {
  const reasons = items.flatMap(({ state, reason }) => (state === ItemState.protected ? [reason] : []));
  const given = reasons.filter((reason) => isFact(reason, 'not given'));
  const stay = reasons.filter((reason) => isFact(reason, 'stays on'));
  if (given.length + stay.length === 0) return {};
  const distinct = (lists: readonly (readonly string[])[]) => [...new Set(lists.flat())];
  return {
    refused: {
      tags: distinct(given.map(({ tags }) => tags)),
      keys: distinct(given.map(({ keys }) => keys)),
      ended: distinct(stay.map(({ tags }) => tags)),
    },
  };
}

/** The contacts that are left alone because they opted out. */
export function optedOutAmong(items: readonly PlanItem[]): People {
  const left = items.filter(({ state }) => state === ItemState.protected).map(({ before }) => before);
  return peopleOf(left, LEFT_NAMED);
}

export function nobodyHas({ nobody = [] }: DraftWorld): Warning[] {
  return when(nobody.length > 0, { say: 'nobody has', refs: nobody });
}

const MOST_UNREADABLE = 5;

/** The warnings of contacts that are left alone because their fields are not as documented. */
export function unreadableWarnings(items: readonly Pick<PlanItem, 'before'>[]): Warning[] {
  const some = items.map(({ before }) => before).filter(({ unreadable }) => unreadable !== undefined);
  const more = some.length - MOST_UNREADABLE;
  return [
    ...some.slice(0, MOST_UNREADABLE).map((contact): Warning => {
      const { unreadable } = contact;
      return { say: 'unreadable', contact: { ...personOf(contact), ...(unreadable && { unreadable }) } };
    }),
    ...when(more > 0, { say: 'more unreadable', contacts: more }),
  ];
}

/** Contacts named in the warning of a deletion, of those that cannot come back. */
const MOST_NAMED = 50;

/** The warning of a deletion, with the contacts that cannot come back. */
export function deletedForGood(deleted: readonly Contact[]): Warning[] {
  const lost = deleted.filter((contact) => noReturn(contact) !== undefined);
  return when(deleted.length > 0, {
    say: 'permanent',
    deleted: deleted.length,
    lost: peopleOf(lost, MOST_NAMED),
  });
}

/** A tag is an audience: the warnings of campaigns that reach more contacts because of this plan, or fewer. */
export function audienceWarnings(
  items: readonly PlanItem[],
  protectedFolds: ReadonlySet<string>,
  renames: Readonly<Record<string, string>> = {},
): Warning[] {
  const moves = movesOf(items);
  const guards = (tag: string) => protectedAmong([tag], protectedFolds).length > 0;
  const gained = new Set(moves.flatMap(({ adds }) => adds));
  const lost = new Set(moves.flatMap(({ removes }) => removes));
  // Of renamed tags a warning of its own says where campaigns go.
  const [olds, names] = [new Set(Object.keys(renames)), new Set(Object.values(renames))];
  const reached = [...gained].filter((tag) => !guards(tag) && !names.has(tag));
  const free = [...lost].filter((tag) => !guards(tag) && !olds.has(tag));
  // A contact that is made again may get a tag that another loses: that audience stays, with other people in it.
  const missed = free.filter((tag) => !gained.has(tag));
  const passed = new Set(free.filter((tag) => gained.has(tag)));
  const losers = moves.filter(({ removes }) => removes.some((tag) => passed.has(tag))).length;
  // A contact that gets another opt-out instead, or has one left, stays opted out.
  const ended = moves.filter(({ tags }) => !tags.some(guards)).flatMap(({ removes }) => removes);
  const back = [...new Set(ended)].filter(guards);
  // A summary lists the tags of changes, not of contacts that are made or merged.
  const isListed = !items.some(({ state, task }) => state === ItemState.pending && isUnlisted(task));
  const moved = (way: 'adds' | 'removes', tags: readonly string[]) => ({
    tags,
    ...(!isListed && {
      counts: countedIn(
        moves.map((move) => move[way]),
        tags,
      ),
    }),
  });
  const out = moves.filter(({ adds, tags }) => adds.some(guards) && tags.some((tag) => !guards(tag))).length;
  return [
    ...when(reached.length > 0, { say: 'reaches', ...moved('adds', reached) }),
    ...when(missed.length > 0, { say: 'misses', ...moved('removes', missed) }),
    ...when(losers > 0, { say: 'passed on', ...moved('removes', [...passed]), contacts: losers }),
    ...when(back.length > 0, { say: 'ends opt-outs', tags: back }),
    ...when(out > 0, { say: 'opt-out alone', contacts: out }),
  ];
}

function isUnlisted(task: Task): boolean {
  return 'contact' in task || 'losers' in task;
}

/** Enough to fill the longest list in a text, however short the tags are. */
const MOST_TAGS = 60;

/** How often each of these tags is in the lists, the most frequent first. */
function countedIn(lists: readonly (readonly string[])[], tags: readonly string[]): Some<TagCount> {
  const isMeant = new Set(tags);
  const counts = new Map<string, number>();
  for (const tag of lists.flat()) if (isMeant.has(tag)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return someOf(rankTags(counts), MOST_TAGS, (entry): TagCount => entry);
}

function movesOf(items: readonly PlanItem[]) {
  const pending = items.filter(({ state }) => state === ItemState.pending);
  return pending.map(({ task, before }) => kindOf(task).moves(task, before));
}

/** Tags that at least one contact gets. */
export function gainedBy(items: readonly PlanItem[]): string[] {
  return [...new Set(movesOf(items).flatMap(({ adds }) => adds))];
}

/** How many people who opted out these items concern, each item one at least: whoever has no opt-out now gets it. */
export function optedOutIn(
  items: readonly Pick<PlanItem, 'before' | 'task'>[],
  protectedFolds: ReadonlySet<string>,
): number {
  const isOut = ({ tags }: Contact) => protectedAmong(tags, protectedFolds).length > 0;
  return items.reduce((sum, { before, task }) => {
    const losers = 'losers' in task ? task.losers : [];
    return sum + Math.max(1, [before, ...losers].filter(isOut).length);
  }, 0);
}

/** The warning of people who are left alone although something could come off them, since the same change gives. */
export function leftWhole(items: readonly PlanItem[], protectedFolds: ReadonlySet<string>): Warning[] {
  const contacts = items.filter(
    ({ state, task, before }) =>
      state === ItemState.protected && 'delta' in task && takesFreely(before, task.delta, protectedFolds),
  ).length;
  return when(contacts > 0, { say: 'left whole', contacts });
}

/** The warning that some selected contacts are over the cap. */
export function overCap(
  leftOver: number,
  does: WarningFacts['over cap']['does'],
  { caps }: DraftWorld,
): Warning[] {
  return when(leftOver > 0, { say: 'over cap', does, left_over: leftOver, caps });
}
