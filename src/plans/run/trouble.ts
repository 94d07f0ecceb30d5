import { ApiError, type ApiErrorKind } from '../../api/error.ts';
import { MINUTE } from '../../lib/time.ts';
import type { ItemRecord } from '../../model/item.ts';
import { ItemState, type PlanEvent } from '../../model/lifecycle.ts';
import type { Outcome } from '../../model/outcome.ts';
import { blocks } from '../tasks/world.ts';

/** What happens to a plan when its run ends. */
export interface End {
  event: Extract<PlanEvent, 'finish' | 'halt' | 'block' | 'expire'>;
  reason?: string;
  /** Milliseconds after which a blocked plan is tried again; without it, after the usual time. */
  againAfter?: number;
}

/** An item whose contact cannot be read is tried so often; after so many failures in a row the service is down. */
const TRIES = 3;
const OUTAGE = 8;
const OUTAGE_LASTS = MINUTE;
/** So many contacts may be refused while others are written; after more refusals the account may not write any more. */
const FEW = 3;
const DOWN: ReadonlySet<ApiErrorKind> = new Set(['server', 'garbled', 'unreachable', 'dropped', 'timeout']);

/** What an item's failure means: the whole plan waits, the item comes again, or it has failed. */
export class Trouble {
  /** Whether an earlier run of the plan was allowed to write. */
  readonly #mayWrite: boolean;
  readonly #tries = new Map<number, number>();
  #downInARow = 0;
  /** Items whose write was forbidden; `wrote`: another write has been allowed since. */
  readonly #forbidden = new Map<number, { wrote: boolean }>();

  constructor(mayWrite: boolean) {
    this.#mayWrite = mayWrite;
  }

  /** Takes note of an item that ended without an error. */
  ended({ state }: Outcome): void {
    this.#downInARow = 0;
    if (state === ItemState.done || state === 'deleted')
      for (const refusal of this.#forbidden.values()) refusal.wrote = true;
  }

  judge({ seq, attempts }: ItemRecord, error: unknown): End | 'again' | 'fails' {
    if (!(error instanceof ApiError)) return 'fails';
    if (error.kind === 'forbidden') return this.#mayNotWrite(seq, error);
    if (error.kind === 'limited' || error.kind === 'stale') return 'again';
    if (error.kind === 'slow') return outage(error);
    if (error.facts.applied === 'no' && DOWN.has(error.kind)) return this.#cannotReach(seq, attempts, error);
    return blocks(error) ? blocked(error) : 'fails';
  }

  /** An outage blocks the plan rather than use items up. */
  #cannotReach(seq: number, attempts: number, error: ApiError): End | 'again' | 'fails' {
    this.#downInARow += 1;
    if (this.#downInARow >= OUTAGE) return outage(error);
    const tries = (this.#tries.get(seq) ?? 0) + 1;
    this.#tries.set(seq, tries);
    if (tries < TRIES) return 'again';
    // If no other item got through either, it is not the contact's fault. An item that was begun before becomes `unknown`.
    return attempts > 1 || this.#downInARow < TRIES ? 'fails' : outage(error);
  }

  /** If one contact is refused while others are written, its item fails; else the account may not write. */
  #mayNotWrite(seq: number, error: ApiError): End | 'again' | 'fails' {
    const before = this.#forbidden.get(seq);
    if (before?.wrote) return 'fails';
    const open = [...this.#forbidden.values()].filter(({ wrote }) => !wrote).length;
    if (this.#mayWrite && open <= FEW) {
      if (before) return 'fails';
    } else if (open > 0) return blocked(error);
    this.#forbidden.set(seq, { wrote: false });
    return 'again';
  }
}

function outage(error: ApiError): End {
  return { event: 'block', reason: error.message, againAfter: OUTAGE_LASTS };
}

function blocked(error: ApiError): End {
  return { event: 'block', reason: [error.message, error.next].filter(Boolean).join(' ') };
}
