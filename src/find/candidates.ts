import type { Api } from '../api/client.ts';
import { getContact } from '../api/endpoints.ts';
import { isMissing } from '../api/error.ts';
import { thousands } from '../lib/text.ts';
import type { Clock } from '../lib/time.ts';
import type { Contact } from '../model/contact.ts';
import type { Filter } from './filter.ts';
import type { AccountReader } from './reader.ts';
import type { Union } from './selection.ts';

/** So few contacts are read one by one rather than with the whole account. */
const FEW = 50;

interface World {
  api: Api;
  account: AccountReader;
  now: Clock;
}

/** The contacts that a filter has to look at. */
export interface Candidates {
  contacts: Contact[];
  complete: boolean;
  asOf: number;
  /** How far the reading came, when it is not complete. */
  read: number;
  outOf: number | undefined;
  running: boolean;
  /** Whoever is to be looked at was read; `complete` says so of the selections, too. */
  readAll: boolean;
  /** A selection of `within` was itself found incomplete: there may be more. */
  partWithin: boolean;
  /** One of `except` was: some of these may belong to it. */
  partExcept: boolean;
}

interface Watcher {
  signal: AbortSignal;
  progress(done: number, total: number | undefined, message: string): void;
}

/**
 * The contacts in all of `within` but not in `except`. Reads no more than needed: a finished walk, or a few contacts by id, or those the service finds by a tag that all
 * must carry, or else the whole account.
 */
export async function candidates(
  world: World,
  filter: Filter,
  { within, except }: { within?: Union | undefined; except?: Union | undefined },
  watcher: Watcher,
): Promise<Candidates> {
  const ids = within?.ids ?? (filter.ids && new Set(filter.ids));
  const known = await world.account.finished();
  const source =
    !known && ids && ids.size <= FEW
      ? await byId(world, ids, watcher)
      : await bySnapshot(world, filter, watcher);
  const part = ({ id }: Contact) => (within?.ids.has(id) ?? true) && !except?.ids.has(id);
  const contacts = within || except ? source.contacts.filter(part) : source.contacts;
  const partWithin = within?.complete === false;
  const partExcept = except?.complete === false;
  const complete = source.complete && !partWithin && !partExcept;
  return { ...source, contacts, complete, readAll: source.complete, partWithin, partExcept };
}

type Source = Omit<Candidates, 'readAll' | 'partWithin' | 'partExcept'>;

async function bySnapshot(
  { account }: World,
  filter: Filter,
  { signal, progress }: Watcher,
): Promise<Source> {
  // A tag with hidden characters may be named as it is shown, which the service does not know.
  const tag = filter.tags_all?.find((name) => !name.includes('\\u{'));
  const tell = (read: number, total: number | undefined) =>
    progress(read, total, `${thousands(read)} contacts read`);
  const snapshot = (await account.finished()) ?? (await account.read(tag, { signal, progress: tell }));
  const { contacts, complete, asOf, total, running } = snapshot;
  return { contacts: [...contacts.values()], complete, asOf, read: contacts.size, outOf: total, running };
}

async function byId({ api, now }: World, ids: ReadonlySet<string>, { signal }: Watcher): Promise<Source> {
  const asOf = now();
  const read = await Promise.all(
    [...ids].map((id) => api.call(getContact, { id }, { priority: 'bulk', signal }).catch(noneIfMissing)),
  );
  const contacts = read.filter((contact) => contact !== undefined);
  return { contacts, complete: true, asOf, read: contacts.length, outOf: ids.size, running: false };
}

function noneIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
