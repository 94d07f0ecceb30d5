import { AppError } from '../errors.ts';

export type ApiErrorKind =
  | 'unconfigured'
  | 'unauthorised'
  | 'forbidden'
  | 'missing'
  | 'invalid'
  | 'conflict'
  | 'limited'
  | 'quota'
  | 'unpaid'
  | 'too-large'
  | 'redirect'
  | 'server'
  | 'garbled'
  | 'unreachable'
  | 'dropped'
  | 'timeout'
  | 'cancelled'
  /** Its turn came so late that what it is based on may have changed; it was not sent. */
  | 'stale'
  /** The service answers so slowly that whatever is read is too old to be written upon. */
  | 'slow'
  /** The contact was read, but holds something else than what is documented. */
  | 'unreadable';

interface ApiErrorFacts {
  kind: ApiErrorKind;
  /** `PUT /contacts/9b8a…`; never holds credentials. */
  request: string;
  status?: number | undefined;
  /** The vendor's request id, for a support ticket. */
  requestId?: string | undefined;
  /** The service's own code, such as `TOKEN_EXPIRED`. */
  code?: string | undefined;
  /** Milliseconds until it is worth asking again. */
  waitMs?: number | undefined;
  /** Of what came too late: how long the reading took that it is based on, in ms. */
  tookMs?: number | undefined;
  /** The reply was not written by the service, as far as can be told: a proxy may have answered. */
  unsigned?: boolean | undefined;
  /** Whether a write may have been carried out although it failed. */
  applied: 'no' | 'maybe';
}

/** A request to the service that did not succeed. */
export class ApiError extends AppError {
  override readonly name = 'ApiError';
  readonly facts: Readonly<ApiErrorFacts>;

  constructor(message: string, next: string, facts: ApiErrorFacts, options?: ErrorOptions) {
    super(message, next, options);
    this.facts = facts;
  }

  get kind(): ApiErrorKind {
    return this.facts.kind;
  }
}

/** True when the error says that the service has no such thing. */
export function isMissing(error: unknown): error is ApiError {
  return error instanceof ApiError && error.kind === 'missing';
}

/** True when a write failed in a way that leaves open whether it was carried out. */
export function isAmbiguous(error: unknown): boolean {
  return error instanceof ApiError && error.facts.applied === 'maybe';
}

/** What the log may know of an error: kinds, statuses and request ids, but no contact data. */
export function loggable(error: unknown): object {
  if (error instanceof ApiError) {
    const { kind, request, status, requestId, applied } = error.facts;
    return { kind, request: request.replace(/\/contacts\/.+/, '/contacts/…'), status, requestId, applied };
  }
  if (error instanceof AppError) return { kind: 'refused', ...codesOf(error.cause) };
  return { kind: 'defect', error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** By what the system, or SQLite, knows the cause: its words may hold paths or data, these do not. */
function codesOf(cause: unknown): object {
  if (typeof cause !== 'object' || cause === null) return {};
  return {
    ...('code' in cause && { code: cause.code }),
    ...('errcode' in cause && { errcode: cause.errcode }),
  };
}
