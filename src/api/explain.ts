import { SETUP_HELP } from '../errors.ts';
import type { PaceError } from '../http/pace.ts';
import type { HttpFailure, HttpReply } from '../http/pool.ts';
import { isObject, parseJson } from '../lib/json.ts';
import { plain, quoted } from '../lib/text.ts';
import { SECOND, span } from '../lib/time.ts';
import { ApiError, type ApiErrorKind } from './error.ts';
import type { ErrorBody } from './errorBody.ts';
import type { Basis } from './freshness.ts';
import { isOfContact } from './request.ts';
import type { Verdict } from './verdict.ts';

/** The parts of a request that errors name. */
interface Asked {
  label: string;
  method: string;
}

const SERVICE = 'Vobiz';

const NEXT: Record<ApiErrorKind, string> = {
  unconfigured: 'Set the credentials and start again.',
  unauthorised: `Check VOBIZ_AUTH_ID and VOBIZ_AUTH_TOKEN (or VOBIZ_JWT) against console.vobiz.ai, and VOBIZ_BASE_URL; then restart this server. ${SETUP_HELP}`,
  forbidden: `The credentials are valid but may not do this, or the account is inactive: ask the owner of the account. ${SETUP_HELP}`,
  missing: 'It may have been deleted. Look it up again with `list_contacts`.',
  invalid: 'Correct what the service names and call again.',
  conflict: 'Look the contact up by its number with `get_contact`.',
  limited: 'Call again after that time.',
  quota: 'The quota is used up; call again when it renews, or ask Vobiz for a larger one.',
  unpaid: 'The account has no balance left: top it up in the Vobiz console.',
  'too-large': 'Send less at once.',
  redirect: `Redirects are not followed, since the credentials go to the configured host only. Set VOBIZ_BASE_URL to the final address. ${SETUP_HELP}`,
  server: 'The fault is on the side of the service; call again in a minute.',
  garbled: 'Check VOBIZ_BASE_URL; a proxy or a login page may be answering in its place.',
  unreachable: `Nothing was sent. Check the network and VOBIZ_BASE_URL. ${SETUP_HELP}`,
  dropped: 'Call again in a minute.',
  timeout: 'Call again in a minute.',
  cancelled: 'Call again to go on.',
  stale: 'Call again: it is read again then.',
  slow: 'Call again when Vobiz answers faster.',
  unreadable:
    'Tell the person: whoever writes the contact, or the Vobiz console, has to put that right first.',
};

const NO_API = `Check VOBIZ_BASE_URL: there seems to be no contacts API at that address. ${SETUP_HELP}`;
const LOOKED_UP = 'Call again: it is looked up first whether the change was made.';
const REPLY_TOO_LARGE = 'Ask for fewer at once (a smaller `limit`), or check VOBIZ_BASE_URL.';

/** The service answered with a failure. */
export function refusal(asked: Asked, reply: HttpReply, { kind, body, waitMs }: Verdict): ApiError {
  const requestId = body.requestId ?? requestIdOf(reply);
  // A failing server may have carried a write out before it failed; a plain refusal was not carried out.
  const applied = asked.method !== 'GET' && (reply.status >= 500 || kind === 'redirect') ? 'maybe' : 'no';
  const message = `${opening(kind, reply.status, waitMs)} (${labelled(asked, body, requestId)}).`;
  return new ApiError(message, nextAfter(kind, asked, body), {
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

function nextAfter(kind: ApiErrorKind, asked: Asked, { code }: ErrorBody): string {
  if (code?.toUpperCase() === 'TOKEN_EXPIRED')
    return `A JWT lives about 30 minutes: set a new VOBIZ_JWT and restart this server. ${SETUP_HELP}`;
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
  const again = waitMs === undefined ? '' : `, again in ${span(waitMs)}`;
  const words: Partial<Record<ApiErrorKind, string>> = {
    unauthorised: `${SERVICE} did not accept the credentials`,
    forbidden: `${SERVICE} does not allow this`,
    missing: `${SERVICE} has no such thing`,
    conflict: `${SERVICE} says that it exists already`,
    limited: `Limited by ${SERVICE}${again}`,
    quota: `The quota of the account is used up${again}`,
    unpaid: `${SERVICE} asks for balance`,
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
    text && `the service says ${quoted(text, 300)}`,
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
    dropped: 'The connection broke before the reply was complete',
    timeout: 'No complete reply in time',
    'too-large': 'The reply was larger than this program reads',
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
  const got = reply.text.trim() === '' ? 'nothing' : quoted(readable(reply.text), 80);
  const applied = asked.method === 'GET' ? 'no' : 'maybe';
  const requestId = requestIdOf(reply);
  const about = [asked.label, `it begins ${got}`, numbered(requestId)].filter(Boolean).join(', ');
  return new ApiError(
    `${SERVICE} answered ${reply.status} without ${expected} in it (${about}).`,
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
    `${SERVICE} answered ${request} with ${status} instead of 204, and the contact is not gone`,
    NEXT.garbled,
    { kind: 'garbled', request, status, applied: 'maybe' },
  );
}

function readable(text: string): string {
  return text.slice(0, 400).replace(/\s+/g, ' ');
}

/** The account is slowed down, by the service or as configured, for longer than this call may wait. Nothing was sent. */
export function paused(asked: Asked, { waitMs, by }: PaceError): ApiError {
  const who = by === 'service' ? SERVICE : 'VOBIZ_RATE';
  const message = `Limited by ${who}, again in ${span(waitMs)} (${asked.label} was not sent).`;
  return new ApiError(message, NEXT.limited, {
    kind: 'limited',
    request: asked.label,
    waitMs,
    applied: 'no',
  });
}

/** A pause of the service, or of this computer, lay between reading a contact and writing it. */
export function stale(asked: Asked, { tookMs }: Basis): ApiError {
  return new ApiError(`${asked.label} came too late to be sent: the contact may have changed.`, NEXT.stale, {
    kind: 'stale',
    request: asked.label,
    tookMs,
    applied: 'no',
  });
}

/** The write came too late `times` times in a row, since reading alone takes too long. */
export function slow({ facts }: ApiError, times: number): ApiError {
  const took = `${((facts.tookMs ?? 0) / SECOND).toFixed(1)} s`;
  return new ApiError(
    `${SERVICE} took ${took} to answer, too long ${times} times in a row: what was read that long ago may have changed, so nothing is written upon it (${facts.request} was not sent).`,
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
