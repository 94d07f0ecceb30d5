import type { Api } from '../api/client.ts';
import { type Clock, MINUTE, SECOND } from '../lib/time.ts';
import type { Contact, Effect } from '../model/contact.ts';
import type { Written } from '../model/item.ts';
import { ItemState } from '../model/lifecycle.ts';
import { type Seen, walk } from './walk.ts';

/** How long a finished walk serves the next question. */
const FRESH_FOR = 5 * MINUTE;

/** The account as far as it has been read. */
export interface Snapshot {
  contacts: ReadonlyMap<string, Contact>;
  /** Contacts in the account, when the service says so. */
  total: number | undefined;
  complete: boolean;
  /** Still being read, in the background: asking again goes on from here. */
  running: boolean;
  /** When the reading began, ms since 1970. */
  asOf: number;
}

interface Wait {
  /** The longest to wait, if not the usual time; what has been read by then is given. */
  waitMs?: number | undefined;
  signal?: AbortSignal | undefined;
  progress?: ((read: number, total: number | undefined) => void) | undefined;
}

interface ReaderOptions {
  /** Pages asked for at once. */
  width: number;
  /** How long a caller waits for a walk before it gets what has been read; the walk goes on. */
  waitMs: number;
  /** What the processes on this data folder wrote to the account since then. */
  written(since: number): Promise<readonly Written[]>;
}

/** After these, the contact with that id is not there any more. */
const GONE: readonly Effect[] = ['deleted', 'replaced'];

/** What was written is in the store a moment after the time that it says. */
const STORED_WITHIN = 2 * SECOND;

interface Walk extends Seen {
  key: string;
  asOf: number;
  /** When it ended: it stays fresh from then on, however long it took. */
  endedAt: number;
  running: boolean;
  finished: Promise<void>;
  stop: AbortController;
  waiting: number;
  listeners: Set<() => void>;
  /** What we wrote since it began; none marks a deleted contact. */
  written: Map<string, Contact | undefined>;
}

/** The key of the walk over everybody; tags are never empty. */
const EVERYBODY = '';

/**
 * The account, or those the service finds by a tag, read once and kept for a while. A walk goes on when those who
 * asked for it stop waiting, ends when all of them cancelled, and follows what we write, other processes' writes too.
 */
export class AccountReader {
  readonly #api: Api;
  readonly #now: Clock;
  readonly #options: ReaderOptions;
  readonly #walks = new Map<string, Walk>();
  /** When this process itself last wrote to a contact: what others say of the time before is older. */
  readonly #wrote = new Map<string, number>();
  #heardAt = 0;

  constructor(api: Api, options: ReaderOptions, now: Clock) {
    this.#api = api;
    this.#options = options;
    this.#now = now;
  }

  /**
   * Everybody, or those whom the service finds by `tag` (how it matches is not documented: filter again), waiting for
   * as much as fits into the time. A walk that failed throws its error.
   */
  async read(tag: string | undefined, wait: Wait): Promise<Snapshot> {
    const key = tag ?? EVERYBODY;
    await this.#hear();
    const current = this.#fresh(key) ?? this.#begin(key);
    if (current.running) await this.#join(current, wait);
    return snapshot(current);
  }

  /** A finished walk over everybody that is still fresh, without asking the service. */
  async finished(): Promise<Snapshot | undefined> {
    await this.#hear();
    const current = this.#fresh(EVERYBODY);
    return current && !current.running ? snapshot(current) : undefined;
  }

  /** Tells the reader what this process wrote; none for a deleted contact. */
  wrote(id: string, contact: Contact | undefined): void {
    if (this.#walks.size === 0) return;
    this.#wrote.set(id, this.#now());
    this.#follow(id, contact, this.#now());
  }

  #follow(id: string, contact: Contact | undefined, at: number): void {
    for (const walked of this.#walks.values()) {
      if (at < walked.asOf) continue;
      if (walked.running) walked.written.set(id, contact);
      else overlay(walked, id, contact);
    }
  }

  /** Catches up with what other processes wrote since this was last asked. */
  async #hear(): Promise<void> {
    if (this.#walks.size === 0) return;
    const since = Math.max(this.#heardAt, this.#oldest()) - STORED_WITHIN;
    this.#heardAt = this.#now();
    for (const written of await this.#options.written(since)) {
      const { contact_id: id, after, at, losers } = written;
      // Which of those that a failed merge was to delete are still there is not known.
      if (written.state === ItemState.unknown || (written.state === ItemState.failed && losers.length > 0))
        this.forget();
      if (written.state === ItemState.done) {
        if (GONE.includes(written.effect)) this.#heard(id, undefined, at);
        for (const loser of losers) this.#heard(loser, undefined, at);
      }
      // Of what failed, too, the service may have taken some.
      if (after) this.#heard(after.id, after, at);
    }
  }

  #heard(id: string, contact: Contact | undefined, at: number): void {
    if (at > (this.#wrote.get(id) ?? 0)) this.#follow(id, contact, at);
  }

  #oldest(): number {
    return Math.min(...[...this.#walks.values()].map(({ asOf }) => asOf));
  }

  /** Drops what was read: somewhere in it something changed, and nobody knows how. A walk under way goes on. */
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
    if (this.#walks.size === 0) this.#wrote.clear();
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

  /** Whoever asks next begins anew, rather than joining what is about to fail. */
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

function snapshot({ contacts, total, complete, running, asOf }: Walk): Snapshot {
  return { contacts, total, complete, running, asOf };
}

function overlay(walked: Walk, id: string, contact: Contact | undefined): void {
  const known = walked.contacts.has(id);
  if (contact) walked.contacts.set(id, contact);
  else walked.contacts.delete(id);
  if (walked.total !== undefined)
    walked.total = Math.max(0, walked.total + Number(Boolean(contact)) - Number(known));
}
