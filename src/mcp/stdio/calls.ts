import type { JSONRPCRequest } from '@modelcontextprotocol/server';

const MOST_AT_ONCE = 64;
/** These never wait for a place: a client that hears nothing of them gives up. */
const AT_ONCE = new Set(['ping', 'initialize']);

/** Requests that came in one line, and are answered in one. */
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

/** The requests that are under way, 64 at once; more wait for a place, in their order. */
export class Calls {
  readonly #begin: (message: JSONRPCRequest) => void;
  readonly #running: Call[] = [];
  readonly #waiting: Call[] = [];
  /** Subscriptions are answered when they end; until then they keep nobody waiting. */
  readonly #lasting = new Set<Call>();
  /** What those that have no answer yet took in the input. */
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

  /** How many have no answer yet. */
  get open(): number {
    return this.#running.length - this.#lasting.size + this.#waiting.length;
  }

  /** Those that will get none any more. */
  abandon(): Call[] {
    const open = this.#running.filter((call) => !this.#lasting.has(call));
    for (const call of open) takeOut(this.#running, call.message.id);
    return [...open, ...this.#waiting.splice(0)];
  }

  /** The call is a subscription, and open until one of both ends it. */
  lasts(id: unknown): void {
    const call = this.#running.find(({ message }) => message.id === id);
    if (call) this.#lasting.add(call);
    this.#fill();
  }

  /** The call that is over, answered or cancelled, if one of that id is under way. */
  end(id: unknown): Call | undefined {
    const call = takeOut(this.#running, id);
    if (call) this.#lasting.delete(call);
    this.bytes -= call?.bytes ?? 0;
    this.#fill();
    return call;
  }

  /** The call that is not begun any more, if one of that id waits. */
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
