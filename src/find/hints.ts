import type { Api, Call } from '../api/client.ts';
import { listContacts } from '../api/endpoints.ts';
import { messageOf } from '../errors.ts';
import { fold } from '../lib/fold.ts';
import { counted, listed, quoted } from '../lib/text.ts';
import { SECOND } from '../lib/time.ts';
import type { AccountReader, Snapshot } from './reader.ts';
import { countTags } from './tagCounts.ts';

/** An account up to this size is read for a hint, if nobody read it lately; a larger one is not. */
const READ_FOR_A_HINT = 5000;
const WAIT = 5 * SECOND;
const MOST = 10;

interface Given {
  tags: readonly string[];
  /** Contacts that already carry a tag because it was given just now. */
  own?: number;
  /** How many lose other tags along with it. */
  leaving?: ReadonlyMap<string, number>;
}

/** What somebody who gives a tag should know: others that look like it, or that nobody else carries it. */
export async function tagHints(
  reader: AccountReader,
  api: Api,
  { tags, own = 0, leaving = new Map() }: Given,
  call: Call,
): Promise<string[]> {
  if (tags.length === 0) return [];
  try {
    const account = await glance(reader, api, call);
    if (account?.complete) {
      const { counts } = countTags(account.contacts.values());
      const when = account.known ? ` (as of ${new Date(account.asOf).toISOString()})` : '';
      for (const [tag, count] of leaving) counts.set(tag, (counts.get(tag) ?? 0) - count);
      const alike = Map.groupBy(counts, ([tag]) => fold(tag));
      const hints = [...new Set(tags)].flatMap((tag) => hintsFor(tag, alike.get(fold(tag)) ?? [], own, when));
      const rest = hints.length - MOST;
      const more = `${rest} more of the tags are new or look like others: see \`list_tags\`.`;
      return rest > 0 ? [...hints.slice(0, MOST), more] : hints;
    }
    return [
      'Not checked for look-alike tags: the account is large and was not read lately; `list_tags` does it.',
    ];
  } catch (error) {
    return [`Not checked for look-alike tags: ${messageOf(error)}`];
  }
}

/** `known`: read before, for something else. */
async function glance(
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

/** `alike`: what the account writes like it, with counts; `when`: as of when, if the account was not read just now. */
function hintsFor(
  tag: string,
  alike: readonly (readonly [string, number])[],
  own: number,
  when: string,
): string[] {
  const differ = alike.filter(([other, count]) => count > 0 && other !== tag);
  if (differ.length > 0) {
    const others = listed(
      differ.map(([other, count]) => `${quoted(other, 60)} (${counted(count, 'contact')})`),
    );
    return [
      `The account also writes ${others}: a campaign to ${quoted(tag, 60)} does not reach them, and one to them does not reach this.`,
    ];
  }
  return alike.every(([other, count]) => other !== tag || count <= own)
    ? [`${quoted(tag, 60)} is a new tag: no other contact carries it${when}.`]
    : [];
}
