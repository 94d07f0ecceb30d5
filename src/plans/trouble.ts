import { ApiError, type ApiErrorKind } from '../api/error.ts';
import { MINUTE } from '../lib/time.ts';
import type { ItemRecord } from '../store/records.ts';
import { blocks, isStale, type Outcome } from './item.ts';

export interface End {
  state: 'done' | 'halted' | 'blocked' | 'expired';
  reason?: string;
  /** Milliseconds after which a blocked plan is tried again; the usual time when not said. */
  againAfter?: number;
}

/** An item whose contact cannot be read is tried so often; so many in a row, and the service is down. */
const TRIES = 3;
const OUTAGE = 8;
const OUTAGE_LASTS = MINUTE;
const DOWN: ReadonlySet<ApiErrorKind> = new Set(['server', 'garbled', 'unreachable', 'dropped', 'timeout']);

/** What an item's failure means: the whole plan waits, the item comes again, or it has failed. */
export class Trouble {
  readonly #tries = new Map<number, number>();
  #downInARow = 0;
  /** Items that were not allowed; `wrote` when a write has been allowed since. */
  readonly #forbidden = new Map<number, { wrote: boolean }>();

  /** An item that ended without an error. */
  over({ state }: Outcome): void {
    this.#downInARow = 0;
    if (state === 'done' || state === 'deleted')
      for (const refusal of this.#forbidden.values()) refusal.wrote = true;
  }

  judge({ seq }: ItemRecord, error: unknown): End | 'again' | 'failed' {
    if (!(error instanceof ApiError)) return 'failed';
    if (error.kind === 'forbidden') return this.#isForbidden(seq, error);
    if (error.kind === 'limited' || isStale(error)) return 'again';
    if (error.facts.applied === 'no' && DOWN.has(error.kind)) return this.#isDown(seq, error);
    return blocks(error) ? blocked(error) : 'failed';
  }

  /** An outage blocks the plan rather than use items up. */
  #isDown(seq: number, error: ApiError): End | 'again' | 'failed' {
    this.#downInARow += 1;
    if (this.#downInARow >= OUTAGE)
      return { state: 'blocked', reason: error.message, againAfter: OUTAGE_LASTS };
    const tries = (this.#tries.get(seq) ?? 0) + 1;
    this.#tries.set(seq, tries);
    return tries < TRIES ? 'again' : 'failed';
  }

  /** One contact that is refused while others are written is its own trouble; else the account may not write. */
  #isForbidden(seq: number, error: ApiError): End | 'again' | 'failed' {
    const before = this.#forbidden.get(seq);
    if (before?.wrote) return 'failed';
    const open = [...this.#forbidden.values()].some(({ wrote }) => !wrote);
    if (open) return blocked(error);
    this.#forbidden.set(seq, { wrote: false });
    return 'again';
  }
}

function blocked(error: ApiError): End {
  return { state: 'blocked', reason: [error.message, error.next].filter(Boolean).join(' ') };
}
