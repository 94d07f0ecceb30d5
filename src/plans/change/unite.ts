import { nameAndNumber } from '../../contacts/view.ts';
import { sameValue } from '../../lib/json.ts';
import { listed, quoted } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { Delta } from '../../model/item.ts';
import { hasValue } from './delta.ts';
import { writtenValue } from './drift.ts';

/**
 * What the kept contact takes over: tags and attributes that it lacks, and a name if it has none. Of values that differ its
 * own stays, else the first; each that is lost is a conflict, in words.
 */
export function unite(keep: Contact, losers: readonly Contact[]): { delta: Delta; conflicts: string[] } {
  const sets: [string, unknown][] = [];
  const conflicts: string[] = [];
  for (const key of new Set(losers.flatMap((loser) => Object.keys(loser.custom_attributes)))) {
    const holders = [keep, ...losers].filter((contact) => hasValue(contact, key));
    const [first] = holders;
    if (!first) continue;
    const value = first.custom_attributes[key];
    if (first !== keep) sets.push([key, value]);
    const lost = holders.filter((holder) => !sameValue(holder.custom_attributes[key], value));
    const values = lost.map(
      (loser) => `${writtenValue(loser.custom_attributes[key])} of ${nameAndNumber(loser)}`,
    );
    if (lost.length > 0)
      conflicts.push(
        `${nameAndNumber(keep)} has ${quoted(key, 60)} as ${writtenValue(value)}: ${listed(values)} ${values.length === 1 ? 'is' : 'are'} lost`,
      );
  }
  const tags = new Set(losers.flatMap((loser) => loser.tags));
  const name = keep.name.trim() === '' ? losers.find((loser) => loser.name.trim() !== '')?.name : undefined;
  const own = new Set(keep.tags);
  const adds = [...tags].filter((tag) => !own.has(tag));
  return { delta: { name, adds, removes: [], sets: Object.fromEntries(sets), unsets: [] }, conflicts };
}
