import type { Api } from '../api/client.ts';
import type { Contact } from '../api/wire.ts';
import { type Clock, MINUTE } from '../lib/time.ts';
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

export interface Wait {
  /** The longest to wait; what has been read by then is given. */
  waitMs: number;
  signal?: AbortSignal | undefined;
  progress?: ((read: number, total: number | undefined) => void) | undefined;
}

interface Walk extends Seen {
  asOf: number;
  running: boolean;
  finished: Promise<void>;
  stop: AbortController;
  waiting: number;
  listeners: Set<() => void>;
}

/**
 * The whole account, read once and kept for a while. A walk goes on when those who asked for it stop waiting,
 * ends when all of them cancelled, and follows what this process writes.
 */
export class AccountReader {
  readonly #api: Api;
  readonly #now: Clock;
  readonly #width: number;
  #walk: Walk | undefined;
  /** What we wrote since the walk began; none marks a deleted contact. */
  #written = new Map<string, Contact | undefined>();

  constructor(api: Api, width: number, now: Clock) {
    this.#api = api;
    this.#width = width;
    this.#now = now;
  }

  /** The account, waiting for as much of it as fits into `waitMs`; a walk that failed throws its error. */
  async whole(wait: Wait): Promise<Snapshot> {
    const current = this.#fresh() ?? this.#begin();
    if (current.running) await this.#join(current, wait);
    return this.#snapshot(current);
  }

  /** A finished walk that is still fresh, without asking the service. */
  finished(): Snapshot | undefined {
    const current = this.#fresh();
    return current && !current.running ? this.#snapshot(current) : undefined;
  }

  /** Contacts that the service finds by a tag, read now. */
  async tagged(tag: string, wait: Wait): Promise<Snapshot> {
    const asOf = this.#now();
    const seen: Seen = { contacts: new Map(), total: undefined, complete: false };
    const late = AbortSignal.timeout(wait.waitMs);
    const signal = wait.signal ? AbortSignal.any([wait.signal, late]) : late;
    const options = { tag, width: this.#width, call: { priority: 'bulk', signal } } as const;
    const reading = walk(this.#api, options, seen, () => wait.progress?.(seen.contacts.size, seen.total));
    await reading.catch((error: unknown) => {
      if (!late.aborted || wait.signal?.aborted) throw error;
    });
    return { ...seen, running: false, asOf };
  }

  /** Tells the reader what this process wrote; none for a deleted contact. */
  wrote(id: string, contact: Contact | undefined): void {
    if (!this.#walk) return;
    this.#written.set(id, contact);
    if (!this.#walk.running) overlay(this.#walk, id, contact);
  }

  close(): void {
    this.#walk?.stop.abort();
  }

  #fresh(): Walk | undefined {
    if (!this.#walk) return undefined;
    const fresh = this.#walk.running || (this.#walk.complete && this.#now() - this.#walk.asOf < FRESH_FOR);
    return fresh ? this.#walk : undefined;
  }

  #begin(): Walk {
    const stop = new AbortController();
    this.#written.clear();
    const begun: Walk = {
      contacts: new Map(),
      total: undefined,
      complete: false,
      asOf: this.#now(),
      running: true,
      finished: Promise.resolve(),
      stop,
      waiting: 0,
      listeners: new Set(),
    };
    const options = { width: this.#width, call: { priority: 'bulk', signal: stop.signal } } as const;
    const tell = () => {
      for (const listener of begun.listeners) listener();
    };
    begun.finished = walk(this.#api, options, begun, tell).then(
      () => this.#end(begun),
      (error: unknown) => {
        if (this.#walk === begun) this.#walk = undefined;
        throw error;
      },
    );
    begun.finished.catch(() => undefined);
    this.#walk = begun;
    return begun;
  }

  #end(finished: Walk): void {
    finished.running = false;
    for (const [id, contact] of this.#written) overlay(finished, id, contact);
  }

  async #join(joined: Walk, { waitMs, signal, progress }: Wait): Promise<void> {
    const { promise: leaving, resolve: leave } = Promise.withResolvers<void>();
    const timer = setTimeout(leave, waitMs);
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
      if (signal?.aborted && joined.waiting === 0) joined.stop.abort(signal.reason);
    }
    signal?.throwIfAborted();
  }

  #snapshot({ contacts, total, complete, running, asOf }: Walk): Snapshot {
    return { contacts, total, complete, running, asOf };
  }
}

function overlay(walked: Walk, id: string, contact: Contact | undefined): void {
  const known = walked.contacts.has(id);
  if (contact) walked.contacts.set(id, contact);
  else walked.contacts.delete(id);
  if (walked.total !== undefined)
    walked.total = Math.max(0, walked.total + Number(Boolean(contact)) - Number(known));
}
