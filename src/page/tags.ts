import { isProtectedIn, lookalikes } from '../contacts/tags.ts';
import type { Context } from '../context.ts';
import { candidates } from '../find/candidates.ts';
import { countTags, rankTags } from '../find/tags/tagCounts.ts';
import { rankKeys } from '../find/values.ts';
import type { Tags } from '../view/contract.ts';
import { tagsSummary } from '../words/found/tags.ts';
import { oneTagWords } from '../words/reviewed.ts';

/** All tags of the account, and those that look alike; the account is read for it unless that was done lately. */
export async function tagsOf(context: Context): Promise<Tags> {
  const signal = AbortSignal.timeout(context.patience.callMs);
  const source = await candidates(context, {}, {}, { signal, progress: () => undefined });
  const { counts, contacts, untagged } = countTags(source.contacts);
  const ranked = rankTags(counts);
  const alike = lookalikes(counts);
  const isOptOut = isProtectedIn(context.protectedFolds);
  const keys = (await rankKeys(source.contacts)).length;
  return {
    text: tagsSummary(
      { contacts, untagged, tags: ranked.length, alike: alike.length, keys },
      source,
      context.protectedFolds,
    ),
    tags: ranked.map(([tag, count]) => ({ tag, contacts: count, optOut: isOptOut(tag) })),
    alike: alike.map((tags) => ({ tags, say: oneTagWords(tags) })),
  };
}
