import * as z from 'zod';
import type { Page } from '../api/wire.ts';
import { contactView, viewContacts } from '../contacts/view.ts';
import { searchPage } from '../find/resolve.ts';
import { counted, quoted } from '../lib/text.ts';
import { lines } from '../words/contact.ts';
import { defineTool } from './define.ts';
import { pageNumber } from './params.ts';

export const listContacts = defineTool({
  name: 'list_contacts',
  title: 'List contacts',
  effect: 'read',
  description:
    'One page of contacts as Vobiz lists them, to find a person by name or number. To count, filter or act on many: `find_contacts`.',
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
    searched: z.string().optional(),
  },
  async run({ page = 1, limit = 25, search, tag }, { api }, { signal }) {
    const reply = await searchPage(api, { page, limit, search, tag }, { signal });
    // An empty page is the last, even if the service says `has_more`.
    const found = { ...reply, hasMore: reply.hasMore && reply.contacts.length > 0 };
    return {
      contacts: viewContacts(found.contacts),
      ...(found.total !== undefined && { total: found.total }),
      page: found.page,
      limit: found.limit,
      has_more: found.hasMore,
      // A number may have been found by another spelling than the given one.
      ...(found.searched !== search && { searched: found.searched }),
      ...nextOf(found, page),
    };
  },
  say({ contacts, total, page, has_more, searched }) {
    const all = total === undefined ? 'an unknown number' : counted(total, 'contact');
    const asked = searched === undefined ? '' : ` for ${quoted(searched)}`;
    if (contacts.length === 0) return `No contacts${asked} on page ${page}; ${all} in all match.`;
    return `${counted(contacts.length, 'contact')}${asked} on page ${page}, of ${all} in all${has_more ? '' : ' (last page)'}:\n${lines(contacts)}`;
  },
});

/** Counted from the requested page: some services call each page the first. */
function nextOf({ hasMore, contacts }: Page, page: number): { next_page?: number; next?: string } {
  if (hasMore) return { next_page: page + 1, next: `\`list_contacts\` with page ${page + 1} for more.` };
  if (contacts.length > 0) return {};
  return {
    next:
      page > 1
        ? '`list_contacts` with page 1.'
        : '`find_contacts` with `text` looks in tags and attributes too.',
  };
}
