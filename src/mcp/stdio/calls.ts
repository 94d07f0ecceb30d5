import type { JSONRPCRequest } from '@modelcontextprotocol/server';

const MOST_AT_ONCE = 64;
/** These never wait for a place: a client that gets no answer to them gives up. */
const AT_ONCE = new Set(['ping', 'initialize']);

/** Requests that came in one line, and are answered in one line. */
export interface Batch {
  /** How many are not answered yet. */
  open: number;
  answers: object[];
}

export interface Call {
  message: JSONRPCRequest;
  bytes: number;
  batch: Batch | undefined;
}

/** The requests under way, 64 at once; more wait for a place, in their order. */
export class Calls {
  readonly #begin: (message: JSONRPCRequest) => void;
  readonly #running: Call[] = [];
  readonly #waiting: Call[] = [];
  /** Subscriptions are answered when they end; until then they keep nobody waiting. */
  readonly #lasting = new Set<Call>();
  /** Size in the input of the requests without an answer. */
  bytes = 0;

  constructor(begin: (message: JSONRPCRequest) => void) {
    this.#begin = begin;
  }

  take(call: Call): void {
    this.bytes += call.bytes;
    if (AT_ONCE.has(call.message.method) || this.#hasPlace()) {
      this.#start(call);
      return;
    }
    this.#waiting.push(call);
  }

  has(method: string): boolean {
    return this.#running.some(({ message }) => message.method === method);
  }

  /** How many requests have no answer yet, subscriptions apart. */
  get open(): number {
    return this.#running.length - this.#lasting.size + this.#waiting.length;
  }

  /** Gives up, and returns, the requests that are still open. */
  abandon(): Call[] {
    const open = this.#running.filter((call) => !this.#lasting.has(call));
    for (const call of open) takeOut(this.#running, call.message.id);
    return [...open, ...this.#waiting.splice(0)];
  }

  /** The call is a subscription, and open until client or server ends it. */
  lasts(id: unknown): void {
    const call = this.#running.find(({ message }) => message.id === id);
    if (call) this.#lasting.add(call);
    this.#fill();
  }

  /** Takes the running call of that id out, since it was answered or cancelled. */
  end(id: unknown): Call | undefined {
    const call = takeOut(this.#running, id);
    if (call) this.#lasting.delete(call);
    this.bytes -= call?.bytes ?? 0;
    this.#fill();
    return call;
  }

  /** Takes the waiting call of that id out; it is never begun. */
  withdraw(id: unknown): Call | undefined {
    const call = takeOut(this.#waiting, id);
    this.bytes -= call?.bytes ?? 0;
    return call;
  }

  #hasPlace(): boolean {
    return this.#running.length - this.#lasting.size < MOST_AT_ONCE;
  }

  #fill(): void {
    for (let next = this.#next(); next; next = this.#next()) this.#start(next);
  }

  #next(): Call | undefined {
    return this.#hasPlace() ? this.#waiting.shift() : undefined;
  }

  #start(call: Call): void {
    this.#running.push(call);
    this.#begin(call.message);
  }
}

function takeOut(calls: Call[], id: unknown): Call | undefined {
  const index = calls.findIndex(({ message }) => message.id === id);
  return index === -1 ? undefined : calls.splice(index, 1)[0];
}
