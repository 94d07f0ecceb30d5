import { type ReadResourceResult, ResourceNotFoundError } from '@modelcontextprotocol/server';
import { getContact, listContacts } from '../../api/endpoints.ts';
import { isMissing } from '../../api/error.ts';
import { protectedAmong } from '../../contacts/tags.ts';
import { viewContact, viewContacts } from '../../contacts/view.ts';
import type { Context } from '../../context.ts';
import { candidates } from '../../find/candidates.ts';
import { compileFilter } from '../../find/filter.ts';
import { countTags, rankTags } from '../../find/tags/tagCounts.ts';
import { fitted } from '../../lib/fit.ts';
import { shownShort } from '../../lib/text.ts';
import { howFar } from '../../words/found/found.ts';
import { readPlan } from './plan.ts';
import { JSON_TYPE, parseUri } from './uri.ts';

const SHOWN = 100;
const MOST_TAGS = 500;
const TAG_SIZES = [200, 80, 30] as const;

/** One resource as JSON text. */
export async function readResource(
  context: Context,
  uri: string,
  signal: AbortSignal,
): Promise<ReadResourceResult> {
  const content = await contentOf(context, uri, signal);
  const notes = context.notes.length > 0 ? { note: context.notes.join(' ') } : {};
  return {
    contents: [{ uri, mimeType: JSON_TYPE, text: JSON.stringify({ ...content, ...notes }, undefined, 1) }],
  };
}

async function contentOf(context: Context, uri: string, signal: AbortSignal): Promise<object> {
  const named = parseUri(uri);
  switch (named?.kind) {
    case 'contacts':
      return readContacts(context, signal);
    case 'contact':
      return readOne(context, uri, named.id, signal);
    case 'tags':
      return readTags(context, signal);
    case 'tag':
      return readTag(context, named.tag, signal);
    case 'plan':
      return readPlan(context, uri, named.id);
    case undefined:
      throw new ResourceNotFoundError(
        uri,
        `There is no resource ${shownShort(uri, 200)}. There are vobiz://contacts, vobiz://contacts/{id}, vobiz://tags, vobiz://tags/{tag} and vobiz://plans/{id}.`,
      );
  }
}

async function readContacts({ api }: Context, signal: AbortSignal): Promise<object> {
  const { contacts, total, hasMore } = await api.call(listContacts, { page: 1, limit: SHOWN }, { signal });
  const complete = !hasMore && contacts.length === (total ?? contacts.length);
  return { total, complete, contacts: viewContacts(contacts) };
}

async function readOne({ api }: Context, uri: string, id: string, signal: AbortSignal): Promise<object> {
  try {
    return viewContact(await api.call(getContact, { id }, { signal }));
  } catch (error) {
    if (isMissing(error))
      throw new ResourceNotFoundError(
        uri,
        `There is no contact with the id ${shownShort(id, 100)}; it may have been deleted.`,
      );
    throw error;
  }
}

async function readTags(context: Context, signal: AbortSignal): Promise<object> {
  const source = await candidates(context, {}, {}, { signal, progress: () => undefined });
  const { counts, contacts, untagged } = countTags(source.contacts);
  const ranked = rankTags(counts);
  return {
    total_contacts: contacts,
    untagged,
    total_tags: ranked.length,
    shown: Math.min(ranked.length, MOST_TAGS),
    complete: source.complete && ranked.length <= MOST_TAGS,
    ...(!source.complete && { how_far: howFar(source) }),
    tags: fitted(TAG_SIZES, (chars) =>
      ranked.slice(0, MOST_TAGS).map(([tag, count]) => ({
        tag: shownShort(tag, chars),
        contacts: count,
        protected: protectedAmong([tag], context.protectedFolds).length > 0,
      })),
    ),
  };
}

async function readTag(context: Context, tag: string, signal: AbortSignal): Promise<object> {
  const filter = { tags_all: [tag] };
  const source = await candidates(context, filter, {}, { signal, progress: () => undefined });
  const { matches } = compileFilter(filter, { now: context.now(), protectedFolds: context.protectedFolds });
  const found = source.contacts.filter(matches);
  return {
    tag: shownShort(tag, 200),
    total: found.length,
    shown: Math.min(found.length, SHOWN),
    // The same meaning as in `vobiz://contacts`: a list that is cut is not complete.
    complete: source.complete && found.length <= SHOWN,
    ...(!source.complete && { how_far: howFar(source) }),
    contacts: viewContacts(found.slice(0, SHOWN)),
  };
}
