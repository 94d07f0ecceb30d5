import type { ListResourcesResult, Resource } from '@modelcontextprotocol/server';
import { loggable } from '../../api/error.ts';
import type { Context, Listed } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { shorten, shown, shownShort } from '../../lib/text.ts';
import { asOf } from '../../plans/draft/draft.ts';
import { summaryWords } from '../../words/plans/summary.ts';
import { browsed } from './browsed.ts';
import { outdatedCursor, unknownCursor } from './cursor.ts';
import { contactUri, JSON_TYPE, planUri } from './uri.ts';

const PER_PAGE = 250;
/** `list_plans` finds older plans. */
const RECEIPTS = 10;

/** The account's overviews; the description of the first names the contacts that are listed. */
function overviews(sentence: string): Resource[] {
  return [
    {
      uri: 'vobiz://contacts',
      name: 'contacts',
      title: 'All contacts',
      description: `How many there are, and the first hundred. ${sentence}`,
      mimeType: JSON_TYPE,
    },
    {
      uri: 'vobiz://tags',
      name: 'tags',
      title: 'All tags',
      description: 'Each tag with the number of contacts that have it',
      mimeType: JSON_TYPE,
    },
  ];
}

/**
 * A page of the account's contacts as concrete entries, since most clients show no templates. The first page begins with the
 * overviews and the receipts of the latest plans; later pages show the list as it was at the time of the first.
 */
export async function listResources(
  context: Context,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<ListResourcesResult> {
  if (cursor) {
    const { list, page, contacts } = listedBefore(context, cursor);
    return pageOf(list, page, contacts);
  }
  const { contacts, sentence } = await browsed(context, signal);
  const list = contacts.length > PER_PAGE ? context.listed.add(contacts, context.now()) : '';
  const { resources, ...more } = pageOf(list, 1, contacts);
  return { resources: [...overviews(sentence), ...(await receipts(context)), ...resources], ...more };
}

function pageOf(list: string, page: number, contacts: readonly Listed[]): ListResourcesResult {
  const end = page * PER_PAGE;
  return {
    resources: contacts.slice(end - PER_PAGE, end).map(entry),
    ...(page < pagesOf(contacts) && { nextCursor: cursorOf(list, page + 1) }),
  };
}

function pagesOf(contacts: readonly Listed[]): number {
  return Math.ceil(contacts.length / PER_PAGE);
}

function entry({ id, name, phone_number, tags }: Listed): Resource {
  return {
    uri: contactUri(id),
    name: shown(id),
    title: shownShort(name || phone_number, 200),
    description: shorten([phone_number, ...tags].map((text) => shownShort(text, 200)).join(', '), 300),
    mimeType: JSON_TYPE,
  };
}

/** Empty while the store cannot be opened: a full disk hides no contacts. */
async function receipts(context: Context): Promise<Resource[]> {
  try {
    return await latest(context);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    context.log.warn(loggable(error), 'the receipts are left out of the resources');
    return [];
  }
}

async function latest({ journal, rules, now }: Context): Promise<Resource[]> {
  const { store } = await journal();
  const { plans } = await store.listPlans(rules.account, { page: 1, limit: RECEIPTS });
  return plans.map((plan) => ({
    uri: planUri(plan.plan_id),
    name: plan.plan_id,
    title: shorten(summaryWords(plan.summary), 200),
    description: `${asOf(plan, now()).state}, made ${new Date(plan.created_at).toISOString()}`,
    mimeType: JSON_TYPE,
  }));
}

function cursorOf(list: string, page: number): string {
  return Buffer.from(`${list}:${page}`).toString('base64url');
}

/** The list and page of a cursor; a list is kept for some minutes. */
function listedBefore({ listed, now }: Context, cursor: string) {
  const [, list = '', page] = /^(\w+):([2-9]|1\d)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (page === undefined) throw unknownCursor(cursor);
  const contacts = listed.get(list, now());
  if (!contacts || Number(page) > pagesOf(contacts)) throw outdatedCursor(cursor);
  return { list, page: Number(page), contacts };
}
