import type { Dialect } from './dialect.ts';

interface Extra {
  details?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** One reason why a field was refused, as the 422 envelope lists it. */
export interface FieldError {
  field: string;
  message: string;
  code: string;
  value: unknown;
}

/** A request the account refuses; the wire turns it into an error reply. */
export class Failure extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown> | undefined;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, code = codeOf(status), extra: Extra = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = extra.details;
    this.headers = extra.headers ?? {};
  }
}

const codes = new Map([
  [400, 'BAD_REQUEST'],
  [401, 'INVALID_CREDENTIALS'],
  [402, 'INSUFFICIENT_BALANCE'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [405, 'METHOD_NOT_ALLOWED'],
  [409, 'CONFLICT'],
  [413, 'PAYLOAD_TOO_LARGE'],
  [415, 'UNSUPPORTED_MEDIA_TYPE'],
  [422, 'VALIDATION_ERROR'],
  [429, 'RATE_LIMIT_EXCEEDED'],
  [502, 'BAD_GATEWAY'],
  [503, 'SERVICE_UNAVAILABLE'],
  [504, 'GATEWAY_TIMEOUT'],
]);

function codeOf(status: number): string {
  return codes.get(status) ?? (status < 500 ? 'REQUEST_FAILED' : 'INTERNAL_ERROR');
}

/** The documented 422 with its list of fields. */
export function invalid(errors: FieldError[]): Failure {
  const message = errors.map((error) => error.message).join('; ');
  return new Failure(422, message, 'VALIDATION_ERROR', { details: { errors } });
}

/** Every known shape of an error body, collected from the vendor and its neighbours. */
const bodies = {
  documented: (failure: Failure, requestId: string, at: string) => ({
    status: 'error',
    error: { code: failure.code, message: failure.message, details: failure.details },
    timestamp: at,
    requestId,
  }),
  message: (failure: Failure) => ({ message: failure.message }),
  'text-error': (failure: Failure) => ({ error: failure.message }),
  'code-object': (failure: Failure) => ({
    error: { code: failure.code.toLowerCase(), message: failure.message },
  }),
  list: (failure: Failure) => ({ errors: [{ message: failure.message }] }),
  'detail-list': (failure: Failure) => ({ errors: [{ detail: failure.message }] }),
  'api-id': (failure: Failure, requestId: string) => ({ api_id: requestId, error: failure.message }),
  'status-message': (failure: Failure) => ({ status: failure.status, message: failure.message }),
};

/** The text of an error reply and its content type. */
export function errorBody(
  style: Dialect['errorStyle'],
  failure: Failure,
  requestId: string,
  at: string,
): { type: string; text: string } {
  if (style === 'empty') return { type: 'text/plain', text: '' };
  if (style === 'plain') return { type: 'text/plain; charset=utf-8', text: failure.message };
  if (style === 'html') return { type: 'text/html', text: htmlPage(failure.status) };
  return { type: 'application/json', text: JSON.stringify(bodies[style](failure, requestId, at)) };
}

/** The answer of a proxy in front of the service. */
export function htmlPage(status: number): string {
  const title = `${status} ${codeOf(status).replaceAll('_', ' ')}`;
  return `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>\n`;
}
