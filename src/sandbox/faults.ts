import type { Account } from './account.ts';
import type { LoggedRequest } from './log.ts';
import type { Random } from './random.ts';

/** The effect of a fault on a request. */
export type Action =
  /** Answers this status; the request is not processed unless `applied`. */
  | { status: number; code?: string; body?: unknown; headers?: Record<string, string>; applied?: boolean }
  /** Destroys the connection before or after processing; `late` processes `lateMs` after that. */
  | { drop: 'before' | 'after'; late?: boolean }
  /** Processes at once (`late`: after `lateMs`) and answers this many milliseconds later, drawn for each request by a function. */
  | { delay: number | (() => number); late?: boolean }
  /** Processes, sends half of the reply's body and destroys the connection. */
  | { truncate: true }
  /** Answers a proxy's HTML page of this status; not processed. */
  | { html: number }
  /** Processes; the body trickles for this many milliseconds. */
  | { slow: number }
  /** Answers 307 to this URL; not processed. */
  | { redirect: string }
  /** Answers 200 with a body of this many bytes; not processed. */
  | { flood: number }
  /** Processes and answers 200 with text that is no JSON. */
  | { garbage: true }
  /** A change by somebody else, just before this request is processed. */
  | { edit: (account: Account, request: LoggedRequest) => void };

/** Which requests meet which action. All conditions must hold. */
export interface Fault {
  method?: string;
  /** Part of the path with its query, or a pattern for it. */
  path?: string | RegExp;
  /** Passes the first nth-1 matching requests. */
  nth?: number;
  /** How many requests it meets in all; 1 by default. */
  times?: number;
  /** Probability for each matching request, from the sandbox's seed. */
  rate?: number;
  action: Action;
}

interface Armed {
  fault: Fault;
  seen: number;
  met: number;
}

const kinds = [
  'status',
  'drop',
  'delay',
  'truncate',
  'html',
  'slow',
  'redirect',
  'flood',
  'garbage',
  'edit',
] as const;

/** Whether a value, such as one from the control endpoint, can be a fault. */
export function isFault(value: unknown): value is Fault {
  if (typeof value !== 'object' || value === null || !('action' in value)) return false;
  const { action } = value;
  return typeof action === 'object' && action !== null && kinds.some((kind) => kind in action);
}

/** The faults that are armed. */
export class Faults {
  readonly #armed = new Set<Armed>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  add(fault: Fault): () => void {
    const armed = { fault, seen: 0, met: 0 };
    this.#armed.add(armed);
    return () => this.#armed.delete(armed);
  }

  clear(): void {
    this.#armed.clear();
  }

  /** The actions this request meets, in the order they were added. */
  meet(method: string, url: string): Action[] {
    const met = [...this.#armed].filter((armed) => this.#meets(armed, method, url));
    return met.map((armed) => armed.fault.action);
  }

  #meets(armed: Armed, method: string, url: string): boolean {
    const { fault } = armed;
    if (fault.method !== undefined && fault.method !== method) return false;
    if (!matches(fault.path, url)) return false;
    armed.seen += 1;
    if (armed.seen < (fault.nth ?? 1) || armed.met >= (fault.times ?? 1)) return false;
    if (fault.rate !== undefined && this.#random() >= fault.rate) return false;
    armed.met += 1;
    return true;
  }
}

function matches(path: string | RegExp | undefined, url: string): boolean {
  if (path === undefined) return true;
  // `search` minds no lastIndex, so a pattern with the g flag works too.
  return typeof path === 'string' ? url.includes(path) : url.search(path) >= 0;
}
