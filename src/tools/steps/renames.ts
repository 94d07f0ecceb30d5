import { protectedAmong } from '../../contacts/tags.ts';
import type { Context } from '../../context.ts';
import { carriers } from '../../find/tags/keepers.ts';
import type { Contact } from '../../model/contact.ts';
import type { UpdateRequest } from '../../model/request.ts';
import type { Warning } from '../../model/warnings.ts';
import { type FreeRename, isRespelling } from '../../plans/change/rule.ts';
import type { Draft } from '../../plans/draft/draft.ts';
import { freeAmong, renameWarnings, renamingsOf } from '../../plans/draft/renames.ts';
import type { CallScope } from '../define.ts';
import { allContacts } from './whom.ts';

/**
 * Which renames are free for people who opted out. Who carries a new tag is read only where somebody chosen opted out and its
 * rename is more than another spelling.
 */
export async function freeRenames(
  { rename_tags = {} }: UpdateRequest,
  chosen: readonly Contact[],
  context: Context,
  scope: CallScope,
): Promise<FreeRename> {
  const optedOut = chosen.filter(({ tags }) => protectedAmong(tags, context.protectedFolds).length > 0);
  const names = Object.entries(rename_tags)
    .filter(([old, name]) => !isRespelling(old, name))
    .map(([, name]) => name);
  if (names.length === 0 || optedOut.length === 0) return isRespelling;
  const all = new Map(chosen.map((contact) => [contact.id, contact]));
  for (const name of new Set(names)) {
    const source = await allContacts(context, undefined, 'planned', scope, { tags_all: [name] });
    for (const contact of source.contacts) all.set(contact.id, contact);
  }
  return freeAmong(all.values(), new Set(chosen.map(({ id }) => id)), rename_tags);
}

/** Warns of what renames mean for campaigns. Of a rename for everyone, the counts of those left alone say who keeps the old tag. */
export async function renameHints(
  items: Draft['items'],
  isForEveryone: boolean,
  { account, api, protectedFolds }: Context,
  signal: AbortSignal,
): Promise<Warning[]> {
  const renamings = renamingsOf(items, protectedFolds);
  const olds = isForEveryone ? [] : renamings.flatMap(({ pairs }) => pairs.map(([old]) => old));
  const tags = new Set([...olds, ...renamings.flatMap(({ gets }) => [...gets])]);
  return renameWarnings(renamings, await carriers(account, api, [...tags], { signal }));
}
