import { type Pace, PaceError, type Priority } from '../http/pace.ts';
import { type Http, HttpFailure, type HttpReply, type HttpRequest } from '../http/pool.ts';
import { backoff, LONGEST_PAUSE } from '../http/retry.ts';
import { parseJson } from '../lib/json.ts';
import type { Pulse } from '../lib/pulse.ts';
import { type Clock, SECOND, sleep, thisMoment } from '../lib/time.ts';
import { type Account, hasEnded } from './account.ts';
import { type Endpoint, listContacts } from './endpoints.ts';
import { ApiError, type ApiErrorKind, isMissing } from './error.ts';
import { doubtful, garbled, notSent, paused, refusal, stale, unanswered } from './explain.ts';
import { type Basis, freshLeft, type Reading } from './freshness.ts';
import { type ApiRequest, isOfContact, requestOf } from './request.ts';
import type { Secrets } from './secrets.ts';
import { judge } from './verdict.ts';
import { ReplyError } from './wire.ts';

export interface Call {
  /** `single` unless given: before bulk work, and not for long. */
  priority?: Priority | undefined;
  signal?: AbortSignal | undefined;
  /** The reading that the write is based on. When the turn of the write comes so late that the contact may have changed, the write is not sent, and fails as `stale`. */
  basis?: Basis | undefined;
  /** Called as a write is handed to the socket: throws when writing is not allowed any more. */
  mayWrite?: (() => void) | undefined;
}

/** The one authenticated client of an account. */
export interface Api {
  call<Params, Reply>(endpoint: Endpoint<Params, Reply>, params: Params, call?: Call): Promise<Reply>;
  /** Like `call`, with the basis for a write upon the reply. */
  read<Params, Reply>(
    endpoint: Endpoint<Params, Reply>,
    params: Params,
    call?: Call,
  ): Promise<Reading<Reply>>;
  /** Whether the service has accepted the credentials of this process. */
  worked(): boolean;
  /** Waits as long as is right after the n-th failure in a row: 1, 2, 4 s. */
  rest(failures: number, call?: Call): Promise<void>;
  /** Milliseconds until a request may start again, where the service turns all away now. */
  refusedMs(): number | undefined;
  /** Milliseconds from one request to the next at the present rate; 0 without a limit. */
  intervalMs(): number;
  /** Requests that this process started in its busiest second. */
  busiest(): number;
  /** How long so many requests of bulk work take, in ms, as fast as the account is now. */
  etaMs(requests: number): number;
}

interface ClientParts {
  account: Account;
  secrets: Secrets;
  http: Http;
  pace: Pace;
  pulse: Pulse;
  now: Clock;
  /** First wait after a failure, doubled each time; 1 s is the vendor's advice. */
  backoffMs: number;
}

const ATTEMPTS = 3;
/** How long a call may wait for its turn before it fails with "limited, again in n s"; setting the clock does not change it. */
const PATIENCE = { single: 8 * SECOND, bulk: LONGEST_PAUSE } as const;

/**
 * Runs endpoints. A GET is tried again after any passing failure; a write only when it certainly was not carried out
 * (429, never sent). A write that may have been carried out fails as `applied: 'maybe'`, for the caller to read and compare.
 */
export function createApi(parts: ClientParts): Api {
  let worked = false;
  const read: Api['read'] = async (endpoint, params, call = {}) => {
    const request = requestOf(parts.account, endpoint, params);
    const waitUntil = performance.now() + PATIENCE[call.priority ?? 'single'];
    for (let attempt = 1; ; attempt++) {
      try {
        const reading = await checkingMissing(parts, endpoint, params, request, call, waitUntil);
        worked = true;
        return reading;
      } catch (error) {
        const wait = waitBeforeRetry(error, attempt, request, parts, waitUntil);
        if (wait === undefined) throw error;
        await sleep(wait, call.signal).catch(() => Promise.reject(error));
      }
    }
  };
  return {
    call: async (...call) => (await read(...call)).value,
    read,
    worked: () => worked,
    rest: (failures, call) => sleep(backoff(failures, parts.backoffMs), call?.signal),
    refusedMs: () => parts.pace.refusedMs(),
    intervalMs: () => parts.pace.intervalMs(),
    busiest: () => parts.pace.busiest(),
    etaMs: (requests) => parts.pace.etaMs(requests),
  };
}

/** Attempts a request. A 404 that a proxy may have written counts only when the service answers, and still misses the contact. */
async function checkingMissing<P, R>(...args: Parameters<typeof attemptOnce<P, R>>): Promise<Reading<R>> {
  const [parts, , , request, call, waitUntil] = args;
  try {
    return await attemptOnce(...args);
  } catch (error) {
    if (!isMissing(error) || !error.facts.unsigned || !isOfContact(request)) throw error;
    if (request.method !== 'GET') throw doubtful(error);
    const params = { page: 1, limit: 1 };
    const list = requestOf(parts.account, listContacts, params);
    await attemptOnce(parts, listContacts, params, list, call, waitUntil).catch(() =>
      Promise.reject(doubtful(error)),
    );
    return attemptOnce(...args);
  }
}

async function attemptOnce<P, R>(
  parts: ClientParts,
  endpoint: Endpoint<P, R>,
  params: P,
  request: ApiRequest,
  call: Call,
  waitUntil: number,
): Promise<Reading<R>> {
  const turn = {
    priority: call.priority ?? 'single',
    patienceMs: Math.max(0, waitUntil - performance.now()),
    signal: call.signal,
    urgent: call.basis !== undefined,
  };
  try {
    // A write under way is not cut off: its reply tells whether it was carried out.
    const signal = request.method === 'GET' ? call.signal : undefined;
    const check = request.method === 'GET' ? undefined : () => checkWrite(parts, request, call);
    const { reply, ...when } = await parts.pace.run(turn, (begun) =>
      timed(parts.pulse, () => exchange(parts, request, { signal, check }, begun)),
    );
    const value = readReply(endpoint, params, request, reply, parts.secrets);
    return { value, basis: { ...when, requests: 1 } };
  } catch (error) {
    throw errorWithoutSecrets(failure(error, request, call.signal), parts.secrets);
  }
}

/** Throws when a write must not be handed to its socket: writing is not allowed any more, or its basis is too old by now. */
function checkWrite({ pace }: ClientParts, request: ApiRequest, { basis, mayWrite }: Call): void {
  mayWrite?.();
  if (basis && freshLeft(basis, pace.intervalMs()) < 0) throw stale(request, basis);
}

/** When a request was handed over, and how long the service took to answer. */
async function timed(pulse: Pulse, send: () => Promise<HttpReply>) {
  const readAt = thisMoment();
  const stoodStill = pulse.watch();
  let stillMs = 0;
  const reply = await send().finally(() => {
    stillMs = stoodStill();
  });
  return { reply, readAt, tookMs: Math.max(0, performance.now() - readAt.monotonic - stillMs) };
}

/** Sends the request, and reports the outcome to the pace before its place is given back. */
async function exchange(
  parts: ClientParts,
  request: ApiRequest,
  how: Pick<HttpRequest, 'signal' | 'check'>,
  begun: number,
): Promise<HttpReply> {
  const received = await parts.http.send({ ...request, ...how });
  const reply = received.status < 300 ? received : replyWithoutSecrets(received, parts.secrets);
  const refused = judge(reply, parts.now());
  if (refused?.kind === 'limited') parts.pace.refused(refused.waitMs, begun);
  else parts.pace.served();
  if (refused) throw refusal(request, reply, refused, aboutAccount(parts));
  return reply;
}

/** Only on this computer an address may begin with http. */
function aboutAccount({ account, now }: ClientParts): { hasEnded: boolean; isLocal: boolean } {
  return { hasEnded: hasEnded(account, now()), isLocal: account.origin.startsWith('http:') };
}

function failure(error: unknown, request: ApiRequest, signal: AbortSignal | undefined): unknown {
  if (error instanceof HttpFailure) return unanswered(error, request);
  if (error instanceof PaceError) return paused(request, error);
  // The answer of the service stands, whether or not anybody still waits for it.
  if (error instanceof ApiError) return error;
  return signal?.aborted ? notSent(request, error) : error;
}

/** Before the reply is quoted and cut: a secret that is cut in the middle would not be found any more. */
function replyWithoutSecrets({ status, headers, text }: HttpReply, secrets: Secrets): HttpReply {
  return { status, headers: secrets.hushAll(headers), text: secrets.hush(text) };
}

/** The words around the service's own may hold a secret, too: in the path, or in an error of the network. */
function errorWithoutSecrets(error: unknown, secrets: Secrets): unknown {
  if (!(error instanceof ApiError)) return error;
  const { message, next = '', facts } = error;
  const parts = { message, next, facts };
  const quiet = secrets.hushAll(parts);
  return quiet === parts ? error : new ApiError(quiet.message, quiet.next, quiet.facts);
}

function readReply<P, R>(
  endpoint: Endpoint<P, R>,
  params: P,
  request: ApiRequest,
  reply: HttpReply,
  secrets: Secrets,
): R {
  const empty = reply.text.trim() === '';
  const body = empty ? undefined : parseJson(reply.text);
  if (!empty && body === undefined) throw garbled(request, replyWithoutSecrets(reply, secrets), 'JSON');
  try {
    return endpoint.read(body, params, reply.status, secrets.hush);
  } catch (error) {
    if (error instanceof ReplyError)
      throw garbled(request, replyWithoutSecrets(reply, secrets), error.message);
    throw error;
  }
}

const PASSING: ReadonlySet<ApiErrorKind> = new Set([
  'server',
  'garbled',
  'unreachable',
  'dropped',
  'timeout',
]);

/** Milliseconds until the next attempt; undefined when there is to be none. */
function waitBeforeRetry(
  error: unknown,
  attempt: number,
  { method }: ApiRequest,
  parts: ClientParts,
  waitUntil: number,
): number | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { kind, applied, status } = error.facts;
  if (method !== 'GET' && applied === 'maybe') return undefined;
  if (kind === 'limited') {
    // The pace itself refused to wait that long; a refusal of the service makes the pace hold the next attempt back.
    const ownRefusal = status === undefined;
    return !ownRefusal && performance.now() + parts.pace.waitMs() < waitUntil ? 0 : undefined;
  }
  if (!PASSING.has(kind) || attempt >= ATTEMPTS) return undefined;
  return backoff(attempt, parts.backoffMs);
}
