import type { Contact } from '../../model/contact.ts';

interface TagCounts {
  /** The number of contacts by tag, exactly as written. */
  counts: Map<string, number>;
  contacts: number;
  untagged: number;
}

/** The most carried tag first; tags of the same count by name. */
export function rankTags(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Counts the contacts of each tag that is to be counted. */
export function countTags(
  contacts: Iterable<Contact>,
  isCounted: (tag: string) => boolean = () => true,
): TagCounts {
  const result: TagCounts = { counts: new Map(), contacts: 0, untagged: 0 };
  for (const { tags } of contacts) {
    result.contacts += 1;
    if (tags.length === 0) result.untagged += 1;
    const counted = tags.filter(isCounted);
    // Few contacts have several: a set for each of 100,000 contacts takes most of the time of a search.
    for (const tag of counted.length > 1 ? new Set(counted) : counted)
      result.counts.set(tag, (result.counts.get(tag) ?? 0) + 1);
  }
  return result;
}
