import { topOf } from '../find/values.ts';
import { listed, quoted, thousands } from '../lib/text.ts';
import type { TagCount } from '../model/facts.ts';

const MOST = 5;

/** `"Pune" (40), "Goa" (3) and 7 more`: the most frequent first. */
export function countedTexts(counts: readonly TagCount[]): string {
  const rest = counts.length - MOST;
  const top = topOf(counts, MOST).map(([text, count]) => `${quoted(text, 60)} (${thousands(count)})`);
  return listed(rest > 0 ? [...top, `${thousands(rest)} more`] : top);
}
