import {
  type JSONRPCRequest,
  ProtocolError,
  ProtocolErrorCode,
  type Result,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { explain } from '../errors.ts';
import { isObject, parseJson } from '../lib/json.ts';
import { nearest } from '../lib/nearest.ts';
import { plain, quoted } from '../lib/text.ts';
import { unknownCursor } from './resources/cursor.ts';

type Json = Record<string, unknown>;
type Handler = (request: JSONRPCRequest, ctx: ServerContext) => Promise<Result>;

// The messages complete a sentence that begins with `needs` or `should be`.
const text = z.string('a text');
const object = z.custom<Json>(isObject, 'an object');
/** Nothing, in any writing, is the same as a value that is left out. */
const optional = <T extends z.ZodType>(inner: T) => z.preprocess(nothingAsNone, inner.optional());
const page = z.object({ cursor: optional(text) });

/** The params of each method. */
const PARAMS: Readonly<Record<string, z.ZodType<Json>>> = {
  initialize: z.looseObject({
    protocolVersion: text,
    capabilities: z.preprocess(withoutNulls, object),
    clientInfo: z.preprocess(withoutNulls, z.looseObject({ name: text, version: text }, 'an object')),
  }),
  'tools/list': page,
  'tools/call': z.object({ name: text, arguments: z.preprocess(parsedText, optional(object)) }),
  'resources/list': page,
  'resources/templates/list': page,
  'resources/read': z.object({ uri: text }),
  'prompts/list': page,
  'prompts/get': z.object({
    name: text,
    arguments: optional(z.preprocess(withoutNulls, z.record(z.string(), text, 'an object'))),
  }),
  'completion/complete': z.object({
    ref: z.discriminatedUnion(
      'type',
      [
        z.object({ type: z.literal('ref/prompt'), name: text }),
        z.object({ type: z.literal('ref/resource'), uri: text }),
      ],
      'a `ref/prompt` with its `name`, or a `ref/resource` with its `uri`',
    ),
    argument: z.object({ name: text, value: text }, 'an object'),
  }),
};

/** Lists of one page: no client has a cursor of them. */
const ON_ONE_PAGE = new Set(['tools/list', 'prompts/list', 'resources/templates/list']);

function nothingAsNone(given: unknown): unknown {
  const isNothing = given === null || given === '' || (Array.isArray(given) && given.length === 0);
  return isNothing ? undefined : given;
}

function withoutNulls(given: unknown): unknown {
  return isObject(given)
    ? Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
    : given;
}

/** Some hosts send arguments as JSON text. */
function parsedText(given: unknown): unknown {
  const read = typeof given === 'string' ? parseJson(given) : undefined;
  return read === undefined ? given : read;
}

/** A server that checks params and answers a mistake with a sentence: the SDK answers with a dump of its schemas. */
export class CheckedServer extends Server {
  override fallbackRequestHandler = async ({ method }: JSONRPCRequest): Promise<never> => {
    const near = nearest(method, Object.keys(PARAMS));
    const hint = near ? ` Did you mean \`${near}\`?` : '';
    throw new ProtocolError(
      ProtocolErrorCode.MethodNotFound,
      `There is no method ${quoted(method, 60)}.${hint}`,
    );
  };

  protected override _wrapHandler(method: string, handler: Handler): Handler {
    const wrapped = super._wrapHandler(method, handler);
    return async (request, ctx) => {
      const params = checked(method, request.params);
      try {
        return await wrapped({ ...request, params }, ctx);
      } catch (thrown) {
        // The handlers of this server throw only `ProtocolError`, tools apart: any other error is the SDK's refusal of the params.
        if (thrown instanceof ProtocolError || method === 'tools/call') throw thrown;
        throw invalid(`The params of \`${method}\` are not as the protocol has them.`);
      }
    };
  }
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}

/** The params of a method as its handler takes them, without names that the method does not have. */
function checked(method: string, params: JSONRPCRequest['params']): JSONRPCRequest['params'] {
  const schema = Object.hasOwn(PARAMS, method) ? PARAMS[method] : undefined;
  if (!schema) return params;
  const { success, data, error } = schema.safeParse(params ?? {});
  if (success && data['cursor'] !== undefined && ON_ONE_PAGE.has(method))
    throw invalid(explain(unknownCursor(String(data['cursor']))));
  if (success) return { ...data, ...(params?._meta && { _meta: params._meta }) };
  throw invalid(complaint(method, params, error.issues[0]));
}

function complaint(method: string, params: unknown, issue: z.core.$ZodIssue | undefined): string {
  const path = issue?.path ?? [];
  const name = `\`${plain(path.join('.'), 60)}\``;
  const given = path.reduce(
    (value: unknown, step) => (isObject(value) ? value[String(step)] : undefined),
    params,
  );
  const begin = given === undefined ? `\`${method}\` needs ${name},` : `${name} of \`${method}\` should be`;
  return `${begin} ${issue?.message}.`;
}
