import type { CompleteResult } from '@modelcontextprotocol/server';
import type { Context } from '../../context.ts';
import { candidates } from '../../find/candidates.ts';
import { searchPage } from '../../find/resolve.ts';
import { countTags } from '../../find/tags/tagCounts.ts';
import { shown } from '../../lib/text.ts';
import { CONTACT_TEMPLATE, TAG_TEMPLATE } from './uri.ts';

/** The protocol allows so many values. */
const MOST = 100;

/** Values for a template's variable: ids of contacts whose id, name or number fits the typed text, or tags that begin with it. */
export async function complete(
  context: Context,
  template: string,
  typed: string,
  signal: AbortSignal,
): Promise<CompleteResult> {
  const values = await valuesFor(context, template, typed, signal);
  return {
    completion: { values: values.slice(0, MOST), total: values.length, hasMore: values.length > MOST },
  };
}

async function valuesFor(
  context: Context,
  template: string,
  typed: string,
  signal: AbortSignal,
): Promise<string[]> {
  if (template === CONTACT_TEMPLATE) return contactIds(context, typed.trim(), signal);
  if (template === TAG_TEMPLATE) return tagNames(context, typed, signal);
  return [];
}

async function contactIds(context: Context, typed: string, signal: AbortSignal): Promise<string[]> {
  const walked = (await context.account.finished())?.contacts;
  const ids = typed === '' || !walked ? [] : [...walked.keys()].filter((id) => id.startsWith(typed));
  if (ids.length > 0) return ids;
  const search = typed === '' ? undefined : typed;
  const { contacts } = await searchPage(context.api, { page: 1, limit: MOST, search }, { signal });
  return contacts.map(({ id }) => id);
}

async function tagNames(context: Context, typed: string, signal: AbortSignal): Promise<string[]> {
  const source = await candidates(context, {}, {}, { signal, progress: () => undefined });
  const ranked = [...countTags(source.contacts).counts].sort((a, b) => b[1] - a[1]);
  return ranked.map(([tag]) => shown(tag)).filter((tag) => tag.toLowerCase().startsWith(typed.toLowerCase()));
}
