import { type Pace, PaceError, type Priority } from '../http/pace.ts';
import { type Http, HttpFailure, type HttpReply, type HttpRequest } from '../http/pool.ts';
import { backoff, LONGEST_PAUSE } from '../http/retry.ts';
import { parseJson } from '../lib/json.ts';
import type { Pulse } from '../lib/pulse.ts';
import { shorten } from '../lib/text.ts';
import { type Clock, SECOND, sleep, thisMoment } from '../lib/time.ts';
import { type Endpoint, listContacts } from './endpoints.ts';
import { ApiError, type ApiErrorKind, isMissing } from './error.ts';
import { doubtful, garbled, notSent, paused, refusal, stale, unanswered } from './explain.ts';
import { type Basis, freshLeft, type Reading } from './freshness.ts';
import type { Secrets } from './secrets.ts';
import { judge } from './verdict.ts';
import { ReplyError } from './wire.ts';

export interface Account {
  /** Scheme, host and port: the only place the credentials are sent to. */
  origin: string;
  /** Path before `/contacts`. */
  basePath: string;
  /** The headers that say who we are. */
  credentials: Readonly<Record<string, string>>;
  /** The values among them that nobody may see: a service may repeat them in its errors. */
  secrets: readonly string[];
}

export interface Call {
  /** `single` unless said otherwise: before bulk work, and not for long. */
  priority?: Priority | undefined;
  signal?: AbortSignal | undefined;
  /** What the write is based on. When its turn comes so late that this may have changed, it is not sent, and fails as `stale`. */
  basis?: Basis | undefined;
  /** Asked as a write is handed to the socket: throws when nothing may be written any more. */
  mayWrite?: (() => void) | undefined;
}

/** The one authenticated client of an account. */
export interface Api {
  call<Params, Reply>(endpoint: Endpoint<Params, Reply>, params: Params, call?: Call): Promise<Reply>;
  /** The same, with what a write upon the reply is based on. */
  read<Params, Reply>(
    endpoint: Endpoint<Params, Reply>,
    params: Params,
    call?: Call,
  ): Promise<Reading<Reply>>;
  /** Whether the service has accepted the credentials of this process. */
  worked(): boolean;
  /** Waits as long as is right after the n-th failure in a row: 1, 2, 4 s. */
  rest(failures: number, call?: Call): Promise<void>;
  /** Milliseconds from one request to the next at the present rate; 0 where there is none. */
  intervalMs(): number;
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
/** How long a call may wait for its turn before it says "limited, again in n s", whatever is done to the clock meanwhile. */
const PATIENCE = { single: 8 * SECOND, bulk: LONGEST_PAUSE } as const;

/**
 * Runs endpoints. A GET is tried again after any passing failure; a write only when it certainly was not carried out
 * (429, never sent). What may have been carried out is thrown as `applied: 'maybe'`, for the caller to read and compare.
 */
export function createApi(parts: ClientParts): Api {
  let worked = false;
  const read: Api['read'] = async (endpoint, params, call = {}) => {
    const sent = requestOf(parts.account, endpoint, params);
    const waitUntil = performance.now() + PATIENCE[call.priority ?? 'single'];
    for (let attempt = 1; ; attempt++) {
      try {
        const reading = await believed(parts, endpoint, params, sent, call, waitUntil);
        worked = true;
        return reading;
      } catch (error) {
        const wait = waitBeforeRetry(error, attempt, endpoint.method, parts, waitUntil);
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
    intervalMs: () => parts.pace.intervalMs(),
    etaMs: (requests) => parts.pace.etaMs(requests),
  };
}

interface Sent {
  /** For people: method and path without the account's prefix and query. */
  label: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

function requestOf<P, R>(account: Account, endpoint: Endpoint<P, R>, params: P): Sent {
  const path = endpoint.path(params);
  const given = Object.entries(endpoint.query?.(params) ?? {}).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, String(value)]],
  );
  // URLSearchParams writes `+` as %2B and a space as `+`, both as the service reads them.
  const query = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  const body = endpoint.body?.(params);
  return {
    label: `${endpoint.method} ${shorten(path, 200)}`,
    method: endpoint.method,
    path: `${account.basePath}${path}${query}`,
    headers: {
      accept: 'application/json',
      ...account.credentials,
      ...(body && { 'content-type': body.type }),
    },
    body: body?.text,
  };
}

/** That a contact is not there is believed of a proxy only when the service answers, and it still is not. */
async function believed<P, R>(...request: Parameters<typeof attemptOnce<P, R>>): Promise<Reading<R>> {
  const [parts, , , sent, call, waitUntil] = request;
  try {
    return await attemptOnce(...request);
  } catch (error) {
    if (!isMissing(error) || !error.facts.unsigned || !OF_A_CONTACT.test(sent.label)) throw error;
    if (sent.method !== 'GET') throw doubtful(error);
    const params = { page: 1, limit: 1 };
    const list = requestOf(parts.account, listContacts, params);
    await attemptOnce(parts, listContacts, params, list, call, waitUntil).catch(() =>
      Promise.reject(doubtful(error)),
    );
    return attemptOnce(...request);
  }
}

const OF_A_CONTACT = /contacts\/(?!import$)./;

async function attemptOnce<P, R>(
  parts: ClientParts,
  endpoint: Endpoint<P, R>,
  params: P,
  sent: Sent,
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
    // A write under way is not cut off: its reply is what tells whether it was carried out.
    const signal = sent.method === 'GET' ? call.signal : undefined;
    const check = sent.method === 'GET' ? undefined : () => checkWrite(parts, sent, call);
    const { reply, ...when } = await parts.pace.run(turn, (begun) =>
      timed(parts.pulse, () => exchange(parts, sent, { signal, check }, begun)),
    );
    const value = understand(endpoint, params, sent, reply, parts.secrets);
    return { value, basis: { ...when, requests: 1 } };
  } catch (error) {
    throw hushedError(failure(error, sent, call.signal), parts.secrets);
  }
}

/** Throws when a write must not be handed to its socket any more: nothing may be written, or what it is based on is too old by now. */
function checkWrite({ pace }: ClientParts, sent: Sent, { basis, mayWrite }: Call): void {
  mayWrite?.();
  if (basis && freshLeft(basis, pace.intervalMs()) < 0) throw stale(sent, basis);
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

/** Sends, and tells the pace how it went before its place is given back. */
async function exchange(
  parts: ClientParts,
  sent: Sent,
  how: Pick<HttpRequest, 'signal' | 'check'>,
  begun: number,
): Promise<HttpReply> {
  const received = await parts.http.send({ ...sent, ...how });
  const reply = received.status < 300 ? received : hushed(received, parts.secrets);
  const refused = judge(reply, parts.now());
  if (refused?.kind === 'limited') parts.pace.refused(refused.waitMs, begun);
  else parts.pace.served();
  if (refused) throw refusal(sent, reply, refused);
  return reply;
}

function failure(error: unknown, sent: Sent, signal: AbortSignal | undefined): unknown {
  if (error instanceof HttpFailure) return unanswered(error, sent);
  if (error instanceof PaceError) return paused(sent, error);
  // What the service said stands, whether or not anybody still waits for it.
  if (error instanceof ApiError) return error;
  return signal?.aborted ? notSent(sent, error) : error;
}

/** A reply that is to be told of, its headers included: quoted and cut, a secret in it would not be found any more. */
function hushed({ status, headers, text }: HttpReply, secrets: Secrets): HttpReply {
  return { status, headers: secrets.hushAll(headers), text: secrets.hush(text) };
}

/** The words around what the service said may hold a secret, too: the path, or what the network says. */
function hushedError(error: unknown, secrets: Secrets): unknown {
  if (!(error instanceof ApiError)) return error;
  const { message, next = '', facts } = error;
  const said = { message, next, facts };
  const quiet = secrets.hushAll(said);
  return quiet === said ? error : new ApiError(quiet.message, quiet.next, quiet.facts);
}

function understand<P, R>(
  endpoint: Endpoint<P, R>,
  params: P,
  sent: Sent,
  reply: HttpReply,
  secrets: Secrets,
): R {
  const empty = reply.text.trim() === '';
  const body = empty ? undefined : parseJson(reply.text);
  if (!empty && body === undefined) throw garbled(sent, hushed(reply, secrets), 'JSON');
  try {
    return endpoint.read(body, params, reply.status, secrets.hush);
  } catch (error) {
    if (error instanceof ReplyError) throw garbled(sent, hushed(reply, secrets), error.message);
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

/** Milliseconds until the next attempt, or none when there is to be none. */
function waitBeforeRetry(
  error: unknown,
  attempt: number,
  method: string,
  parts: ClientParts,
  waitUntil: number,
): number | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { kind, applied, status } = error.facts;
  const safe = method === 'GET' || applied === 'no';
  if (!safe) return undefined;
  // The pace holds the next attempt back for as long as the service asked, or refuses it as too long to wait.
  if (kind === 'limited' && status === undefined) return undefined;
  if (kind === 'limited') return performance.now() + parts.pace.waitMs() < waitUntil ? 0 : undefined;
  if (!PASSING.has(kind) || attempt >= ATTEMPTS) return undefined;
  return backoff(attempt, parts.backoffMs);
}
