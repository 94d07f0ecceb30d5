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
  /** The turn of a write came so late that the contact may have changed; the write was not sent. */
  | 'stale'
  /** The service answers so slowly that every reading is too old to be written upon. */
  | 'slow'
  /** The contact was read, but a field of it is not as documented. */
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
  /** Of a write that came too late: how long its reading took, in ms. */
  tookMs?: number | undefined;
  /** The reply does not look like one of the service: a proxy may have answered. */
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

/** True when the service answered that the contact does not exist. */
export function isMissing(error: unknown): error is ApiError {
  return error instanceof ApiError && error.kind === 'missing';
}

/** True when a write failed in a way that leaves open whether it was carried out. */
export function isAmbiguous(error: unknown): boolean {
  return error instanceof ApiError && error.facts.applied === 'maybe';
}

/** The facts about an error that the log may hold: kinds, statuses and request ids, but no contact data. */
export function loggable(error: unknown): object {
  if (error instanceof ApiError) {
    const { kind, request, status, requestId, applied } = error.facts;
    return { kind, request: request.replace(/\/contacts\/.+/, '/contacts/…'), status, requestId, applied };
  }
  if (error instanceof AppError) return { kind: 'refused', ...codesOf(error.cause) };
  return { kind: 'defect', error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** The codes that the system, or SQLite, gives the cause: its words may hold paths or data, codes do not. */
function codesOf(cause: unknown): object {
  if (typeof cause !== 'object' || cause === null) return {};
  return {
    ...('code' in cause && { code: cause.code }),
    ...('errcode' in cause && { errcode: cause.errcode }),
  };
}
