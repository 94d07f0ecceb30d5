import { judgedOnce, matcher } from '../../contacts/tags.ts';
import { fold } from '../../lib/fold.ts';
import type { Contact } from '../../model/contact.ts';
import type { Warning } from '../../model/warnings.ts';
import { countTags, rankTags } from './tagCounts.ts';

/** Warns of other spellings of the `taken` tags that some of these contacts keep, except those that are `given`. */
export function spellingsLeft(
  contacts: readonly Contact[],
  { taken, given }: { taken: readonly string[]; given: readonly string[] },
): Warning[] {
  if (taken.length === 0) return [];
  const isMeant = matcher([...taken, ...given]);
  const kept = rankTags(alike(taken, contacts)).filter(([tag]) => !isMeant(tag));
  const byFold = Map.groupBy(kept, ([tag]) => fold(tag));
  return [...Map.groupBy(taken, fold)].flatMap(([folded, names]): Warning[] => {
    const left = byFold.get(folded) ?? [];
    return left.length === 0 ? [] : [{ say: 'spellings left', names, left }];
  });
}

export type Counts = ReadonlyMap<string, number>;

/** How many contacts carry each of these tags, and each tag that looks like one of them. */
export function alike(asked: readonly string[], contacts: readonly Contact[]): Counts {
  if (asked.length === 0) return new Map();
  const folds = new Set(asked.map(fold));
  const isAsked = matcher(asked);
  const isAlike = (tag: string) => folds.has(fold(tag)) || isAsked(tag);
  return countTags(contacts, judgedOnce(isAlike)).counts;
}
