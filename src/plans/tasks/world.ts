import type { Call } from '../../api/client.ts';
import { getContact } from '../../api/endpoints.ts';
import { ApiError, type ApiErrorKind, isMissing } from '../../api/error.ts';
import type { Reading } from '../../api/freshness.ts';
import { writable } from '../../contacts/unreadable.ts';
import { AppError } from '../../errors.ts';
import type { NumberWorld } from '../../find/resolve.ts';
import type { Contact } from '../../model/contact.ts';
import { personOf } from '../../model/facts.ts';
import type { Delta, ItemRecord } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Comparison, Outcome } from '../../model/outcome.ts';
import type { ReasonFact } from '../../model/reasons.ts';
import { compare, noDifference } from '../change/compare.ts';
import type { Protection } from '../change/rule.ts';

/** The outcome of a write that went through, as asked or not. */
export type WriteOutcome = Extract<Outcome, { comparison: Comparison }>;

export interface ItemWorld extends Protection, NumberWorld {
  call: Call;
  /** Journals the contact as it is now, to compare it with if this process dies after the write. */
  note?(item: ItemRecord, now: Contact): Promise<void>;
  /** Whether nobody outside of the plan carries the new tag of a rename now. */
  isOnlyOurs?(old: string, name: string): Promise<boolean>;
}

/** Errors that meet every item: the plan waits until they are mended. */
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

const PASSES: ReadonlySet<ApiErrorKind> = new Set(['limited', 'cancelled']);

/** Whether an error concerns one request alone: it neither meets every item nor goes by with time. */
export function concernsOneRequest(error: unknown): error is AppError {
  const passes = error instanceof ApiError && PASSES.has(error.kind);
  return error instanceof AppError && !passes && !blocks(error);
}

/** The error, if it concerns one request alone; any other is thrown again, so that the whole item comes back later. */
export function failureOfRequest(error: unknown): ApiError {
  if (error instanceof ApiError && concernsOneRequest(error)) return error;
  throw error;
}

/** The outcome of a write that went through: `failed` if the contact is not as it was asked. */
export function written(before: Contact, after: Contact, delta: Delta): WriteOutcome {
  const comparison = compare(before, delta, after);
  return {
    state: comparison.failed.length > 0 ? ItemState.failed : ItemState.done,
    before,
    after,
    comparison,
  };
}

/** The outcome when an earlier attempt made the change. */
export function doneEarlier(before: Contact, after: Contact): WriteOutcome {
  return { state: ItemState.done, before, after, comparison: noDifference() };
}

/** Reads the contact for a write; throws `unreadable` where it must not be written to. */
export async function readToWrite(
  { api, call }: Pick<ItemWorld, 'api' | 'call'>,
  id: string,
): Promise<Reading<Contact>> {
  const reading = await api.read(getContact, { id }, call);
  writable(reading.value);
  return reading;
}

/** Reads the contact for a write; undefined when it is not there any more. */
export async function readIfThere(world: ItemWorld, id: string): Promise<Reading<Contact> | undefined> {
  try {
    return await readToWrite(world, id);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Why a contact is not created, or does not get its number back: another one has the number. */
export function numberTaken(other: Contact): ReasonFact {
  return { say: 'number taken', contact: personOf(other) };
}
