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

/** A message that the server does not get, and what is answered; a notification and a response never get an answer. */
export interface Refusal {
  kind: 'refused';
  /** Why, without a word of the message itself. */
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

/** An answer that says why there is no result. What cannot be an id is not given back. */
export function failure(id: unknown, code: number, message: string): object {
  const isId = typeof id === 'string' || isNumber(id);
  return { jsonrpc: '2.0', id: isId ? id : null, error: { code, message } };
}

/**
 * What a message is. Whatever goes on from here is one that the SDK takes: what it would drop without a word is mended
 * where it can mean only one thing, and refused otherwise.
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
    : unanswered('A notification is not one that the protocol has.');
}

/** Where it answers something, it is passed on, however odd it is: somebody waits for it. */
function responseOf({ id: given, result, error }: Json): Envelope {
  const id = idOf(given);
  if (id === undefined) return unanswered('A response does not say which request it answers.');
  const jsonrpc = '2.0';
  const message = isNothing(error)
    ? { jsonrpc, id, result: isNothing(result) ? {} : result }
    : { jsonrpc, id, error };
  if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) return { kind: 'passed', message };
  const odd = { code: INVALID_REQUEST, message: 'The answer is not one that the protocol has.' };
  return { kind: 'passed', message: { jsonrpc, id, error: odd } };
}

function unanswered(fault: string): Refusal {
  return { kind: 'refused', fault, answer: undefined };
}

/** As some languages write an object that is empty or not there. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** As the protocol has them; fractions, and numbers beyond 2^53, name nothing that could be given back. */
function idOf(value: unknown): string | number | undefined {
  if (typeof value === 'string') return value;
  const number = isNumber(value) ? numberOrDigits(value) : undefined;
  return Number.isSafeInteger(number) ? Number(number) : undefined;
}

/** The `params` of a message, if there are any, or what is wrong with them. */
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

/** One step through JSON text: a string, a sign, or anything else. Ends where a string is cut. */
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+)/sy;

/** The refusal of a message of which only the beginning is known; its id, if it stands there, is its own and not one inside of it. */
export function refuseOverlong(head: string, fault: string): Refusal {
  const told = outermost(head);
  const id = parseJson(told.get('id') ?? 'null');
  const isResponse = !told.has('method') && (told.has('result') || told.has('error'));
  const isNotification = !told.has('id') && told.get('method')?.startsWith('"notifications/');
  return isResponse || isNotification ? unanswered(fault) : refuse(id, INVALID_REQUEST, fault);
}

/** The names of an object that is cut, each with the first token of its value. */
function outermost(head: string): Map<string, string> {
  const told = new Map<string, string>();
  if (!head.startsWith('{')) return told;
  const tokens = new RegExp(TOKEN);
  let depth = 0;
  let [name, colon] = ['', ''];
  for (let found = tokens.exec(head); found; found = tokens.exec(head)) {
    const [, token = ''] = found;
    // The last one may be cut itself.
    if (tokens.lastIndex === head.length) break;
    if (depth === 1 && colon === ':') told.set(textOf(parseJson(name)), token);
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    [name, colon] = [colon, token];
  }
  return told;
}
