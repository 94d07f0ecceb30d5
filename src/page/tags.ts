import { isProtectedIn, lookalikes } from '../contacts/tags.ts';
import type { Context } from '../context.ts';
import { candidates } from '../find/candidates.ts';
import { countTags, rankTags } from '../find/tags/tagCounts.ts';
import type { Tags } from '../view/contract.ts';
import { oneTagWords, tagsText } from '../words/reviewed.ts';

/** All tags of the account, and those that look alike; the account is read for it unless that was done lately. */
export async function tagsOf(context: Context): Promise<Tags> {
  const signal = AbortSignal.timeout(context.patience.callMs);
  const source = await candidates(context, {}, {}, { signal, progress: () => undefined });
  const { counts, contacts, untagged } = countTags(source.contacts);
  const ranked = rankTags(counts);
  const isOptOut = isProtectedIn(context.protectedFolds);
  return {
    text: tagsText({ tags: ranked.length, contacts, untagged }, source),
    tags: ranked.map(([tag, count]) => ({ tag, contacts: count, optOut: isOptOut(tag) })),
    alike: lookalikes(counts).map((tags) => ({ tags, say: oneTagWords(tags) })),
  };
}
