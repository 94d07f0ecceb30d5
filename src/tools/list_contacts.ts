import * as z from 'zod';
import type { Page } from '../api/wire.ts';
import { contactView, viewContacts } from '../contacts/view.ts';
import { searchPage } from '../find/resolve.ts';
import { quoted } from '../lib/text.ts';
import { line } from '../words/contact.ts';
import { pageSummary } from '../words/page.ts';
import { defineTool } from './define.ts';
import { pageNumber } from './params.ts';

export const listContacts = defineTool({
  name: 'list_contacts',
  title: 'List contacts',
  effect: 'read',
  description:
    'One page of contacts, to find a person by name or number. To count, filter or act on many: `find_contacts`.',
  input: {
    page: pageNumber,
    limit: z.number().int().min(1).max(100).optional().describe('Default 25'),
    search: z.string().max(200).optional().describe('Name or number'),
    tag: z.string().max(200).optional(),
  },
  output: {
    contacts: z.array(contactView),
    total: z.number().optional(),
    page: z.number(),
    limit: z.number(),
    has_more: z.boolean(),
    next_page: z.number().optional(),
    summary: z.string(),
  },
  async run({ page = 1, limit = 25, search, tag }, { api, protectedFolds }, { signal }) {
    const reply = await searchPage(api, { page, limit, search, tag }, { signal });
    // An empty page is the last, even if the service says `has_more`.
    const found = { ...reply, hasMore: reply.hasMore && reply.contacts.length > 0 };
    // A number may have been found by another spelling than the given one.
    const searched = found.searched === search ? undefined : found.searched;
    return {
      contacts: viewContacts(found.contacts),
      ...(found.total !== undefined && { total: found.total }),
      page: found.page,
      limit: found.limit,
      has_more: found.hasMore,
      summary: pageSummary(found, { search, searched, tag, protectedFolds }),
      ...nextOf(found, { page, tag }),
    };
  },
  say: ({ contacts, summary }) => [summary, ...contacts.map((contact) => `- ${line(contact)}`)].join('\n'),
});

/** Counted from the requested page: some services call each page the first. */
function nextOf(
  { hasMore, contacts }: Page,
  { page, tag }: { page: number; tag: string | undefined },
): { next_page?: number; next?: string } {
  if (hasMore) return { next_page: page + 1, next: `\`list_contacts\` with page ${page + 1} for more.` };
  if (contacts.length > 0) return {};
  if (page > 1) return { next: '`list_contacts` with page 1.' };
  return {
    next:
      tag === undefined
        ? '`find_contacts` with `text` looks in tags and attributes too.'
        : `\`find_contacts\` with \`tags_all\` [${quoted(tag, 200)}] says how the tag is written here.`,
  };
}
