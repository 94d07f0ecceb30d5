import { textOf } from '../lib/json.ts';
import { inTurns } from '../lib/turns.ts';
import type { Contact } from '../model/contact.ts';
import type { TagCount } from '../model/facts.ts';
import { comparable, isEmpty } from './attributes.ts';
import { rankTags } from './tagCounts.ts';

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
  /** Values that are not empty, that of the most contacts first. */
  values: TagCount[];
}

/** The values of an attribute. What `equals` takes for the same counts together, in the spelling of the most contacts. */
export async function rankValues(contacts: readonly Contact[], key: string): Promise<Values> {
  const spellings = new Map<string, number>();
  let empty = 0;
  for await (const part of inTurns(contacts))
    for (const { custom_attributes: all } of part) {
      if (!Object.hasOwn(all, key)) continue;
      const text = textOf(all[key]);
      if (isEmpty(all[key])) empty += 1;
      else spellings.set(text, (spellings.get(text) ?? 0) + 1);
    }
  return { empty, values: joined(rankTags(spellings)) };
}

function joined(ranked: readonly TagCount[]): TagCount[] {
  const groups = new Map<string, [string, number]>();
  for (const [text, count] of ranked) {
    const same = comparable(text);
    const group = groups.get(same);
    if (group) group[1] += count;
    else groups.set(same, [text, count]);
  }
  return rankTags(new Map(groups.values()));
}
