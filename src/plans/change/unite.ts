import { sameValue } from '../../lib/json.ts';
import type { Contact } from '../../model/contact.ts';
import { type Conflict, personOf } from '../../model/facts.ts';
import type { Delta } from '../../model/item.ts';
import { hasValue } from './delta.ts';

/**
 * The delta that gives the kept contact the tags and attributes that it lacks, and a name if it has none. Where values
 * differ, it keeps its own, or else gets the first; every other value is lost, which is a conflict.
 */
export function unite(keep: Contact, losers: readonly Contact[]): { delta: Delta; conflicts: Conflict[] } {
  const sets: [string, unknown][] = [];
  const conflicts: Conflict[] = [];
  for (const key of new Set(losers.flatMap((loser) => Object.keys(loser.custom_attributes)))) {
    const holders = [keep, ...losers].filter((contact) => hasValue(contact, key));
    const [first] = holders;
    if (!first) continue;
    const value = first.custom_attributes[key];
    if (first !== keep) sets.push([key, value]);
    const lost = holders
      .filter((holder) => !sameValue(holder.custom_attributes[key], value))
      .map((loser) => ({ value: loser.custom_attributes[key], contact: personOf(loser) }));
    if (lost.length > 0) conflicts.push({ keep: personOf(keep), key, value, lost });
  }
  const tags = new Set(losers.flatMap((loser) => loser.tags));
  const name = keep.name.trim() === '' ? losers.find((loser) => loser.name.trim() !== '')?.name : undefined;
  const own = new Set(keep.tags);
  const adds = [...tags].filter((tag) => !own.has(tag));
  return { delta: { name, adds, removes: [], sets: Object.fromEntries(sets), unsets: [] }, conflicts };
}
