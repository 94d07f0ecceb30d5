import { textOf } from '../lib/json.ts';
import { inTurns } from '../lib/turns.ts';
import type { Contact } from '../model/contact.ts';
import type { TagCount } from '../model/facts.ts';
import { comparable, isEmpty } from './attributes.ts';
import { rankTags } from './tags/tagCounts.ts';

/** The attribute keys in use, that of the most contacts first. */
export async function rankKeys(contacts: readonly Contact[]): Promise<[string, number][]> {
  const counts = new Map<string, number>();
  for await (const part of inTurns(contacts))
    for (const key of part.flatMap((contact) => Object.keys(contact.custom_attributes)))
      counts.set(key, (counts.get(key) ?? 0) + 1);
  return rankTags(counts);
}

interface Values {
  /** Contacts that have the attribute without a value. */
  empty: number;
  /** Values that are not empty, in no order: sorting as many as there are contacts would hold up other calls. */
  values: TagCount[];
}

/** The values of an attribute. What `equals` takes for the same counts together, in the spelling of the most contacts. */
export async function countValues(contacts: readonly Contact[], key: string): Promise<Values> {
  const spellings = new Map<string, number>();
  let empty = 0;
  for await (const part of inTurns(contacts))
    for (const { custom_attributes: all } of part) {
      if (!Object.hasOwn(all, key)) continue;
      const value = all[key];
      const text = textOf(value);
      const known = spellings.get(text) ?? 0;
      // A text that was counted before is not empty: whether anything in it can be seen is judged once.
      if (!(known > 0 && typeof value === 'string') && isEmpty(value)) empty += 1;
      else spellings.set(text, known + 1);
    }
  return { empty, values: await joined([...spellings]) };
}

async function joined(spellings: readonly TagCount[]): Promise<TagCount[]> {
  const groups = new Map<string, { most: TagCount; contacts: number }>();
  for await (const part of inTurns(spellings))
    for (const spelling of part) {
      const same = comparable(spelling[0]);
      const group = groups.get(same);
      if (!group) groups.set(same, { most: spelling, contacts: spelling[1] });
      else {
        group.contacts += spelling[1];
        if (isBefore(spelling, group.most)) group.most = spelling;
      }
    }
  return [...groups.values()].map(({ most: [text], contacts }) => [text, contacts]);
}

/** The first of these, that of the most contacts first; those of the same count by name. */
export function topOf(counts: readonly TagCount[], most: number): TagCount[] {
  const top: TagCount[] = [];
  for (const one of counts) {
    const last = top[most - 1];
    if (last && !isBefore(one, last)) continue;
    const at = top.findIndex((other) => isBefore(one, other));
    top.splice(at < 0 ? top.length : at, 0, one);
    top.length = Math.min(top.length, most);
  }
  return top;
}

function isBefore([text, count]: TagCount, [otherText, otherCount]: TagCount): boolean {
  return count > otherCount || (count === otherCount && text < otherText);
}
