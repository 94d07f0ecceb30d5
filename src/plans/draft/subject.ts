import type { Task } from '../../model/item.ts';
import { idsOf } from '../tasks/index.ts';
import type { Draft } from './draft.ts';

/**
 * The subject of a plan: which contacts it is for, and which tags, attributes or fields it names. Of two plans with one subject
 * a person wants one.
 */
export function subjectOf({ plan, items }: Draft): string {
  const { account, kind, undoes = '', left_over, unchanged } = plan;
  const ids = new Set(items.flatMap(idsOf));
  // What an undo names is the plan, and what a merge names are the contacts.
  const names = undoes === '' ? new Set(items.flatMap(({ task }) => namesOf(task))) : [];
  return JSON.stringify([
    account,
    kind,
    undoes,
    left_over,
    unchanged,
    [...ids].toSorted(),
    [...names].toSorted(),
  ]);
}

function namesOf(task: Task): string[] {
  if ('losers' in task) return [];
  if ('delta' in task) {
    const { name, adds, removes, sets, unsets } = task.delta;
    const tags = [...adds, ...removes].map((tag) => `tag ${tag}`);
    const keys = [...Object.keys(sets), ...unsets].map((key) => `attribute ${key}`);
    return [...tags, ...keys, ...(name === undefined ? [] : ['name'])];
  }
  if ('contact' in task) {
    const { tags, custom_attributes } = task.contact;
    return [
      ...tags.map((tag) => `tag ${tag}`),
      ...Object.keys(custom_attributes).map((key) => `attribute ${key}`),
    ];
  }
  return 'phone_number' in task ? ['number'] : [];
}
