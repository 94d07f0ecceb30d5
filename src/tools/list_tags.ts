import * as z from 'zod';
import { isProtectedIn, lookalikes } from '../contacts/tags.ts';
import { type Candidates, candidates } from '../find/candidates.ts';
import { countTags, rankTags } from '../find/tagCounts.ts';
import { fitted } from '../lib/fit.ts';
import { textOf } from '../lib/json.ts';
import { counted, shownShort, thousands } from '../lib/text.ts';
import { inTurns } from '../lib/turns.ts';
import type { Contact } from '../model/contact.ts';
import { marked } from '../words/contact.ts';
import { extent, howFar, howOn } from '../words/found.ts';
import { nextFrom } from '../words/next.ts';
import { defineTool } from './define.ts';
import { nextPage } from './paging.ts';
import { pageNumber, selectionIds } from './params.ts';

const PER_PAGE = 100;
const EXAMPLES = 3;
const LONGEST_EXAMPLE = 60;
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
    'All tags and attribute keys in use and how many contacts carry each, how many have no tags, which tags look alike, which are protected. Look here before adding a tag.',
  input: { within: selectionIds.describe('Only in these selections'), page: pageNumber },
  output: {
    tags: z.array(z.strictObject({ tag: z.string(), contacts: z.number(), protected: z.boolean() })),
    total_contacts: z.number(),
    untagged: z.number(),
    lookalikes: z.array(z.array(z.string())),
    attribute_keys: z.array(
      z.strictObject({ key: z.string(), contacts: z.number(), examples: z.array(z.string()) }),
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
    const keys = await attributeKeys(source.contacts);
    const from = (page - 1) * PER_PAGE;
    const more = nextPage('`list_tags` with', page, PER_PAGE, Math.max(ranked.length, keys.length));
    const alike = lookalikes(counts);
    const atLeast = extent(source);
    const parts = [
      `${atLeast}${counted(contacts, 'contact')}, ${atLeast.toLowerCase()}${thousands(untagged)} without a tag;`,
      `${counted(ranked.length, 'tag')}, ${counted(alike.length, 'group')} of look-alikes, ${counted(keys.length, 'attribute key')}.`,
      howFar(source),
    ];
    const isProtected = isProtectedIn(context.protectedFolds);
    const lists = fitted(SIZES, ({ chars, groups }) => ({
      tags: ranked.slice(from, from + PER_PAGE).map(([tag, count]) => ({
        tag: shownShort(tag, chars),
        contacts: count,
        protected: isProtected(tag),
      })),
      lookalikes: alike
        .slice(0, groups)
        .map((group) => group.slice(0, MOST_ALIKE).map((tag) => shownShort(tag, chars))),
      attribute_keys: keys.slice(from, from + PER_PAGE).map(({ key, contacts: count, examples }) => ({
        key: shownShort(key, chars),
        contacts: count,
        examples: examples.map((example) => shownShort(example, Math.min(chars, LONGEST_EXAMPLE))),
      })),
    }));
    return {
      ...lists,
      total_contacts: contacts,
      untagged,
      summary: parts.filter(Boolean).join(' '),
      complete: source.complete,
      as_of: new Date(source.asOf).toISOString(),
      ...nextOf(source, more),
    };
  },
  say({ tags, lookalikes: alike, attribute_keys, summary, as_of }) {
    return [
      `${summary} As of ${as_of}.`,
      ...tags.map(
        ({ tag, contacts, protected: isProtected }) =>
          `- ${marked(tag)}: ${contacts}${isProtected ? ' (protected)' : ''}`,
      ),
      ...alike.map((group) => `Look alike: ${group.map(marked).join(', ')}`),
      ...attribute_keys.map(
        ({ key, contacts, examples }) =>
          `Attribute ${marked(key)}: ${contacts}, such as ${examples.map(marked).join(', ')}`,
      ),
    ].join('\n');
  },
});

function nextOf(source: Candidates, more: string): { next?: string } {
  if (!source.complete)
    return { next: `${howOn(source, 'Call `list_tags` again')} Until it is complete say "at least".` };
  return nextFrom([more]);
}

async function attributeKeys(
  contacts: readonly Contact[],
): Promise<{ key: string; contacts: number; examples: string[] }[]> {
  const keys = new Map<string, { contacts: number; examples: Set<string> }>();
  for await (const part of inTurns(contacts)) {
    for (const [key, value] of part.flatMap((contact) => Object.entries(contact.custom_attributes))) {
      const known = keys.get(key) ?? { contacts: 0, examples: new Set() };
      known.contacts += 1;
      if (known.examples.size < EXAMPLES) known.examples.add(textOf(value));
      keys.set(key, known);
    }
  }
  return [...keys]
    .sort((a, b) => b[1].contacts - a[1].contacts || (a[0] < b[0] ? -1 : 1))
    .map(([key, known]) => ({ key, contacts: known.contacts, examples: [...known.examples] }));
}
