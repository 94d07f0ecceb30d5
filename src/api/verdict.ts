import type { HttpReply } from '../http/pool.ts';
import { askedDelay, LONGEST_PAUSE } from '../http/retry.ts';
import { SECOND } from '../lib/time.ts';
import type { ApiErrorKind } from './error.ts';
import { readSaid, type Said } from './said.ts';

/** Why a reply is no success. */
export interface Verdict {
  kind: ApiErrorKind;
  said: Said;
  /** Milliseconds the service wants us to wait, when it says so. */
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

/** Judges a reply by status, headers and body together; none for a success. */
export function judge(reply: HttpReply, now: number): Verdict | undefined {
  if (reply.status >= 200 && reply.status < 300) return undefined;
  const said = readSaid(reply.text);
  if (!throttles(reply, said, now)) return { kind: kindOf(reply.status), said, waitMs: undefined };
  const waitMs =
    askedDelay(reply.headers, now) ?? (said.retryAfter === undefined ? undefined : said.retryAfter * SECOND);
  return { kind: isQuota(said, waitMs) ? 'quota' : 'limited', said, waitMs };
}

/** 429 always; 503 that says when to come back, and 403 that speaks of limits, are how some services throttle. */
function throttles(reply: HttpReply, said: Said, now: number): boolean {
  if (reply.status === 429) return true;
  if (reply.status !== 403 && reply.status !== 503) return false;
  const speaksOfLimits =
    said.retryAfter !== undefined ||
    /rate.?limit|too many|throttl|slow down/i.test(`${said.code} ${said.text}`);
  const saysWhen =
    reply.status === 503
      ? askedDelay(reply.headers, now) !== undefined
      : reply.headers['retry-after'] !== undefined;
  return speaksOfLimits || saysWhen;
}

/** A used-up daily quota is not worth waiting for, and says nothing about the rate. */
function isQuota(said: Said, waitMs: number | undefined): boolean {
  const named = /day|daily|month|quota/i.test(`${said.limitType} ${said.code}`);
  // Some call a limit by the minute a quota too, so the text counts only where no short wait is told.
  const described = waitMs === undefined && /daily|per day|quota/i.test(said.text);
  return named || described || (waitMs ?? 0) > LONGEST_PAUSE;
}

function kindOf(status: number): ApiErrorKind {
  if (status < 400) return 'redirect';
  return BY_STATUS[status] ?? (status >= 500 ? 'server' : 'invalid');
}
