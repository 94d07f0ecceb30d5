import type { Api, Call } from '../../api/client.ts';
import { getContact } from '../../api/endpoints.ts';
import { ApiError, type ApiErrorKind, isMissing } from '../../api/error.ts';
import { slow } from '../../api/explain.ts';
import { freshFor, type Reading } from '../../api/freshness.ts';
import { writable } from '../../contacts/unreadable.ts';
import type { Contact } from '../../model/contact.ts';
import type { Delta, ItemRecord } from '../../model/item.ts';
import type { Comparison, Outcome } from '../../model/outcome.ts';
import { compare, same } from '../change/compare.ts';

/** A contact that was written, as it was asked or not. */
export type Written = Extract<Outcome, { comparison: Comparison }>;

/** What changing one contact needs. */
export interface ItemWorld {
  api: Api;
  protectedFolds: ReadonlySet<string>;
  call: Call;
  /** Journals the contact as it is now: if this process dies after the write, that is what it is compared with. */
  note?(item: ItemRecord, now: Contact): Promise<void>;
}

/** A write is sent at most so many times; in between the contact is read again and compared. */
export const ATTEMPTS = 3;

/** What no item can do anything about: the plan waits until it is mended. */
const BLOCKING: ReadonlySet<ApiErrorKind> = new Set([
  'unauthorised',
  'unconfigured',
  'forbidden',
  'quota',
  'unpaid',
  'slow',
]);

export function blocks(error: unknown): error is ApiError {
  return error instanceof ApiError && BLOCKING.has(error.kind);
}

/** What came too late is done again so often; then the item waits for its next turn. */
const READ_AGAIN = 10;
/** Readings in a row that were too old to be written upon as soon as they arrived: the service is that slow. */
export const LATE_IN_A_ROW = 3;

export function isStale(error: unknown): error is ApiError {
  return error instanceof ApiError && error.kind === 'stale';
}

/**
 * Does the work, again and reading first when what had been read was too old to be written upon. Throws `slow` where
 * reading alone takes too long.
 */
export async function whileFresh<T>({ api }: Pick<ItemWorld, 'api'>, work: () => Promise<T>): Promise<T> {
  let late = 0;
  for (let round = 1; ; round++) {
    try {
      return await work();
    } catch (error) {
      if (!isStale(error)) throw error;
      late = isLate(error, api) ? late + 1 : 0;
      if (late === LATE_IN_A_ROW) throw slow(error, late);
      if (round === READ_AGAIN) throw error;
    }
  }
}

/** Whether the reading took too long by itself; else it was the write that had to wait. */
function isLate({ facts }: ApiError, api: Api): boolean {
  return (facts.tookMs ?? 0) > freshFor({ requests: 1 }, api.intervalMs());
}

const PASSES: ReadonlySet<ApiErrorKind> = new Set(['limited', 'cancelled']);

/** What is wrong with one request; anything wider than that brings the whole item back later. */
export function refused(error: unknown): ApiError {
  if (!(error instanceof ApiError) || PASSES.has(error.kind) || blocks(error)) throw error;
  return error;
}

/** A write that went through: `done` if what was asked for is there, `failed` if the service did not take it. */
export function written(before: Contact, after: Contact, delta: Delta): Outcome {
  const comparison = compare(before, delta, after);
  return { state: comparison.failed.length > 0 ? 'failed' : 'done', before, after, comparison };
}

/** An attempt before this one did it. */
export function arrived(before: Contact, after: Contact): Written {
  return { state: 'done', before, after, comparison: same() };
}

/** The contact as it is now, to be written upon; throws `unreadable` where that must not be. */
export async function readToWrite(
  { api, call }: Pick<ItemWorld, 'api' | 'call'>,
  id: string,
): Promise<Reading<Contact>> {
  const reading = await api.read(getContact, { id }, call);
  writable(reading.value);
  return reading;
}

/** The same, or none when it is not there any more. */
export async function readIfThere(world: ItemWorld, id: string): Promise<Reading<Contact> | undefined> {
  try {
    return await readToWrite(world, id);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
