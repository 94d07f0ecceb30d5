import * as z from 'zod';
import { isProtectedIn } from '../contacts/tags.ts';
import { contactView, viewContacts } from '../contacts/view.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { type Candidates, candidates } from '../find/candidates.ts';
import { type Duplicates, duplicatesOf, traitOf } from '../find/duplicates.ts';
import { nearest } from '../lib/nearest.ts';
import { quoted, thousands } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import { lines } from '../words/contact.ts';
import { duplicatesWords, groupWords, otherTraits } from '../words/found/duplicates.ts';
import { asOf, howOn } from '../words/found/found.ts';
import { nextFrom } from '../words/next.ts';
import { defineTool } from './define.ts';
import { nextPage } from './paging.ts';
import { pageNumber, selectionIds } from './params.ts';

const PER_PAGE = 20;
/** More contacts do not fit into a result. */
const MOST_CONTACTS = 100;
/** The contacts that are shown of a group, tried from generous to strict. */
const GROUP_SIZES = [20, 10, 5] as const;

export const findDuplicates = defineTool({
  name: 'find_duplicates',
  title: 'Find duplicates',
  effect: 'read',
  description: 'Groups of contacts that may be one person. One name may be two people: ask.',
  input: {
    by: z.string().min(1).max(200).optional().describe('phone (default), name or attribute key'),
    within: selectionIds,
    page: pageNumber,
  },
  output: {
    duplicates_id: z.string(),
    groups: z.array(
      z.strictObject({ reason: z.string(), contacts: z.array(contactView), more: z.number().optional() }),
    ),
    total_groups: z.number(),
    summary: z.string(),
    complete: z.boolean(),
    as_of: z.string(),
  },
  async run({ by = 'phone', within, page = 1 }, context, scope) {
    const { selections, country, protectedFolds } = context;
    const isProtected = isProtectedIn(protectedFolds);
    const union = within && (await selections.union(within));
    const source = await candidates(context, {}, { within: union }, scope);
    if (source.complete) checkAttribute(by, source.contacts);
    const groups = await duplicatesOf(source.contacts, await traitOf(by, country));
    const ids = groups.map(({ contacts }) => contacts.map(({ id }) => id));
    const { complete } = source;
    const filter = { by, within, groups: ids };
    const { selection_id } = await selections.add({ ids: ids.flat(), filter, complete });
    const from = (page - 1) * PER_PAGE;
    const withProtected = groups.filter((group) => optedOut(group, isProtected).length > 0).length;
    const found = { by, groups: groups.length, contacts: ids.flat().length, withProtected };
    return {
      duplicates_id: selection_id,
      groups: viewGroups(groups.slice(from, from + PER_PAGE), isProtected),
      total_groups: groups.length,
      summary: duplicatesWords(found, source),
      complete,
      as_of: asOf(source),
      ...nextOf({ by, total: groups.length, page }, source, context),
    };
  },
  say({ duplicates_id, groups, summary, as_of }) {
    const groupTexts = groups.map(({ reason, contacts, more }) => {
      const rest = more === undefined ? '' : `\n- and ${thousands(more)} more`;
      return `${reason}:\n${lines(contacts)}${rest}`;
    });
    return [`${summary}\nDuplicates ${duplicates_id}, as of ${as_of}.`, ...groupTexts].join('\n');
  },
});

/** An attribute that no contact has is most likely misspelt. */
function checkAttribute(by: string, contacts: readonly Contact[]): void {
  if (by === 'phone' || by === 'name' || contacts.length === 0) return;
  const keys = new Set(contacts.flatMap(({ custom_attributes }) => Object.keys(custom_attributes)));
  if (keys.has(by)) return;
  const near = nearest(by, ['phone', 'name', ...keys]);
  throw new AppError(
    `No contact has the attribute ${quoted(by)}.`,
    near === undefined ? '`list_tags` lists the attribute keys there are.' : `Did you mean ${quoted(near)}?`,
  );
}

type TagTest = (tag: string) => boolean;

function optedOut({ contacts }: Duplicates, isProtected: TagTest): Contact[] {
  return contacts.filter(({ tags }) => tags.some(isProtected));
}

/** The groups with as many of their contacts as fit, and how many more each has. */
function viewGroups(groups: readonly Duplicates[], isProtected: TagTest) {
  const cutTo = (most: number) => groups.map(({ contacts }) => contacts.slice(0, most));
  const cut = GROUP_SIZES.map(cutTo).find((some) => some.flat().length <= MOST_CONTACTS) ?? [];
  const views = viewContacts(cut.flat());
  return groups.map((group, index) => {
    const contacts = views.splice(0, cut[index]?.length ?? 0);
    const more = group.contacts.length - contacts.length;
    return {
      reason: groupWords(group.reason, optedOut(group, isProtected)),
      contacts,
      ...(more > 0 && { more }),
    };
  });
}

function nextOf(
  { by, total, page }: { by: string; total: number; page: number },
  source: Candidates,
  { mode }: Context,
): { next?: string } {
  if (!source.complete)
    return { next: `${howOn(source, 'Call `find_duplicates` again')} Until it is complete say "at least".` };
  if (total === 0) return { next: otherTraits(by, mailIn(source.contacts)) };
  const merge =
    (page - 1) * PER_PAGE < total && mode !== 'no-delete'
      ? [
          'Show them; then `plan_merge` with the `groups` that the person confirms, or with `duplicates_id` for all.',
        ]
      : [];
  return nextFrom([nextPage('`find_duplicates` with', page, PER_PAGE, total), ...merge]);
}

/** The attribute that holds e-mails, which tell people apart. */
function mailIn(contacts: readonly Contact[]): string | undefined {
  for (const { custom_attributes } of contacts) {
    const key = Object.keys(custom_attributes).find((name) => /^e-?mail/i.test(name));
    if (key !== undefined) return key;
  }
  return undefined;
}
