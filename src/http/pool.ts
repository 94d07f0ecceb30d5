import type { Dispatcher, Pool } from 'undici';
import { messageOf } from '../errors.ts';
import { sleep } from '../lib/time.ts';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with query, from the origin's root. */
  path: string;
  headers: Record<string, string>;
  body?: string | undefined;
  signal?: AbortSignal | undefined;
  /**
   * Called when the request is about to be written to its socket, after waiting for a free connection and for connecting.
   * What it throws is thrown, and nothing is sent.
   */
  check?: (() => void) | undefined;
}

export interface HttpReply {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

export interface Http {
  send(request: HttpRequest): Promise<HttpReply>;
  /** Lets what is under way finish, for `graceMs` at the most. */
  close(graceMs: number): Promise<void>;
}

interface HttpLimits {
  connections: number;
  /** Milliseconds for a whole exchange, connecting included. */
  timeoutMs: number;
  /** Largest reply body read. */
  maxReplyBytes: number;
}

type FailureKind = 'unreachable' | 'dropped' | 'timeout' | 'too-large' | 'cancelled';

/** No usable reply came. `sent` is false only when the request certainly never left. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly kind: FailureKind;
  readonly sent: boolean;

  constructor(kind: FailureKind, sent: boolean, cause: unknown) {
    super(messageOf(cause), { cause });
    this.kind = kind;
    this.sent = sent;
  }
}

/**
 * One keep-alive pool to one origin. Redirects are not followed: the credentials go to this origin alone.
 * undici itself is loaded with the first request, which keeps starting fast.
 */
export function openPool(origin: string, limits: HttpLimits): Http {
  let opened: Promise<Pool> | undefined;
  const open = async () => {
    const undici = await import('./undici.ts');
    return new undici.Pool(origin, {
      connections: limits.connections,
      connectTimeout: limits.timeoutMs,
      headersTimeout: limits.timeoutMs,
      bodyTimeout: limits.timeoutMs,
      maxResponseSize: limits.maxReplyBytes,
    });
  };
  return {
    async send(request) {
      opened ??= open();
      return exchange(await opened, request, limits.timeoutMs);
    },
    async close(graceMs) {
      // A pool that could not be opened has said so to whoever used it.
      const pool = await opened?.catch(() => undefined);
      await Promise.race([pool?.close(), sleep(graceMs)]);
      await pool?.destroy();
    },
  };
}

async function exchange(pool: Pool, request: HttpRequest, timeoutMs: number): Promise<HttpReply> {
  const { signal, body = null, check, ...rest } = request;
  let refused: { error: unknown } | undefined;
  const sender = check
    ? checked(pool, check, (error) => {
        refused = { error };
      })
    : pool;
  const ended = new AbortController();
  // One deadline for headers and body: a reply that trickles restarts undici's own timers for ever.
  const deadline = setTimeout(() => ended.abort(new HttpFailure('timeout', true, 'deadline')), timeoutMs);
  const cancel = () => ended.abort(new HttpFailure('cancelled', true, signal?.reason ?? 'cancelled'));
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const reply = await sender.request({ ...rest, body, signal: ended.signal });
    return { status: reply.statusCode, headers: reply.headers, text: await reply.body.text() };
  } catch (error) {
    if (refused) throw refused.error;
    throw failureOf(ended.signal.aborted ? ended.signal.reason : error);
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', cancel);
  }
}

/** The pool with a check at the last moment before a request is written: what that throws keeps it from being written. */
function checked(pool: Pool, check: () => void, refused: (error: unknown) => void): Dispatcher {
  return pool.compose((dispatch) => (options, handler) => {
    const start = handler.onRequestStart?.bind(handler);
    handler.onRequestStart = (controller, context) => {
      try {
        check();
      } catch (error) {
        refused(error);
        throw error;
      }
      start?.(controller, context);
    };
    return dispatch(options, handler);
  });
}

const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
]);

function failureOf(error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (NEVER_SENT.has(code)) return new HttpFailure('unreachable', false, error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return new HttpFailure('timeout', true, error);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return new HttpFailure('too-large', true, error);
  return new HttpFailure('dropped', true, error);
}
