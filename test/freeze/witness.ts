import type { WireContact } from '../../src/api/wire.ts';
import type { LoggedRequest } from '../../src/sandbox/log.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** How one contact changed. */
export interface Event {
  before: WireContact | undefined;
  after: WireContact | undefined;
  /** When somebody else changed it, or when the service received the request that did. */
  at: number;
  /** The program's request; none when somebody else changed it. */
  request?: LoggedRequest;
}

const BEAT_MS = 25;
const STALL_MS = 100;

/** Sees every change of an account in the service's order, whoever makes it. */
export class Witness {
  /** By contact, oldest first. */
  readonly events = new Map<string, Event[]>();
  readonly #sandbox: Sandbox;
  readonly #stalls: { from: number; to: number }[] = [];
  readonly #heart: NodeJS.Timeout;
  #beat = Date.now();
  #pending: { before: ReadonlyMap<string, WireContact>; at: number; request?: LoggedRequest } | undefined;

  #onReading: (() => void)[] = [];

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    sandbox.fault({
      times: Number.POSITIVE_INFINITY,
      action: { edit: (_account, request) => this.#watch(request) },
    });
    this.#heart = setInterval(() => this.#stalled(), BEAT_MS);
  }

  close(): void {
    clearInterval(this.#heart);
  }

  /** A change by somebody else; tells whether it changed anything. */
  others(change: () => void): boolean {
    this.settle();
    this.#pending = { before: new Map(this.#sandbox.account.contacts), at: Date.now() };
    change();
    return this.settle();
  }

  /** Resolves when the service has read something and its reply is about to leave. */
  nextReading(): Promise<void> {
    return new Promise((resolve) => this.#onReading.push(resolve));
  }

  /** The earliest moment at which what was seen at that one can have come in: this process may have stalled. */
  earliest(at: number): number {
    return this.#stalls.find(({ from, to }) => from <= at && at <= to + BEAT_MS)?.from ?? at;
  }

  /** Keeps how the account differs from what it was before the last request or change; tells whether it does. */
  settle(): boolean {
    if (!this.#pending) return false;
    const { before, ...cause } = this.#pending;
    this.#pending = undefined;
    const { contacts } = this.#sandbox.account;
    const changed = new Set(
      [...before.keys(), ...contacts.keys()].filter((id) => before.get(id) !== contacts.get(id)),
    );
    for (const id of changed) this.#keep(id, { before: before.get(id), after: contacts.get(id), ...cause });
    return changed.size > 0;
  }

  /** Comes just before the request is carried out, and what comes next of all settles it: nothing lies between. */
  #watch(request: LoggedRequest): void {
    this.settle();
    if (request.method === 'GET') this.#read();
    else {
      this.#pending = { before: new Map(this.#sandbox.account.contacts), at: request.at, request };
      queueMicrotask(() => this.settle());
    }
  }

  #read(): void {
    const waiting = this.#onReading;
    this.#onReading = [];
    for (const resolve of waiting) resolve();
  }

  #keep(id: string, event: Event): void {
    const events = this.events.get(id);
    if (events) events.push(event);
    else this.events.set(id, [event]);
  }

  #stalled(): void {
    const now = Date.now();
    if (now - this.#beat > STALL_MS) this.#stalls.push({ from: this.#beat, to: now });
    this.#beat = now;
  }
}
