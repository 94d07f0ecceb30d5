import type { Api, Call } from '../../api/client.ts';
import { listContacts } from '../../api/endpoints.ts';
import { pages } from '../walk.ts';

/** When the service finds more contacts than this by a tag, they are not read. */
const MOST = 2000;
const WIDTH = 4;

/**
 * How many contacts carry the tag now, in exactly this spelling. The service is asked, since somebody else may have given
 * the tag a moment ago; it may find other spellings, too, so each contact is read. Undefined when it finds too many.
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
