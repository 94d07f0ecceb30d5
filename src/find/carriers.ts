import type { Api, Call } from '../api/client.ts';
import { listContacts } from '../api/endpoints.ts';
import { pages } from './walk.ts';

/** More than the service finds so many by a tag, they are not looked at one by one. */
const MOST = 2000;
const WIDTH = 4;

/**
 * How many contacts carry the tag now, written exactly so; asked of the service, since others may have given it a moment ago.
 * None when the service finds too many to look at each: it may find other spellings, too.
 */
export async function carriersOf(api: Api, tag: string, call: Call): Promise<number | undefined> {
  const { total } = await api.call(listContacts, { page: 1, limit: 1, tag }, call);
  if (total === 0) return 0;
  if (total === undefined || total > MOST) return undefined;
  const ids = new Set<string>();
  let read = 0;
  for await (const page of pages(api, { tag, width: WIDTH, call })) {
    read += page.contacts.length;
    if (read > MOST) return undefined;
    for (const { id, tags } of page.contacts) if (tags.includes(tag)) ids.add(id);
  }
  return ids.size;
}
