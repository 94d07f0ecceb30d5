import type { Contact } from '../../model/contact.ts';
import type { Delta } from '../../model/item.ts';
import type { Warning } from '../../model/warnings.ts';
import { hasValue } from '../change/delta.ts';
import { unite } from '../change/unite.ts';
import { when } from './warnings.ts';

export interface NumberRequest {
  /** The key that all spellings of one number have in common. */
  numberKey(text: string): string | undefined;
  /** The attribute that keeps the numbers of the contacts that go. */
  keepNumbersAs?: string | undefined;
}

interface Merge {
  keep: Contact;
  losers: readonly Contact[];
}

const BETWEEN = ', ';

/**
 * The delta of a merge, and the name of the attribute that keeps the numbers of the losers: numbered where the kept contact has
 * it, or gets it. Numbers that the contact has, as its own or noted before, are not noted again.
 */
export function united(
  { keep, losers }: Merge,
  { keepNumbersAs: key, numberKey }: NumberRequest,
): { delta: Delta; key?: string } {
  const { delta } = unite(keep, losers);
  if (key === undefined) return { delta };
  const contact = { ...keep, custom_attributes: { ...keep.custom_attributes, ...delta.sets } };
  const taken: string[] = [];
  let free = key;
  for (let n = 2; hasValue(contact, free); n++) {
    taken.push(free);
    free = `${key}_${n}`;
  }
  const idOf = (number: string) => numberKey(number) ?? number.trim();
  const noted = taken.flatMap((name) => String(contact.custom_attributes[name]).split(BETWEEN));
  const known = new Set([keep.phone_number, ...noted].map(idOf));
  const numbers = new Map(losers.map(({ phone_number }) => [idOf(phone_number), phone_number]));
  const lost = [...numbers].filter(([id, number]) => number.trim() !== '' && !known.has(id));
  if (lost.length === 0) return { delta };
  const value = lost.map(([, number]) => number).join(BETWEEN);
  return { delta: { ...delta, sets: { ...delta.sets, [free]: value } }, key: free };
}

export function numberWarnings(merges: readonly Merge[], request: NumberRequest): Warning[] {
  const keys = merges.flatMap((merge) => united(merge, request).key ?? []);
  return when(keys.length > 0, { say: 'numbers kept', keys: [...new Set(keys)] });
}
