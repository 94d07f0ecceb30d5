import { sameValue, textOf } from '../../lib/json.ts';
import { memoized } from '../../lib/memoized.ts';
import type { Contact } from '../../model/contact.ts';
import type { PlanItem } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Warning } from '../../model/warnings.ts';
import { answerIn, questionIn } from '../../sheets/consent/consent.ts';
import { hasValue } from '../change/delta.ts';
import { unite } from '../change/unite.ts';

/**
 * The warnings of attributes that say who may be written to, where values that are not empty are removed or changed: one for
 * each key. A key that may mean something else counts only if one of its values answers the question.
 */
export function consentWarnings(items: readonly Pick<PlanItem, 'state' | 'task' | 'before'>[]): Warning[] {
  const questionOf = memoized(questionIn);
  const lost = new Map<string, unknown[]>();
  for (const item of items)
    for (const [key, value] of item.state === ItemState.pending ? lostBy(item) : []) {
      if (!questionOf(key)) continue;
      const values = lost.get(key) ?? [];
      values.push(value);
      lost.set(key, values);
    }
  return [...lost].flatMap(([key, values]): Warning[] => {
    const question = questionOf(key);
    const answers = values.map((value) => answerIn(textOf(value), question));
    const isConsent = question?.isSure || answers.some((answer) => answer === 'yes' || answer === 'no');
    if (!question || !isConsent) return [];
    const noes = answers.filter((answer) => answer === 'no').length;
    return [{ say: 'consent', key, contacts: values.length, noes }];
  });
}

/** The values that an item removes or changes. One that moves to another key about messages is not lost. */
function lostBy({ task, before }: Pick<PlanItem, 'task' | 'before'>): [key: string, value: unknown][] {
  if (!('delta' in task)) return [];
  const { sets, unsets } = task.delta;
  const has = before.custom_attributes;
  const isMoved = (value: unknown) =>
    Object.entries(sets).some(([key, other]) => sameValue(other, value) && questionIn(key) !== undefined);
  const changed = Object.keys(sets).filter((key) => !sameValue(has[key], sets[key]));
  const removed = unsets.filter((key) => !Object.hasOwn(sets, key) && !isMoved(has[key]));
  const own = [...changed, ...removed]
    .filter((key) => hasValue(before, key))
    .map((key): [string, unknown] => [key, has[key]]);
  return 'losers' in task ? [...own, ...lostInMerge(before, task.losers)] : own;
}

function lostInMerge(keep: Contact, losers: readonly Contact[]): [key: string, value: unknown][] {
  const { conflicts } = unite(keep, losers);
  return conflicts.flatMap(({ key, lost }) => lost.map(({ value }): [string, unknown] => [key, value]));
}
