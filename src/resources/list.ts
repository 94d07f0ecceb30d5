import type { ListResourcesResult, Resource } from '@modelcontextprotocol/server';
import { listContacts } from '../api/endpoints.ts';
import { loggable } from '../api/error.ts';
import { type ContactView, viewContacts } from '../contacts/view.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { shorten, shown } from '../lib/text.ts';
import { asOf } from '../plans/plan.ts';
import { unknownCursor } from './cursor.ts';
import { contactUri, JSON_TYPE, planUri } from './uri.ts';

const PER_PAGE = 100;
/** Nobody browses more than a thousand, and clients that follow a list for ever would. */
const MOST_PAGES = 10;
/** Older ones are found with `list_plans`. */
const RECEIPTS = 10;

const OVERVIEWS: readonly Resource[] = [
  {
    uri: 'vobiz://contacts',
    name: 'contacts',
    title: 'All contacts',
    description:
      'How many there are, and the first hundred. At most 1,000 are listed here; `find_contacts` finds the rest.',
    mimeType: JSON_TYPE,
  },
  {
    uri: 'vobiz://tags',
    name: 'tags',
    title: 'All tags',
    description: 'Each tag with the number of contacts that carry it',
    mimeType: JSON_TYPE,
  },
];

/**
 * A page of the account's contacts as concrete entries, since most clients show no templates; the first is headed by the
 * overviews and the receipts of the latest plans.
 */
export async function listResources(
  context: Context,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<ListResourcesResult> {
  const page = pageOf(cursor);
  const found = await context.api.call(listContacts, { page, limit: PER_PAGE }, { signal });
  const entries = viewContacts(found.contacts).map((view, index) =>
    entry(view, found.contacts[index]?.id ?? view.id),
  );
  const goesOn = found.hasMore && found.contacts.length > 0 && page < MOST_PAGES;
  return {
    resources: page === 1 ? [...OVERVIEWS, ...(await receipts(context)), ...entries] : entries,
    ...(goesOn && { nextCursor: cursorOf(page + 1) }),
  };
}

function entry({ name, phone_number, tags }: ContactView, id: string): Resource {
  return {
    uri: contactUri(id),
    name: shown(id),
    title: shorten(name || phone_number, 200),
    description: shorten([phone_number, ...tags].join(', '), 300),
    mimeType: JSON_TYPE,
  };
}

/** None while the store cannot be opened: a full disk hides no contacts. */
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
    title: shorten(plan.summary, 200),
    description: `${asOf(plan, now()).state}, made ${new Date(plan.created_at).toISOString()}`,
    mimeType: JSON_TYPE,
  }));
}

function cursorOf(page: number): string {
  return Buffer.from(`page:${page}`).toString('base64url');
}

function pageOf(cursor: string | undefined): number {
  if (cursor === undefined) return 1;
  const page = /^page:([1-9]\d{0,8})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (page === undefined) throw unknownCursor(cursor);
  return Number(page);
}
