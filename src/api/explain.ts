import { SETUP_HELP } from '../errors.ts';
import type { PaceError } from '../http/pace.ts';
import type { HttpFailure, HttpReply } from '../http/pool.ts';
import { isObject, parseJson } from '../lib/json.ts';
import { plain, quoted } from '../lib/text.ts';
import { SECOND, span } from '../lib/time.ts';
import { ApiError, type ApiErrorKind } from './error.ts';
import type { ErrorBody } from './errorBody.ts';
import type { Basis } from './freshness.ts';
import { checkCredentials, LOOKED_UP, NEXT, NO_API, REPLY_TOO_LARGE } from './nextSteps.ts';
import { isOfContact } from './request.ts';
import type { Verdict } from './verdict.ts';

/** The parts of a request that errors name. */
interface Asked {
  label: string;
  method: string;
}

const SERVICE = 'Vobiz';

/**
 * The service answered with a failure. Not every service says that the token of the account has ended. One on this computer
 * is the sandbox, which has credentials of its own.
 */
export function refusal(
  asked: Asked,
  reply: HttpReply,
  { kind, body, waitMs }: Verdict,
  { hasEnded = false, isLocal = false } = {},
): ApiError {
  const requestId = body.requestId ?? requestIdOf(reply);
  // A failing server may have carried a write out before it failed; a plain refusal was not carried out.
  const applied = asked.method !== 'GET' && (reply.status >= 500 || kind === 'redirect') ? 'maybe' : 'no';
  const message = `${opening(kind, reply.status, waitMs)} (${labelled(asked, body, requestId)}).`;
  return new ApiError(message, nextAfter(kind, asked, body, { hasEnded, isLocal }), {
    kind,
    request: asked.label,
    status: reply.status,
    requestId,
    code: body.code,
    waitMs,
    unsigned: !isObject(parseJson(reply.text)),
    applied,
  });
}

function nextAfter(
  kind: ApiErrorKind,
  asked: Asked,
  { code }: ErrorBody,
  { hasEnded, isLocal }: { hasEnded: boolean; isLocal: boolean },
): string {
  if (code?.toUpperCase() === 'TOKEN_EXPIRED' || (kind === 'unauthorised' && hasEnded))
    return `A JWT lives about 30 minutes: set a new VOBIZ_JWT and restart this server. ${SETUP_HELP}`;
  if (kind === 'unauthorised' && isLocal) return checkCredentials('what `sandbox` printed');
  return kind === 'missing' && !isOfContact(asked) ? NO_API : NEXT[kind];
}

function requestIdOf({ headers }: HttpReply): string | undefined {
  const id = headers['x-request-id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** A proxy's 404 proves nothing: whether the contact exists, and whether a write was carried out, stays open. */
export function doubtful({ message, facts }: ApiError): ApiError {
  const applied = facts.request.startsWith('GET') ? 'no' : 'maybe';
  return new ApiError(message, NEXT.garbled, { ...facts, kind: 'garbled', applied });
}

function opening(kind: ApiErrorKind, status: number, waitMs: number | undefined): string {
  const lasting = waitMs === undefined ? '' : ` for ${span(waitMs)}`;
  const words: Partial<Record<ApiErrorKind, string>> = {
    unauthorised: `${SERVICE} did not accept the credentials`,
    forbidden: `${SERVICE} does not allow this`,
    missing: `${SERVICE} did not find what was asked for`,
    conflict: `${SERVICE} says that this contact exists already`,
    limited: `${SERVICE} takes no more requests of this account${lasting || ' for now'}`,
    quota: `The quota of the account is used up${lasting}`,
    unpaid: 'The account has no balance left',
    redirect: `${SERVICE} answered with a redirect`,
    'too-large': `${SERVICE} found the request too large`,
    server: `${SERVICE} failed`,
  };
  return `${words[kind] ?? `${SERVICE} refused the request`}: ${status}`;
}

function labelled(asked: Asked, { code, text }: ErrorBody, requestId: string | undefined): string {
  return [
    asked.label,
    code && plain(code, 60),
    text && `the reply says ${quoted(text, 300)}`,
    numbered(requestId),
  ]
    .filter(Boolean)
    .join(', ');
}

function numbered(requestId: string | undefined): string | undefined {
  return requestId && `request id ${plain(requestId, 80)}`;
}

/** No reply came that could be used. */
export function unanswered(failed: HttpFailure, asked: Asked): ApiError {
  const words = {
    unreachable: `${SERVICE} could not be reached`,
    dropped: `The connection to ${SERVICE} broke before the reply was complete`,
    timeout: `${SERVICE} did not answer in time`,
    'too-large': `The reply of ${SERVICE} was larger than this program reads`,
    cancelled: 'The call was cancelled',
  } as const;
  const applied = failed.sent && asked.method !== 'GET' ? 'maybe' : 'no';
  const message = `${words[failed.kind]} (${asked.label}${failed.kind === 'cancelled' ? '' : `, ${quoted(failed.message, 160)}`}).`;
  // Without the cause, which may hold data of the reply.
  return new ApiError(message, afterNoReply(failed.kind, applied), {
    kind: failed.kind,
    request: asked.label,
    applied,
  });
}

function afterNoReply(kind: HttpFailure['kind'], applied: 'no' | 'maybe'): string {
  if (kind === 'too-large') return REPLY_TOO_LARGE;
  return applied === 'maybe' && (kind === 'dropped' || kind === 'timeout') ? LOOKED_UP : NEXT[kind];
}

/** A success whose body is not as documented; a write may well have been carried out. */
export function garbled(asked: Asked, reply: HttpReply, expected: string): ApiError {
  const got =
    reply.text.trim() === '' ? 'the reply is empty' : `the reply begins ${quoted(readable(reply.text), 80)}`;
  const applied = asked.method === 'GET' ? 'no' : 'maybe';
  const requestId = requestIdOf(reply);
  const about = [asked.label, got, numbered(requestId)].filter(Boolean).join(', ');
  return new ApiError(
    `${SERVICE} answered ${reply.status}, but not with ${expected} (${about}).`,
    NEXT.garbled,
    {
      kind: 'garbled',
      request: asked.label,
      status: reply.status,
      requestId,
      applied,
    },
  );
}

/** A DELETE was answered with another success than the documented one, and the contact still exists, or cannot be read. */
export function unconfirmed(id: string, status: number): ApiError {
  const request = `DELETE /contacts/${plain(id, 60)}`;
  return new ApiError(
    `${SERVICE} answered ${request} with ${status} instead of 204, and it is not certain that the contact is gone.`,
    NEXT.garbled,
    { kind: 'garbled', request, status, applied: 'maybe' },
  );
}

function readable(text: string): string {
  return text.slice(0, 400).replace(/\s+/g, ' ');
}

/** The account is slowed down, by the service or as configured, for longer than this call may wait. Nothing was sent. */
export function paused(asked: Asked, { waitMs, by }: Pick<PaceError, 'waitMs' | 'by'>): ApiError {
  const limit =
    by === 'service'
      ? `${SERVICE} takes no more requests of this account for ${span(waitMs)}`
      : `VOBIZ_RATE allows the next request in ${span(waitMs)}`;
  const message = `${limit} (${asked.label} was not sent).`;
  return new ApiError(message, NEXT.limited, {
    kind: 'limited',
    request: asked.label,
    waitMs,
    applied: 'no',
  });
}

/** Nothing was read in the time that a call may wait, and the reading goes on. */
export function nothingRead(
  ms: number,
  api: { refusedMs(): number | undefined; intervalMs(): number },
): ApiError {
  const refusedMs = api.refusedMs();
  if (refusedMs !== undefined) return paused(LIST, { waitMs: Math.max(refusedMs, SECOND), by: 'service' });
  if (api.intervalMs() > ms) return paused(LIST, { waitMs: api.intervalMs() - ms, by: 'rate' });
  return new ApiError(
    `${SERVICE} has not answered for ${span(ms)} (${LIST.label}), so nothing is known of the contacts.`,
    'Call again in a minute: the reading goes on meanwhile.',
    { kind: 'timeout', request: LIST.label, applied: 'no' },
  );
}

const LIST = { label: 'GET /contacts', method: 'GET' } as const;

/** A pause of the service, or of this computer, lay between reading a contact and writing it. */
export function stale(asked: Asked, { tookMs }: Basis): ApiError {
  return new ApiError(
    `${asked.label} was not sent: its turn came so late that the contact may have changed since it was read.`,
    NEXT.stale,
    {
      kind: 'stale',
      request: asked.label,
      tookMs,
      applied: 'no',
    },
  );
}

/** The write came too late `times` times in a row, since reading alone takes too long. */
export function slow({ facts }: ApiError, times: number): ApiError {
  const took = `${((facts.tookMs ?? 0) / SECOND).toFixed(1)} s`;
  return new ApiError(
    `${SERVICE} answered too slowly ${times} times in a row, the last time after ${took}. The contact may have changed in that time, so nothing was written to it (${facts.request} was not sent).`,
    NEXT.slow,
    { ...facts, kind: 'slow' },
  );
}

/** The state of the contact is not known, so nothing is written upon it; `reason` names the contact and the field. */
export function unreadable(asked: Pick<Asked, 'label'>, reason: string): ApiError {
  const facts = { kind: 'unreadable', request: asked.label, applied: 'no' } as const;
  return new ApiError(`${reason}.`, NEXT.unreadable, facts);
}

/** The call was cancelled while its request stood in the queue. */
export function notSent(asked: Asked, cause: unknown): ApiError {
  return new ApiError(
    `The call was cancelled before ${asked.label} was sent.`,
    NEXT.cancelled,
    { kind: 'cancelled', request: asked.label, applied: 'no' },
    { cause },
  );
}
