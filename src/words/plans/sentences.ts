import { counted, listed, quoted } from '../../lib/text.ts';
import type { TagCount } from '../../model/facts.ts';
import type { WarningFacts, WarningSay } from '../../model/warnings.ts';
import { type Size, tagCountWords } from '../lists.ts';

/** Says all facts of one kind. */
export type Sentences<Say extends WarningSay> = {
  [S in Say]: (facts: readonly WarningFacts[S][], size: Size) => string;
};

/** A sentence for each fact. */
export function each<Fact>(
  words: (fact: Fact, size: Size) => string,
): (facts: readonly Fact[], size: Size) => string {
  return (facts, size) => facts.map((fact) => words(fact, size)).join(' ');
}

/** `"a" or "b"`; how many, where they do not fit. */
export function tagNames(tags: readonly string[], size: Size, link: 'and' | 'or'): string {
  if (!isNamed(tags, size)) return counted(tags.length, 'tag');
  return listed(
    tags.map((tag) => quoted(tag, 60)),
    tags.length,
    link,
  );
}

/** `the attribute "a"`, `the attributes "a" and "b"`; how many, where they do not fit. */
export function attributeNames(keys: readonly string[], size: Size, link: 'and' | 'or'): string {
  if (!isNamed(keys, size)) return counted(keys.length, 'attribute');
  return `the attribute${keys.length === 1 ? '' : 's'} ${tagNames(keys, size, link)}`;
}

/** A single name fits anywhere. */
function isNamed(names: readonly string[], { list: most }: Size): boolean {
  return names.length === 1 || names.reduce((sum, name) => sum + Math.min(name.length, 60) + 4, 0) <= most;
}

export function tagCounts(counts: readonly TagCount[], size: Size): string {
  return tagCountWords({ first: counts, count: counts.length }, { ...size, list: Math.max(size.list, 80) });
}
