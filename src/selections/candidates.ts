import type { Api } from '../api/client.ts';
import { getContact } from '../api/endpoints.ts';
import { isMissing } from '../api/error.ts';
import type { Contact } from '../api/wire.ts';
import type { AccountReader, Snapshot } from './account.ts';
import type { Filter } from './filter.ts';

/** So few contacts are read one by one rather than with the whole account. */
const FEW = 50;

/** The contacts that a filter has to look at. */
export interface Candidates {
  contacts: Contact[];
  complete: boolean;
  asOf: number;
  /** How far the reading came, when it is not complete. */
  read: number;
  outOf: number | undefined;
  running: boolean;
}

export interface Watcher {
  signal: AbortSignal;
  progress(done: number, total: number | undefined, message: string): void;
}

/**
 * Reads no more than needed: a finished walk, or a few contacts by id, or those the service finds by a tag that all
 * must carry, or else the whole account.
 */
export async function candidates(
  world: { api: Api; account: AccountReader; now(): number },
  filter: Filter,
  within: ReadonlySet<string> | undefined,
  watcher: Watcher,
): Promise<Candidates> {
  const ids = within ?? (filter.ids && new Set(filter.ids));
  const known = world.account.finished();
  if (!known && ids && ids.size <= FEW) return byId(world.api, ids, world.now(), watcher.signal);
  const tag = filter.tags_all?.find((name) => !name.includes('\\u{'));
  const { signal, progress } = watcher;
  const tell = (read: number, total: number | undefined) => progress(read, total, `${read} contacts read`);
  return fromSnapshot(known ?? (await world.account.read(tag, { signal, progress: tell })), within);
}

function fromSnapshot(
  { contacts, complete, asOf, total, running }: Snapshot,
  within: ReadonlySet<string> | undefined,
): Candidates {
  const all = [...contacts.values()];
  const wanted = within ? all.filter(({ id }) => within.has(id)) : all;
  return { contacts: wanted, complete, asOf, read: contacts.size, outOf: total, running };
}

async function byId(
  api: Api,
  ids: ReadonlySet<string>,
  asOf: number,
  signal: AbortSignal,
): Promise<Candidates> {
  const read = await Promise.all(
    [...ids].map((id) => api.call(getContact, { id }, { priority: 'bulk', signal }).catch(noneIfMissing)),
  );
  const contacts = read.filter((contact) => contact !== undefined);
  return { contacts, complete: true, asOf, read: contacts.length, outOf: ids.size, running: false };
}

function noneIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
