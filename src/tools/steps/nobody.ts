import type { Context } from '../../context.ts';
import { type Candidates, selectedBy } from '../../find/candidates.ts';
import type { Filter, FilterWorld } from '../../find/filter.ts';
import { type Missed, type NoHits, whyNobody } from '../../find/noHits.ts';
import { lastRename } from '../../find/renamed.ts';
import type { Union } from '../../find/selection.ts';
import { glance } from '../../find/tags/hints.ts';
import type { Contact } from '../../model/contact.ts';
import { nothingNext } from '../../words/found/nothing.ts';

/** The selections that a search builds on. */
export interface Joined {
  within: Union | undefined;
  except: Union | undefined;
}

/** A search over all of its contacts. */
export interface Search {
  context: Context;
  filter: Filter;
  joined: Joined;
  source: Candidates;
  world: FilterWorld;
  signal: AbortSignal;
}

/** What to ask next where a search found nobody: it is told by the filter that fails. */
export async function nobodyNext(search: Search): Promise<string> {
  const { filter, world, source } = search;
  const everybody = await lookedAmong(search);
  // Among the contacts of a tag alone, only that tag can be judged: others may be on contacts that were not read.
  const why = everybody
    ? await whyNobody(everybody, source.excepted, filter, world)
    : ofTag(source.byTag ?? '', await whyNobody(source.contacts, source.excepted, filter, world));
  const missed = await Promise.all(why.missed.map((one) => withRename(search, one)));
  return nothingNext({ ...why, missed, limited: source.limited, now: world.now });
}

/** The contacts of the search, those that lack its tag included; undefined where the account is too large to read it for a hint. */
export async function lookedAmong({
  context,
  joined,
  source,
  signal,
}: Search): Promise<readonly Contact[] | undefined> {
  if (source.byTag === undefined) return source.contacts;
  // While the service is slow, nothing more is asked of it.
  if (!source.complete) return undefined;
  const { within, except } = joined;
  try {
    const account = await glance(context.account, context.api, { signal, priority: 'bulk' });
    if (!account?.complete) return undefined;
    const all = [...account.contacts.values()];
    return all.filter(selectedBy(within, except));
  } catch {
    // What was found stands: nobody.
    return undefined;
  }
}

function ofTag(tag: string, why: NoHits): NoHits {
  const missed = why.missed.filter(({ part }) => part.tags_all?.includes(tag));
  const judged = why.without.filter(({ part }) => !part.tags_all?.includes(tag));
  const unread: Missed = { part: { tags_all: [tag] }, of: 'tag', near: [] };
  return { ...why, empty: false, missed: why.empty ? [unread] : missed, without: judged };
}

async function withRename({ context, world }: Search, missed: Missed): Promise<Missed> {
  const { part, of } = missed;
  if (of !== 'tag' && of !== 'key') return missed;
  const names = part.tags_all ?? part.tags_any ?? (part.attributes ?? []).map(({ key }) => key);
  try {
    const { store } = await context.journal();
    const { account } = context.rules;
    return { ...missed, renamed: await lastRename(store, { account, now: world.now }, { of, names }) };
  } catch {
    // Finding must work without the store.
    return missed;
  }
}
