import * as z from 'zod';
import { isProtectedIn, lookalikes } from '../contacts/tags.ts';
import { type Candidates, candidates } from '../find/candidates.ts';
import { countTags, rankTags } from '../find/tags/tagCounts.ts';
import { countValues, rankKeys, topOf } from '../find/values.ts';
import { fitted } from '../lib/fit.ts';
import { shownShort } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import type { TagCount } from '../model/facts.ts';
import { asOf, howOn } from '../words/found/found.ts';
import { tagsSummary, tagsWords } from '../words/found/tags.ts';
import { nextFrom } from '../words/next.ts';
import { defineTool } from './define.ts';
import { nextPage } from './paging.ts';
import { pageNumber, selectionIds } from './params.ts';

const PER_PAGE = 100;
const MOST_VALUES = 5;
const LONGEST_VALUE = 60;
const MOST_ALIKE = 20;
/** The longest tag or key and the most groups of look-alikes, tried from generous to strict. */
const SIZES = [
  { chars: 200, groups: 100 },
  { chars: 80, groups: 50 },
  { chars: 40, groups: 20 },
  { chars: 16, groups: 10 },
] as const;

export const listTags = defineTool({
  name: 'list_tags',
  title: 'List tags',
  effect: 'read',
  description:
    'All tags and attribute keys with their contacts, frequent values, look-alike tags, and how many opted out.',
  input: { within: selectionIds.describe('In any of these selections'), page: pageNumber },
  output: {
    tags: z.array(z.strictObject({ tag: z.string(), contacts: z.number(), protected: z.boolean() })),
    total_contacts: z.number(),
    untagged: z.number(),
    lookalikes: z.array(z.array(z.string())),
    attribute_keys: z.array(
      z.strictObject({
        key: z.string(),
        contacts: z.number(),
        empty: z.number(),
        values: z.array(z.strictObject({ value: z.string(), contacts: z.number() })),
      }),
    ),
    summary: z.string(),
    complete: z.boolean(),
    as_of: z.string(),
  },
  async run({ within, page = 1 }, context, scope) {
    const source = await candidates(
      context,
      {},
      { within: within && (await context.selections.union(within)) },
      scope,
    );
    const { counts, contacts, untagged } = countTags(source.contacts);
    const ranked = rankTags(counts);
    const keys = await rankKeys(source.contacts);
    const from = (page - 1) * PER_PAGE;
    const more = nextPage('`list_tags` with', page, PER_PAGE, Math.max(ranked.length, keys.length));
    const alike = lookalikes(counts);
    const isProtected = isProtectedIn(context.protectedFolds);
    const valued = await withValues(keys.slice(from, from + PER_PAGE), source.contacts);
    const lists = fitted(SIZES, ({ chars, groups }) => ({
      tags: ranked.slice(from, from + PER_PAGE).map(([tag, count]) => ({
        tag: shownShort(tag, chars),
        contacts: count,
        protected: isProtected(tag),
      })),
      lookalikes: alike
        .slice(0, groups)
        .map((group) => group.slice(0, MOST_ALIKE).map((tag) => shownShort(tag, chars))),
      attribute_keys: valued.map(({ key, values, ...counted }) => ({
        key: shownShort(key, chars),
        ...counted,
        values: values.map(([value, count]) => ({
          value: shownShort(value, Math.min(chars, LONGEST_VALUE)),
          contacts: count,
        })),
      })),
    }));
    return {
      ...lists,
      total_contacts: contacts,
      untagged,
      summary: tagsSummary(
        { contacts, untagged, tags: ranked.length, alike: alike.length, keys: keys.length },
        source,
        context.protectedFolds,
      ),
      complete: source.complete,
      as_of: asOf(source),
      ...nextOf(source, more),
    };
  },
  say: (result) => tagsWords(result),
});

function nextOf(source: Candidates, more: string): { next?: string } {
  if (!source.complete)
    return { next: `${howOn(source, 'Call `list_tags` again')} Until it is complete say "at least".` };
  return nextFrom([more]);
}

interface Valued {
  key: string;
  contacts: number;
  empty: number;
  values: TagCount[];
}

async function withValues(keys: readonly TagCount[], contacts: readonly Contact[]): Promise<Valued[]> {
  const valued: Valued[] = [];
  for (const [key, count] of keys) {
    const { empty, values } = await countValues(contacts, key);
    valued.push({ key, contacts: count, empty, values: topOf(values, MOST_VALUES) });
  }
  return valued;
}
