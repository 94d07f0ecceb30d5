import { fold } from '../lib/fold.ts';
import { memoized } from '../lib/memoized.ts';
import { shown } from '../lib/text.ts';

/**
 * Whether a tag goes by one of these names: exactly, case included. A tag with hidden characters also goes by the form in
 * which results show it, which is all that their reader has.
 */
export function matcher(names: readonly string[]): (tag: string) => boolean {
  const exact = new Set(names);
  const escaped = names.some(isEscaped);
  return (tag) => exact.has(tag) || (escaped && exact.has(shown(tag)));
}

/** The tags among these that go by a name, as `matcher` compares them. */
export function byName(tags: readonly string[]): (name: string) => readonly string[] {
  const exact = new Set(tags);
  let byLooks: Map<string, string[]> | undefined;
  return (name) => {
    if (!isEscaped(name)) return exact.has(name) ? [name] : [];
    byLooks ??= Map.groupBy(exact, shown);
    return byLooks.get(name) ?? [];
  };
}

function isEscaped(name: string): boolean {
  return name.includes('\\u{');
}

/** The spelling of a tag among these, from a service that respells tags; one that differs in case and outer spaces alone comes first. */
export function spellingIn(tags: readonly string[]): (tag: string) => string | undefined {
  const near = new Map(tags.map((tag) => [tag.trim().toLowerCase(), tag]));
  const alike = new Map(tags.map((tag) => [fold(tag), tag]));
  return (tag) => near.get(tag.trim().toLowerCase()) ?? alike.get(fold(tag));
}

/** The tags without `remove`, in their order, and with `add` at the end. */
export function mergeTags(
  tags: readonly string[],
  add: readonly string[],
  remove: readonly string[],
): string[] {
  const isTaken = matcher(remove);
  const kept = tags.filter((tag) => !isTaken(tag));
  const there = byName(kept);
  const added = add.filter((name) => there(name).length === 0);
  return [...new Set([...kept, ...added])];
}

/** The protected tags among these, in whatever spelling. */
export function protectedAmong(tags: readonly string[], protectedFolds: ReadonlySet<string>): string[] {
  return tags.filter((tag) => protectedFolds.has(fold(tag)));
}

/** Whether a tag is protected, in whatever spelling. */
export function isProtectedIn(protectedFolds: ReadonlySet<string>): (tag: string) => boolean {
  return judgedOnce((tag) => protectedFolds.has(fold(tag)));
}

export function unprotected(tags: readonly string[], protectedFolds: ReadonlySet<string>): string[] {
  return tags.filter((tag) => !protectedFolds.has(fold(tag)));
}

/** Judges each tag once: an account has few tags, and many contacts with each. */
export function judgedOnce(judge: (tag: string) => boolean): (tag: string) => boolean {
  return memoized(judge);
}

/** Groups of different tags that look alike; in each, the tag of the most contacts comes first. */
export function lookalikes(counts: ReadonlyMap<string, number>): string[][] {
  const groups = Map.groupBy(counts.keys(), fold);
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1)));
}
