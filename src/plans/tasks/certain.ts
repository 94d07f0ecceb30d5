import type { Api } from '../../api/client.ts';
import { ApiError, isAmbiguous, isMissing } from '../../api/error.ts';
import { slow } from '../../api/explain.ts';
import { type Basis, freshFor, type Reading } from '../../api/freshness.ts';
import type { Contact } from '../../model/contact.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { ItemWorld } from './world.ts';

/** A write is sent at most so many times; in between the contact is read again and compared. */
export const ATTEMPTS = 3;

/** Sends the write, based on the reading that was judged. */
type Send = (basis: Basis) => Promise<Outcome>;

/** One write to one contact, based on a reading: of the contact, or of a search that found nobody with its number. */
interface Write<T> {
  /** Makes the reading, or gives the outcome where it settles the write. `doubted`: an earlier request may have done the work. */
  look(doubted: boolean): Promise<Reading<T> | Outcome>;
  /** The outcome where this reading lets nothing be sent, else the request to send. */
  judge(seen: T): Outcome | Send;
  /** The outcome when this reading shows that an earlier request was carried out, although it failed. */
  arrived(seen: T): Outcome | undefined;
  /** Whether a refusal may mean that the contact is no longer as it was read. */
  outdated?(refusal: ApiError): boolean;
  /** The contact as it was before, for an outcome that stays open. */
  before: Contact;
}

/**
 * Looks, judges, sends; after a failure that leaves open whether the write was carried out it looks again, so that no write is
 * repeated blindly (promise 3). `first` is a reading made for this write already.
 */
export async function certain<T>(world: ItemWorld, write: Write<T>, first?: Reading<T>): Promise<Outcome> {
  let read: Reading<T> | Outcome = first ?? (await write.look(false));
  let doubt: ApiError | undefined;
  for (let attempt = 1; !('state' in read); attempt++) {
    const send = write.judge(read.value);
    if (typeof send === 'object') return send;
    const sent = await send(read.basis).catch(asApiError);
    if (!(sent instanceof ApiError)) return sent;
    if (isAmbiguous(sent)) doubt = sent;
    read = doubt
      ? await afterDoubt(world, write, { sent, doubt, attempt })
      : await afterRefusal(write, sent, attempt);
  }
  return read;
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}

/** The next reading, or the outcome, after a refusal: the contact may no longer be as it was read. */
async function afterRefusal<T>(
  write: Write<T>,
  refusal: ApiError,
  attempt: number,
): Promise<Reading<T> | Outcome> {
  if (!write.outdated?.(refusal)) throw refusal;
  const read = await write.look(false);
  if ('state' in read || (isMissing(refusal) && attempt < ATTEMPTS)) return read;
  const outcome = write.judge(read.value);
  if (typeof outcome === 'object') return outcome;
  throw refusal;
}

/** The next reading, or the outcome, when one of the requests may have been carried out. */
async function afterDoubt<T>(
  { api, call }: ItemWorld,
  write: Write<T>,
  { sent, doubt, attempt }: { sent: ApiError; doubt: ApiError; attempt: number },
): Promise<Reading<T> | Outcome> {
  const unknown = { state: ItemState.unknown, before: write.before, cause: doubt } as const;
  try {
    await api.rest(attempt, call);
    const read = await write.look(true);
    if ('state' in read) return read;
    // The request in doubt may still arrive, even if a later one was refused.
    const isRefused = sent !== doubt && !isStale(sent);
    return write.arrived(read.value) ?? (isRefused || attempt === ATTEMPTS ? unknown : read);
  } catch (error) {
    if (error instanceof ApiError || call.signal?.aborted) return unknown;
    throw error;
  }
}

/** Work whose reading was too old is done again so often; then the item waits for its next turn. */
const READ_AGAIN = 10;
/** After so many readings in a row that were too old as soon as they arrived, the service is too slow. */
export const LATE_IN_A_ROW = 3;

/** Whether the write was not sent because its reading was too old when its turn came. */
export function isStale(error: unknown): error is ApiError {
  return error instanceof ApiError && error.kind === 'stale';
}

/**
 * Does the work, and does it again, beginning with the reading, when the reading was too old for the write. Throws `slow`
 * where reading alone takes too long.
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

/** Whether the reading by itself took too long; otherwise the write had to wait. */
function isLate({ facts }: ApiError, api: Api): boolean {
  return (facts.tookMs ?? 0) > freshFor({ requests: 1 }, api.intervalMs());
}
