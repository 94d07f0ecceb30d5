import type { Api, Call } from '../../api/client.ts';
import { listContacts } from '../../api/endpoints.ts';
import { messageOf } from '../../errors.ts';
import { fold } from '../../lib/fold.ts';
import { SECOND } from '../../lib/time.ts';
import type { TagCount } from '../../model/facts.ts';
import type { Warning } from '../../model/warnings.ts';
import type { AccountReader, Snapshot } from '../reader.ts';
import { countTags } from './tagCounts.ts';

/** An account that was not read lately is read for a hint only if it has at most this many contacts. */
const READ_FOR_A_HINT = 5000;
const WAIT = 5 * SECOND;
const MOST = 10;

interface Given {
  tags: readonly string[];
  /** Contacts that already carry a tag because it was given just now. */
  own?: number;
  /** Tags that come off at the same time, and from how many contacts. */
  leaving?: ReadonlyMap<string, number>;
}

/** Warns of tags that look like a tag that is given, or that no other contact carries that tag. */
export async function tagHints(
  reader: AccountReader,
  api: Api,
  { tags, own = 0, leaving = new Map() }: Given,
  call: Call,
): Promise<Warning[]> {
  if (tags.length === 0) return [];
  try {
    const account = await glance(reader, api, call);
    if (account?.complete) {
      const { counts } = countTags(account.contacts.values());
      const as_of = account.known ? new Date(account.asOf).toISOString() : undefined;
      for (const [tag, count] of leaving) counts.set(tag, (counts.get(tag) ?? 0) - count);
      const alike = Map.groupBy(counts, ([tag]) => fold(tag));
      const hints = [...new Set(tags)].flatMap((tag) =>
        hintsFor(tag, alike.get(fold(tag)) ?? [], own, as_of),
      );
      const rest = hints.length - MOST;
      return rest > 0 ? [...hints.slice(0, MOST), { say: 'more tags', tags: rest }] : hints;
    }
    return [{ say: 'not checked' }];
  } catch (error) {
    return [{ say: 'not checked', why: messageOf(error) }];
  }
}

/** The account, unless it is large and was not read lately. `known`: it had been read before. */
export async function glance(
  reader: AccountReader,
  api: Api,
  call: Call,
): Promise<(Snapshot & { known: boolean }) | undefined> {
  const known = await reader.finished();
  if (known) return { ...known, known: true };
  const { total } = await api.call(listContacts, { page: 1, limit: 1 }, call);
  if (total === undefined || total > READ_FOR_A_HINT) return undefined;
  const read = await reader.read(undefined, { waitMs: WAIT, signal: call.signal });
  return { ...read, known: false };
}

/** `alike`: the spellings of the tag in the account; `asOf`: when the account was read, if not just now. */
function hintsFor(tag: string, alike: readonly TagCount[], own: number, asOf: string | undefined): Warning[] {
  const others = alike.filter(([other, count]) => count > 0 && other !== tag);
  if (others.length > 0) return [{ say: 'alike', tag, others }];
  const isNew = alike.every(([other, count]) => other !== tag || count <= own);
  return isNew ? [{ say: 'new tag', tag, ...(asOf !== undefined && { as_of: asOf }) }] : [];
}
