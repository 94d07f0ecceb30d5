import type { Api } from '../api/client.ts';
import { getContact } from '../api/endpoints.ts';
import { isMissing } from '../api/error.ts';
import { thousands } from '../lib/text.ts';
import type { Clock } from '../lib/time.ts';
import type { Contact } from '../model/contact.ts';
import type { Filter } from './filter.ts';
import type { AccountReader } from './reader.ts';
import type { Union } from './selection.ts';

/** Up to this many contacts are read one by one rather than with the whole account. */
const FEW = 50;

interface World {
  api: Api;
  account: AccountReader;
  now: Clock;
}

/** The contacts that a filter is tested on. */
export interface Candidates {
  contacts: Contact[];
  /** Contacts that would be among them, were they not in a selection of `except`. */
  excepted: readonly Contact[];
  /** All contacts were read, and all selections are complete. */
  complete: boolean;
  /** When the reading began. */
  asOf: number;
  /** The last write from here that the contacts show, where that is later. */
  changedAt?: number | undefined;
  /** They are the contacts that the service finds by this tag, no others. */
  byTag?: string | undefined;
  /** They are contacts of selections, or with certain ids: others were not looked at. */
  limited: boolean;
  /** How many contacts have been read so far. */
  read: number;
  outOf: number | undefined;
  running: boolean;
  /** All contacts were read, whether or not the selections are complete. */
  readAll: boolean;
  /** A selection of `within` is itself incomplete: there may be more contacts. */
  partWithin: boolean;
  /** A selection of `except` is incomplete: some of these contacts may belong to it. */
  partExcept: boolean;
}

interface Watcher {
  signal: AbortSignal;
  progress(done: number, total: number | undefined, message: string): void;
}

/**
 * The contacts in `within` and not in `except`. Reads no more than needed: nothing after a finished walk, a few contacts
 * by id, the contacts that the service finds by a tag that the filter requires, or else the whole account.
 */
export async function candidates(
  world: World,
  filter: Filter,
  { within, except }: { within?: Union | undefined; except?: Union | undefined },
  watcher: Watcher,
): Promise<Candidates> {
  const ids = within?.ids ?? (filter.ids && new Set(filter.ids));
  const finished = await world.account.finished();
  const source =
    !finished && ids && ids.size <= FEW
      ? await byId(world, ids, watcher)
      : await bySnapshot(world, filter, watcher);
  const contacts = within || except ? source.contacts.filter(selectedBy(within, except)) : source.contacts;
  const isWithin = selectedBy(within, undefined);
  const excepted = except ? source.contacts.filter((one) => except.ids.has(one.id) && isWithin(one)) : [];
  const partWithin = within?.complete === false;
  const partExcept = except?.complete === false;
  const complete = source.complete && !partWithin && !partExcept;
  const limited = Boolean(within ?? except ?? filter.ids);
  return {
    ...source,
    contacts,
    excepted,
    complete,
    limited,
    readAll: source.complete,
    partWithin,
    partExcept,
  };
}

/** Whether a contact is in one of the selections of `within`, and in none of `except`. */
export function selectedBy(
  within: Union | undefined,
  except: Union | undefined,
): (contact: Contact) => boolean {
  return ({ id }) => (within?.ids.has(id) ?? true) && !except?.ids.has(id);
}

type Source = Omit<Candidates, 'excepted' | 'limited' | 'readAll' | 'partWithin' | 'partExcept'>;

async function bySnapshot(
  { account }: World,
  filter: Filter,
  { signal, progress }: Watcher,
): Promise<Source> {
  // A filter may name a tag in the escaped form that results show, which the service does not know.
  const tag = filter.tags_all?.find((name) => !name.includes('\\u{'));
  const report = (read: number, total: number | undefined) =>
    progress(read, total, `${thousands(read)} contacts read`);
  const finished = await account.finished();
  const snapshot = finished ?? (await account.read(tag, { signal, progress: report }));
  const { contacts, complete, asOf, changedAt, total, running } = snapshot;
  return {
    contacts: [...contacts.values()],
    complete,
    asOf,
    changedAt,
    byTag: finished ? undefined : tag,
    read: contacts.size,
    outOf: total,
    running,
  };
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
