import type { Api, Call } from '../../api/client.ts';
import type { AccountReader } from '../reader.ts';
import { carriersOf } from './carriers.ts';
import { glance } from './hints.ts';
import { countTags } from './tagCounts.ts';

interface Kept {
  tag: string;
  /** Absent where they could not be counted. */
  contacts?: number;
}

/** How many contacts keep each of these tags once it has come off so many; none of a tag that nobody keeps. */
export async function keepers(
  reader: AccountReader,
  api: Api,
  leaving: ReadonlyMap<string, number>,
  call: Call,
): Promise<Kept[]> {
  if (leaving.size === 0) return [];
  const all = await carriers(reader, api, [...leaving.keys()], call);
  return [...leaving].flatMap(([tag, count]): Kept[] => {
    const carried = all?.get(tag);
    if (carried === undefined) return [{ tag }];
    return carried > count ? [{ tag, contacts: carried - count }] : [];
  });
}

async function carriers(
  reader: AccountReader,
  api: Api,
  tags: readonly string[],
  call: Call,
): Promise<ReadonlyMap<string, number | undefined> | undefined> {
  try {
    const account = await glance(reader, api, call);
    if (account?.complete) {
      const { counts } = countTags(account.contacts.values());
      return new Map(tags.map((tag) => [tag, counts.get(tag) ?? 0]));
    }
    const counts = new Map<string, number | undefined>();
    for (const tag of tags) counts.set(tag, await carriersOf(api, tag, call));
    return counts;
  } catch {
    // The plan is sound without the count, and its text says that there is none.
    return undefined;
  }
}
