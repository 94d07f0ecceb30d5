import type { Api, Call } from '../../api/client.ts';
import type { AccountReader } from '../reader.ts';
import { carriersOf } from './carriers.ts';
import { glance } from './hints.ts';
import { countTags } from './tagCounts.ts';

/** How many contacts of the account have each of these tags; undefined for one that could not be counted. */
export async function carriers(
  reader: AccountReader,
  api: Api,
  tags: readonly string[],
  call: Call,
): Promise<ReadonlyMap<string, number | undefined>> {
  if (tags.length === 0) return new Map();
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
    return new Map(tags.map((tag) => [tag, undefined]));
  }
}
