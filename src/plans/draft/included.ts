import { protectedAmong, unprotected } from '../../contacts/tags.ts';
import { sameValue } from '../../lib/json.ts';
import type { Contact, NewContact } from '../../model/contact.ts';
import { peopleOf } from '../../model/facts.ts';
import type { Delta, PlanItem } from '../../model/item.ts';
import type { DoneToo, Included, Warning } from '../../model/warnings.ts';
import { hasValue } from '../change/delta.ts';
import type { Protection } from '../change/rule.ts';
import { kindOf } from '../tasks/index.ts';
import { isOverruled, optedOutIn, when } from './warnings.ts';

interface Effect {
  does: Included['does'];
  names?: readonly string[];
  people: readonly Contact[];
}

const MOST_NAMED = 5;

/** The warning of people who opted out and whom only `include_protected` makes part of the plan: what becomes of them. */
export function includeWarning(
  include: boolean,
  done: DoneToo,
  items: readonly PlanItem[],
  { protectedFolds }: Protection,
): Warning[] {
  const overruled = items.filter(isOverruled);
  const byEffect = Map.groupBy(
    overruled.flatMap((item) => effectsOf(item, protectedFolds)),
    ({ does }) => does,
  );
  const effects = [...byEffect].map(([does, all]): Included => {
    const names = new Set(all.flatMap((effect) => effect.names ?? []));
    const people = peopleOf(
      all.flatMap((effect) => effect.people),
      MOST_NAMED,
    );
    return { does, ...(names.size > 0 && { names: [...names] }), people };
  });
  const contacts = optedOutIn(overruled, protectedFolds);
  return when(include, { say: 'overruled', done, contacts, ...(contacts > 0 && { effects }) });
}

function effectsOf(item: PlanItem, protectedFolds: ReadonlySet<string>): Effect[] {
  const { task, before } = item;
  const people = [before];
  if ('contact' in task) return backOf(item, task.contact, protectedFolds);
  if ('delta' in task) {
    const losers = 'losers' in task ? task.losers.filter((loser) => isOut(loser, protectedFolds)) : [];
    const merged: Effect[] = losers.length > 0 ? [{ does: 'merged', people: losers }] : [];
    // Whom a merge keeps may not have opted out.
    const isTheirs = !('losers' in task) || isOut(before, protectedFolds);
    const all = [...merged, ...(isTheirs ? givenBy(item, task.delta, protectedFolds) : [])];
    return all.length > 0 ? all : [{ does: 'changed', people }];
  }
  return [{ does: kindOf(task).effect === 'replaced' ? 'renumbered' : 'deleted', people }];
}

/** Who comes back without an opt-out of their own was merged into somebody who opted out since. */
function backOf({ before }: PlanItem, made: NewContact, protectedFolds: ReadonlySet<string>): Effect[] {
  const names = unprotected(made.tags, protectedFolds);
  const people = [before];
  return isOut(made, protectedFolds) && names.length > 0
    ? [{ does: 'gets', names, people }]
    : [{ does: 'back', people }];
}

function isOut({ tags }: Pick<Contact, 'tags'>, protectedFolds: ReadonlySet<string>): boolean {
  return protectedAmong(tags, protectedFolds).length > 0;
}

/** What a delta gives somebody who opted out, and whether nothing says so of them from then on. */
function givenBy({ task, before }: PlanItem, delta: Delta, protectedFolds: ReadonlySet<string>): Effect[] {
  const { adds, removes, tags: left } = kindOf(task).moves(task, before);
  const tags = unprotected(adds, protectedFolds);
  const ended =
    protectedAmong(left, protectedFolds).length > 0 ? [] : protectedAmong(removes, protectedFolds);
  const values = valuesGiven(before, delta);
  const people = [before];
  return [
    ...(tags.length > 0 ? [{ does: 'gets' as const, names: tags, people }] : []),
    ...(values.length > 0 ? [{ does: 'gets values' as const, names: values, people }] : []),
    ...(ended.length > 0 ? [{ does: 'opts in' as const, names: ended, people }] : []),
  ];
}

/** The keys of values that are replaced; an undo gives back those that are missing, too. */
function valuesGiven(before: Contact, delta: Delta): string[] {
  const has = before.custom_attributes;
  return Object.keys(delta.sets).filter(
    (key) =>
      !sameValue(has[key], delta.sets[key]) &&
      (delta.by === 'undo' ? hasValue({ custom_attributes: delta.sets }, key) : hasValue(before, key)),
  );
}
