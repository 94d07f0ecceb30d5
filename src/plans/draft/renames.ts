import { byName, protectedAmong } from '../../contacts/tags.ts';
import type { Contact } from '../../model/contact.ts';
import { peopleOf } from '../../model/facts.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Warning, WarningFacts } from '../../model/warnings.ts';
import { renamesOf } from '../change/drift.ts';
import { type FreeRename, isRespelling } from '../change/rule.ts';
import { kindOf } from '../tasks/index.ts';
import type { Draft } from './draft.ts';
import { isOverruled, when } from './warnings.ts';

/**
 * Which renames are free: between spellings of one tag, or where all who carry the new tag are among the renamed and carry a
 * spelling of the old one. `contacts` holds at least all who carry the new tags; `together` are the renames of one plan, since
 * two tags that become one join two audiences.
 */
export function freeAmong(
  contacts: Iterable<Contact>,
  renamed: ReadonlySet<string>,
  together: Readonly<Record<string, string>> = {},
): FreeRename {
  const all = [...contacts];
  const known = new Map<string, Map<string, boolean>>();
  const isOnlyOurs = (old: string, name: string) => {
    const sources = Object.keys(together).filter((other) => together[other] === name);
    return all.every(({ id, tags }) => {
      const isRenamed = renamed.has(id);
      const gets = isRenamed && sources.some((source) => tags.includes(source));
      const isOurs = isRenamed && tags.some((tag) => isRespelling(tag, old));
      return isOurs || !(gets || tags.includes(name));
    });
  };
  return (old, name) => {
    if (isRespelling(old, name)) return true;
    const answers = known.get(name) ?? new Map<string, boolean>();
    known.set(name, answers);
    const answer = answers.get(old) ?? isOnlyOurs(old, name);
    answers.set(old, answer);
    return answer;
  };
}

/** What renames do to one contact: pairs of an old tag, as the contact has it, and its new name, and the new ones that it gets. */
interface Renaming {
  contact: Contact;
  isOut: boolean;
  /** Only `include_protected` makes it possible. */
  isOverruled: boolean;
  pairs: readonly (readonly [old: string, name: string])[];
  gets: ReadonlySet<string>;
}

/** The renamings of a plan, those of opt-outs apart: no campaign was, or is to be, aimed at people who opted out. */
export function renamingsOf(items: Draft['items'], protectedFolds: ReadonlySet<string>): Renaming[] {
  const guarded = (tags: readonly string[]) => protectedAmong(tags, protectedFolds).length > 0;
  return items.flatMap(({ state, task, before, reason }) => {
    if (state !== ItemState.pending || !('delta' in task)) return [];
    const there = byName(before.tags);
    const pairs = renamesOf(task.delta)
      .filter((pair) => !guarded(pair))
      .flatMap(([old, name]) => there(old).map((tag) => [tag, name] as const));
    if (pairs.length === 0) return [];
    const { adds } = kindOf(task).moves(task, before);
    const names = new Set(pairs.map(([, name]) => name));
    return [
      {
        contact: before,
        isOut: guarded([...before.tags, ...task.delta.adds]),
        isOverruled: isOverruled({ state, reason }),
        pairs,
        gets: new Set(adds.filter((tag) => names.has(tag))),
      },
    ];
  });
}

/** How many contacts of the account have a tag; undefined where that could not be counted. */
type Carried = ReadonlyMap<string, number | undefined>;

/**
 * Whom campaigns reach after the renames: who has the new tags already, who keeps the old ones, and people who opted out.
 * `carried` has the new tags, and the old ones where others than those of the plan may have them.
 */
export function renameWarnings(renamings: readonly Renaming[], carried: Carried): Warning[] {
  const leaving = countsOf(renamings.map(({ pairs }) => pairs.map(([old]) => old)));
  const kept = [...leaving].flatMap(([tag, contacts]) => remaining(tag, contacts, carried));
  const joins = joinsOf(renamings, carried);
  const isKept = new Set(kept.map(({ tag }) => tag));
  return [
    ...aimOf(renamings, isKept),
    ...joins.map((fact): Warning => ({ say: 'joins', ...fact })),
    ...kept.map((fact): Warning => ({ say: 'keeps old tag', ...fact })),
    ...optedOutIn(renamings, { isKept, isJoined: new Set(joins.map(({ tag }) => tag)) }),
  ];
}

/** The contacts that keep the tag once it has come off so many. */
function remaining(tag: string, leaving: number, carried: Carried): WarningFacts['keeps old tag'][] {
  if (!carried.has(tag)) return [];
  const contacts = carried.get(tag);
  if (contacts === undefined) return [{ tag }];
  return contacts > leaving ? [{ tag, contacts: contacts - leaving }] : [];
}

function joinsOf(renamings: readonly Renaming[], carried: Carried): WarningFacts['joins'][] {
  const got = countsOf(renamings.map(({ gets }) => [...gets]));
  return [...got].flatMap(([tag, contacts]) => {
    const others = carried.get(tag);
    return others === 0 ? [] : [{ tag, contacts, ...(others !== undefined && { others }) }];
  });
}

/** Where campaigns are to be aimed instead; not for an old tag that others keep, which stays an audience. */
function aimOf(renamings: readonly Renaming[], isKept: ReadonlySet<string>): Warning[] {
  const pairs = renamings.flatMap((renaming) => renaming.pairs.filter(([old]) => !isKept.has(old)));
  const byNewName = Map.groupBy(pairs, ([, name]) => name);
  const renames = [...byNewName].map(([name, olds]) => ({
    name,
    olds: [...new Set(olds.map(([old]) => old))],
  }));
  return when(renames.length > 0, { say: 'aim', renames });
}

const MOST_NAMED = 5;

/** People who opted out stay in the audience of a tag that only has another name; one that others have, too, is another audience. */
function optedOutIn(
  renamings: readonly Renaming[],
  { isKept, isJoined }: Record<'isKept' | 'isJoined', ReadonlySet<string>>,
): Warning[] {
  // A warning of its own says what becomes of those who are included only because that was asked for.
  const out = renamings.filter(({ isOut, isOverruled }) => isOut && !isOverruled);
  const olds = Map.groupBy(
    renamings.flatMap(({ pairs }) => pairs),
    ([, name]) => name,
  );
  const isOne = (name: string) => new Set(olds.get(name)?.map(([old]) => old)).size === 1;
  const newTo = ({ pairs, gets }: Renaming) =>
    pairs
      .filter(([old, name]) => gets.has(name) && (isJoined.has(name) || isKept.has(old) || !isOne(name)))
      .map(([, name]) => name);
  const reached = out.filter((renaming) => newTo(renaming).length > 0);
  const people = peopleOf(
    reached.map(({ contact }) => contact),
    MOST_NAMED,
  );
  return when(out.length > 0, {
    say: 'stays in audience',
    contacts: out.length - reached.length,
    ...(reached.length > 0 && { reached: { tags: [...new Set(reached.flatMap(newTo))], people } }),
  });
}

function countsOf(lists: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const tag of lists.flatMap((list) => [...new Set(list)])) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return counts;
}
