import { byName, matcher, spellingIn } from '../../contacts/tags.ts';
import { fold } from '../../lib/fold.ts';
import type { Contact } from '../../model/contact.ts';
import type { Delta } from '../../model/item.ts';
import type { Difference } from '../../model/reasons.ts';
import * as drift from './drift.ts';

/** A contact before and after a change, and as it is now. */
interface Versions {
  before: Contact;
  after: Contact;
  now: Contact;
  delta: Delta;
}

/** The delta that takes the change back, and the parts of the change that somebody else overwrote since. */
export function inverse(versions: Versions): { back: Delta; differences: Difference[] } {
  const { before, after, now, delta } = versions;
  const differences: Difference[] = [];
  // A contact that had no name keeps the one it was given: Vobiz takes no empty name.
  const named = delta.name !== undefined && before.name.trim() !== '';
  const renamed = named && before.name !== after.name && now.name !== before.name;
  if (renamed) differences.push(...drift.nameChange(after, now));
  const sets: [string, unknown][] = [];
  const unsets: string[] = [];
  for (const key of new Set([...Object.keys(delta.sets), ...delta.unsets])) {
    if (drift.sameAttribute(key, before, after) || drift.sameAttribute(key, before, now)) continue;
    differences.push(...drift.attributeChange(key, after, now));
    if (Object.hasOwn(before.custom_attributes, key)) sets.push([key, before.custom_attributes[key]]);
    else unsets.push(key);
  }
  const tags = inverseTags(versions);
  const name = renamed && { name: before.name };
  const back = { ...name, ...tags, sets: Object.fromEntries(sets), unsets, by: 'undo' } as const;
  return { back, differences };
}

/** Tags that the item gave come off, tags that it took go back on, and a rename is reversed as a rename. */
function inverseTags({ before, after, now, delta }: Versions): Pick<Delta, 'adds' | 'removes'> {
  const isTaken = matcher(delta.removes);
  const [earlier, later] = [new Set(before.tags), new Set(after.tags)];
  const gone = before.tags.filter((tag) => !later.has(tag));
  // A tag that was there before and that the service wrote in another spelling is no tag given.
  const rewritten = new Set(gone.filter((tag) => !isTaken(tag)).map(fold));
  const fresh = after.tags.filter((tag) => !earlier.has(tag) && !rewritten.has(fold(tag)));
  const removes = [...new Set(delta.adds.flatMap(givenAmong(fresh)))];
  const adds = gone.filter(isTaken);
  const givenNow = givenAmong(removes);
  const [back, there] = [new Set(adds), new Set(now.tags)];
  const renames = drift
    .renamesOf(delta)
    .flatMap(([old, name]) => givenNow(name).map((tag) => [tag, old] as const))
    .filter(([tag, old]) => back.has(old) && there.has(tag));
  return { adds, removes, ...(renames.length > 0 && { renames }) };
}

/** The tag that an item gave, as the service stored it: it may trim and fold. */
function givenAmong(fresh: readonly string[]): (name: string) => readonly string[] {
  const [exact, spellingOf] = [byName(fresh), spellingIn(fresh)];
  return (name) => {
    const same = exact(name);
    return same.length > 0 ? same : [spellingOf(name)].filter((tag) => tag !== undefined);
  };
}
