import {
  INVALID_PARAMS,
  INVALID_REQUEST,
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCNotification,
  type JSONRPCRequest,
  type JSONRPCResponse,
} from '@modelcontextprotocol/server';
import { isNumber, isObject, numberOrDigits, parseJson, textOf } from '../../lib/json.ts';

type Json = Record<string, unknown>;

/** A message that the server does not get, and the answer to it; notifications and responses get none. */
export interface Refusal {
  kind: 'refused';
  /** The reason, without a word of the message itself. */
  fault: string;
  answer: object | undefined;
}

export type Envelope =
  | { kind: 'request'; message: JSONRPCRequest }
  | { kind: 'passed'; message: JSONRPCNotification | JSONRPCResponse }
  | Refusal;

export function refuse(id: unknown, code: number, message: string): Refusal {
  return { kind: 'refused', fault: message, answer: failure(id, code, message) };
}

/** An error answer. A value that cannot be an id is not repeated. */
export function failure(id: unknown, code: number, message: string): object {
  const isId = typeof id === 'string' || isNumber(id);
  return { jsonrpc: '2.0', id: isId ? id : null, error: { code, message } };
}

/**
 * The kind of a message. The SDK takes every message that passes here: a message that it would drop silently is mended where
 * it can mean only one thing, and refused otherwise.
 */
export function readEnvelope(value: unknown): Envelope {
  if (!isObject(value)) return refuse(null, INVALID_REQUEST, 'A message is a JSON object.');
  const has = (key: string) => Object.hasOwn(value, key);
  if (!has('method') && (has('result') || has('error'))) return responseOf(value);
  return !has('id') && typeof value['method'] === 'string' ? notificationOf(value) : requestOf(value);
}

function requestOf({ jsonrpc, id: given, method, params: rawParams, ...rest }: Json): Envelope {
  if (typeof method !== 'string')
    return refuse(given, INVALID_REQUEST, 'A request has a `method`, which is a text.');
  const id = idOf(given);
  if (id === undefined)
    return refuse(given, INVALID_REQUEST, 'The `id` of a request is a text or a whole number.');
  if (jsonrpc !== '2.0') return refuse(id, INVALID_REQUEST, 'A message says `"jsonrpc": "2.0"`.');
  if ('result' in rest || 'error' in rest)
    return refuse(id, INVALID_REQUEST, 'A message is a request or a response, not both.');
  const params = paramsOf(rawParams);
  if (typeof params === 'string') return refuse(id, INVALID_PARAMS, params);
  const message = { jsonrpc, id, method, ...params };
  return isJSONRPCRequest(message)
    ? { kind: 'request', message }
    : refuse(id, INVALID_PARAMS, '`params._meta` holds what the protocol does not have there.');
}

function notificationOf({ jsonrpc, method, params: rawParams }: Json): Envelope {
  const params = paramsOf(rawParams);
  const message = { jsonrpc, method, ...(typeof params === 'object' && params) };
  return typeof params === 'object' && isJSONRPCNotification(message)
    ? { kind: 'passed', message }
    : withoutAnswer('A notification is not one that the protocol has.');
}

/** A response with an id is passed on in any shape: the server waits for it. */
function responseOf({ id: given, result, error }: Json): Envelope {
  const id = idOf(given);
  if (id === undefined) return withoutAnswer('A response does not say which request it answers.');
  const jsonrpc = '2.0';
  const message = isNothing(error)
    ? { jsonrpc, id, result: isNothing(result) ? {} : result }
    : { jsonrpc, id, error };
  if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) return { kind: 'passed', message };
  const odd = { code: INVALID_REQUEST, message: 'The answer is not one that the protocol has.' };
  return { kind: 'passed', message: { jsonrpc, id, error: odd } };
}

function withoutAnswer(fault: string): Refusal {
  return { kind: 'refused', fault, answer: undefined };
}

/** Some languages write an object that is empty or missing like this. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** The id as the protocol has it; fractions, and numbers beyond 2^53, could not be repeated in an answer. */
function idOf(value: unknown): string | number | undefined {
  if (typeof value === 'string') return value;
  const number = isNumber(value) ? numberOrDigits(value) : undefined;
  return Number.isSafeInteger(number) ? Number(number) : undefined;
}

/** The `params` of a message, or a sentence about the mistake in them. */
function paramsOf(raw: unknown): { params?: Json } | string {
  if (isNothing(raw)) return {};
  if (!isObject(raw)) return '`params` is an object.';
  const { _meta: rawMeta, ...params } = raw;
  if (isNothing(rawMeta)) return { params };
  if (!isObject(rawMeta)) return '`params._meta` is an object.';
  const { progressToken: rawToken, ...meta } = rawMeta;
  if (rawToken === undefined || rawToken === null) return { params: { ...params, _meta: meta } };
  const progressToken = idOf(rawToken);
  return progressToken === undefined
    ? '`params._meta.progressToken` is a text or a whole number.'
    : { params: { ...params, _meta: { ...meta, progressToken } } };
}

/** A token of JSON text: a string, a sign, or another literal. There is no match where a string is cut. */
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+)/sy;

/** The refusal of a message of which only the beginning is known; its id is that of the outermost object. */
export function refuseOverlong(head: string, fault: string): Refusal {
  const entries = outermost(head);
  const id = parseJson(entries.get('id') ?? 'null');
  const isResponse = !entries.has('method') && (entries.has('result') || entries.has('error'));
  const isNotification = !entries.has('id') && entries.get('method')?.startsWith('"notifications/');
  return isResponse || isNotification ? withoutAnswer(fault) : refuse(id, INVALID_REQUEST, fault);
}

/** The names of an object that is cut, each with the first token of its value. */
function outermost(head: string): Map<string, string> {
  const entries = new Map<string, string>();
  if (!head.startsWith('{')) return entries;
  const tokens = new RegExp(TOKEN);
  let depth = 0;
  let [name, colon] = ['', ''];
  for (let found = tokens.exec(head); found; found = tokens.exec(head)) {
    const [, token = ''] = found;
    // The last token may be cut itself.
    if (tokens.lastIndex === head.length) break;
    if (depth === 1 && colon === ':') entries.set(textOf(parseJson(name)), token);
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    [name, colon] = [colon, token];
  }
  return entries;
}
