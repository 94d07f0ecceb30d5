import type { Api } from '../api/client.ts';
import { nothingRead } from '../api/explain.ts';
import { type Clock, MINUTE, SECOND } from '../lib/time.ts';
import type { Contact, Effect } from '../model/contact.ts';
import type { Written } from '../model/item.ts';
import { ItemState } from '../model/lifecycle.ts';
import { type Seen, walk } from './walk.ts';

/** How long a finished walk is used. */
const FRESH_FOR = 5 * MINUTE;

/** The account as far as it has been read. */
export interface Snapshot {
  contacts: ReadonlyMap<string, Contact>;
  /** Contacts in the account, when the service says so. */
  total: number | undefined;
  complete: boolean;
  /** The reading goes on in the background; reading again continues it. */
  running: boolean;
  /** When the reading began, ms since 1970. */
  asOf: number;
  /** The last write from here that it follows, ms since 1970. */
  changedAt?: number | undefined;
}

interface Wait {
  /** How long to wait, by default `ReaderOptions.waitMs`. */
  waitMs?: number | undefined;
  signal?: AbortSignal | undefined;
  progress?: ((read: number, total: number | undefined) => void) | undefined;
}

interface ReaderOptions {
  /** Requests at once. */
  width: number;
  /** After this time a caller gets the contacts read so far, and the walk goes on. */
  waitMs: number;
  /** The writes of all processes on this data folder to the account since then. */
  written(since: number): Promise<readonly Written[]>;
}

/** The effects that remove the contact with the id. */
const GONE: readonly Effect[] = ['deleted', 'replaced'];

/** A write is in the store a moment after the time that its row tells. */
const STORED_WITHIN = 2 * SECOND;

interface Walk extends Seen {
  key: string;
  /** The service has given a page. */
  answered: boolean;
  asOf: number;
  /** It is fresh from this time on, however long it took. */
  endedAt: number;
  running: boolean;
  finished: Promise<void>;
  stop: AbortController;
  waiting: number;
  listeners: Set<() => void>;
  /** The contacts that were written since it began; undefined for a deleted one. */
  written: Map<string, Contact | undefined>;
  changedAt?: number;
}

/** The key of the walk over all contacts; tags are never empty. */
const EVERYBODY = '';

/**
 * Reads the account, or the contacts that the service finds by a tag, and keeps them for a while. A walk goes on when its
 * callers stop waiting, ends when all of them have cancelled, and follows the writes of this and other processes.
 */
export class AccountReader {
  readonly #api: Api;
  readonly #now: Clock;
  readonly #options: ReaderOptions;
  readonly #walks = new Map<string, Walk>();
  /** When this process last wrote to each contact: what the store tells of the time before is older. */
  readonly #ownWrites = new Map<string, number>();
  #caughtUpAt = 0;

  constructor(api: Api, options: ReaderOptions, now: Clock) {
    this.#api = api;
    this.#options = options;
    this.#now = now;
  }

  /**
   * All contacts, or those that the service finds by `tag` (how it matches is not documented: filter again), as far as
   * they are read within the time. A walk that failed throws its error.
   */
  async read(tag: string | undefined, wait: Wait): Promise<Snapshot> {
    const key = tag ?? EVERYBODY;
    await this.#catchUp();
    const current = this.#fresh(key) ?? this.#begin(key);
    if (current.running) await this.#join(current, wait);
    // No contact read is not the same as no contact there.
    if (current.running && !current.answered) throw nothingRead(this.#now() - current.asOf, this.#api);
    return snapshot(current);
  }

  /** A fresh and finished walk over all contacts, without asking the service. */
  async finished(): Promise<Snapshot | undefined> {
    await this.#catchUp();
    const current = this.#fresh(EVERYBODY);
    return current && !current.running ? snapshot(current) : undefined;
  }

  /** Follows a write of this process; `contact` is undefined when it was deleted. */
  wrote(id: string, contact: Contact | undefined): void {
    if (this.#walks.size === 0) return;
    this.#ownWrites.set(id, this.#now());
    this.#follow(id, contact, this.#now());
  }

  #follow(id: string, contact: Contact | undefined, at: number): void {
    for (const walked of this.#walks.values()) {
      if (at < walked.asOf) continue;
      walked.changedAt = Math.max(at, walked.changedAt ?? 0);
      if (walked.running) walked.written.set(id, contact);
      else overlay(walked, id, contact);
    }
  }

  /** Follows the writes of other processes since the last time. */
  async #catchUp(): Promise<void> {
    if (this.#walks.size === 0) return;
    const since = Math.max(this.#caughtUpAt, this.#oldest()) - STORED_WITHIN;
    this.#caughtUpAt = this.#now();
    for (const written of await this.#options.written(since)) {
      const { contact_id: id, after, at, losers } = written;
      // Which contacts an unsettled or failed merge has deleted is not known.
      if (written.state === ItemState.unknown || (written.state === ItemState.failed && losers.length > 0))
        this.forget();
      if (written.state === ItemState.done) {
        if (GONE.includes(written.effect)) this.#followStored(id, undefined, at);
        for (const loser of losers) this.#followStored(loser, undefined, at);
      }
      // Of a failed write, too, the service may have taken a part.
      if (after) this.#followStored(after.id, after, at);
    }
  }

  #followStored(id: string, contact: Contact | undefined, at: number): void {
    if (at > (this.#ownWrites.get(id) ?? 0)) this.#follow(id, contact, at);
  }

  #oldest(): number {
    return Math.min(...[...this.#walks.values()].map(({ asOf }) => asOf));
  }

  /** Drops the finished walks, when contacts changed in a way that is not known. A walk under way goes on. */
  forget(): void {
    for (const [key, { running }] of this.#walks) if (!running) this.#walks.delete(key);
  }

  close(): void {
    for (const { stop } of this.#walks.values()) stop.abort();
  }

  #fresh(key: string): Walk | undefined {
    for (const [old, { running, complete, endedAt }] of this.#walks)
      if (!running && !(complete && this.#now() - endedAt < FRESH_FOR)) this.#walks.delete(old);
    return this.#walks.get(key);
  }

  #begin(key: string): Walk {
    const begun: Walk = {
      key,
      answered: false,
      contacts: new Map(),
      total: undefined,
      complete: false,
      asOf: this.#now(),
      endedAt: 0,
      running: true,
      finished: Promise.resolve(),
      stop: new AbortController(),
      waiting: 0,
      listeners: new Set(),
      written: new Map(),
    };
    if (this.#walks.size === 0) this.#ownWrites.clear();
    this.#walks.set(key, begun);
    begun.finished = this.#run(begun);
    begun.finished.catch(() => undefined);
    return begun;
  }

  async #run(begun: Walk): Promise<void> {
    const { key } = begun;
    const call = { priority: 'bulk', signal: begun.stop.signal } as const;
    const tag = key === EVERYBODY ? undefined : key;
    try {
      await walk(this.#api, { tag, width: this.#options.width, call }, begun, () => {
        begun.answered = true;
        for (const listener of begun.listeners) listener();
      });
    } catch (error) {
      if (this.#walks.get(key) === begun) this.#walks.delete(key);
      throw error;
    }
    begun.running = false;
    begun.endedAt = this.#now();
    for (const [id, contact] of begun.written) overlay(begun, id, contact);
  }

  /** Removed first, so that the next caller begins a new walk rather than join one that fails. */
  #stop(stopped: Walk, reason: unknown): void {
    if (this.#walks.get(stopped.key) === stopped) this.#walks.delete(stopped.key);
    stopped.stop.abort(reason);
  }

  async #join(joined: Walk, { waitMs, signal, progress }: Wait): Promise<void> {
    const { promise: leaving, resolve: leave } = Promise.withResolvers<void>();
    const timer = setTimeout(leave, waitMs ?? this.#options.waitMs);
    const listener = () => progress?.(joined.contacts.size, joined.total);
    signal?.addEventListener('abort', () => leave(), { once: true });
    joined.listeners.add(listener);
    joined.waiting += 1;
    try {
      await Promise.race([joined.finished, leaving]);
    } finally {
      clearTimeout(timer);
      joined.listeners.delete(listener);
      joined.waiting -= 1;
      if (signal?.aborted && joined.waiting === 0) this.#stop(joined, signal.reason);
    }
    signal?.throwIfAborted();
  }
}

function snapshot({ contacts, total, complete, running, asOf, changedAt }: Walk): Snapshot {
  return { contacts, total, complete, running, asOf, changedAt };
}

function overlay(walked: Walk, id: string, contact: Contact | undefined): void {
  const known = walked.contacts.has(id);
  if (contact) walked.contacts.set(id, contact);
  else walked.contacts.delete(id);
  if (walked.total !== undefined)
    walked.total = Math.max(0, walked.total + Number(Boolean(contact)) - Number(known));
}
