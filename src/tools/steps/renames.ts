import { protectedAmong } from '../../contacts/tags.ts';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { candidates } from '../../find/candidates.ts';
import type { Contact } from '../../model/contact.ts';
import type { UpdateRequest } from '../../model/request.ts';
import { type FreeRename, isRespelling } from '../../plans/change/rule.ts';
import { freeAmong } from '../../plans/draft/renames.ts';
import { howFar, howOn } from '../../words/found/found.ts';
import type { CallScope } from '../define.ts';

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
    const source = await candidates(context, { tags_all: [name] }, {}, scope);
    if (!source.complete)
      throw new AppError(
        `Nothing was planned: ${howFar(source)}`,
        howOn(source, 'Call again with the same arguments'),
      );
    for (const contact of source.contacts) all.set(contact.id, contact);
  }
  return freeAmong(all.values(), new Set(chosen.map(({ id }) => id)), rename_tags);
}
