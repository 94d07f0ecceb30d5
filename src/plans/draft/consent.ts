import { sameValue, textOf } from '../../lib/json.ts';
import type { Contact } from '../../model/contact.ts';
import type { Warning } from '../../model/facts.ts';
import type { PlanItem } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import { answerIn, questionIn } from '../../sheets/consent/consent.ts';
import { changedBy, hasValue } from '../change/delta.ts';
import { unite } from '../change/unite.ts';

/**
 * The warnings of attributes that say who may be written to, where values that are not empty are removed or changed: one for
 * each key. A key that may mean something else counts only if one of its values answers the question.
 */
export function consentWarnings(items: readonly Pick<PlanItem, 'state' | 'task' | 'before'>[]): Warning[] {
  const lost = new Map<string, unknown[]>();
  for (const item of items)
    for (const [key, value] of item.state === ItemState.pending ? lostBy(item) : []) {
      const values = lost.get(key) ?? [];
      values.push(value);
      lost.set(key, values);
    }
  return [...lost].flatMap(([key, values]): Warning[] => {
    const question = questionIn(key);
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
  const after = changedBy(task.delta, before).custom_attributes;
  const moved = Object.entries(sets).filter(([key]) => questionIn(key) !== undefined);
  const isMoved = (value: unknown) => moved.some(([, other]) => sameValue(other, value));
  const own = [...new Set([...Object.keys(sets), ...unsets])]
    .filter((key) => hasValue(before, key) && !sameValue(before.custom_attributes[key], after[key]))
    .map((key): [string, unknown] => [key, before.custom_attributes[key]])
    .filter(([key, value]) => Object.hasOwn(after, key) || !isMoved(value));
  return 'losers' in task ? [...own, ...lostInMerge(before, task.losers)] : own;
}

function lostInMerge(keep: Contact, losers: readonly Contact[]): [key: string, value: unknown][] {
  const { conflicts } = unite(keep, losers);
  return conflicts.flatMap(({ key, lost }) => lost.map(({ value }): [string, unknown] => [key, value]));
}
