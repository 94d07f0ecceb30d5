import type { HttpReply } from '../http/pool.ts';
import { askedDelay, believable, LONGEST_PAUSE } from '../http/retry.ts';
import { SECOND } from '../lib/time.ts';
import type { ApiErrorKind } from './error.ts';
import { type ErrorBody, readErrorBody } from './errorBody.ts';

/** Why a reply is no success. */
export interface Verdict {
  kind: ApiErrorKind;
  body: ErrorBody;
  /** Milliseconds the service wants us to wait, when the reply names a time. */
  waitMs: number | undefined;
}

const BY_STATUS: Readonly<Record<number, ApiErrorKind>> = {
  401: 'unauthorised',
  402: 'unpaid',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  413: 'too-large',
};

/** Judges a reply by status, headers and body together; a success has no verdict. */
export function judge(reply: HttpReply, now: number): Verdict | undefined {
  if (reply.status >= 200 && reply.status < 300) return undefined;
  const body = readErrorBody(reply.text);
  if (!throttles(reply, body, now)) return { kind: kindOf(reply.status), body, waitMs: undefined };
  const waitMs =
    askedDelay(reply.headers, now) ??
    believable(body.retryAfter === undefined ? undefined : body.retryAfter * SECOND);
  return { kind: isQuota(body, waitMs) ? 'quota' : 'limited', body, waitMs };
}

/** 429 always; some services throttle by a 503 with a time to come back, or by a 403 that names limits. */
function throttles(reply: HttpReply, body: ErrorBody, now: number): boolean {
  if (reply.status === 429) return true;
  if (reply.status !== 403 && reply.status !== 503) return false;
  const namesLimits =
    body.retryAfter !== undefined ||
    /rate.?limit|too many|throttl|slow down/i.test(`${body.code} ${body.text}`);
  const namesTime =
    reply.status === 503
      ? askedDelay(reply.headers, now) !== undefined
      : reply.headers['retry-after'] !== undefined;
  return namesLimits || namesTime;
}

/** A used-up daily quota is not worth waiting for, and says nothing about the rate. */
function isQuota({ limitType, code, text }: ErrorBody, waitMs: number | undefined): boolean {
  const named = /day|daily|month|quota/i.test(`${limitType} ${code}`);
  // Some services call a limit by the minute a quota too, so the text counts only where no short wait is given.
  const described = waitMs === undefined && /daily|per day|quota/i.test(text);
  return named || described || (waitMs ?? 0) > LONGEST_PAUSE;
}

function kindOf(status: number): ApiErrorKind {
  if (status < 400) return 'redirect';
  return BY_STATUS[status] ?? (status >= 500 ? 'server' : 'invalid');
}
