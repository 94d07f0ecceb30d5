import { randomBytes } from 'node:crypto';
import {
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { loggable } from '../api/error.ts';
import type { Context } from '../context.ts';
import { explain, RequestError } from '../errors.ts';
import { HOUR } from '../lib/time.ts';
import { toolsFor } from '../tools/index.ts';
import { NAME, TITLE, VERSION } from '../version.ts';
import { callParams, type Era, ToolCalls } from './call.ts';
import { clientOf, declaresForms } from './client.ts';
import { instructionsFor } from './instructions.ts';
import { inTime, wasCancelled } from './inTime.ts';
import { getPrompt, listPrompts, starterNamed } from './prompts.ts';
import { CheckedServer } from './requests.ts';
import { complete } from './resources/complete.ts';
import { listResources } from './resources/list.ts';
import { readResource } from './resources/read.ts';
import { CONTACT_TEMPLATE, JSON_TYPE, PLAN_TEMPLATE, TAG_TEMPLATE } from './resources/uri.ts';
import { listing } from './wire.ts';

/** Signs the state of a form while it is with the client; forms do not outlive the process. */
const SIGNING_KEY = randomBytes(32);

/** A server for one connection, of either era: tools, resources and instructions over one context. */
export function buildServer(context: Context, era: Era): Server {
  const call = new ToolCalls(context, era, SIGNING_KEY);
  const server = new CheckedServer(
    { name: NAME, title: TITLE, version: VERSION },
    {
      capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
      instructions: instructionsFor(context.mode, context.notes),
      cacheHints: { 'tools/list': { ttlMs: HOUR }, 'resources/templates/list': { ttlMs: HOUR } },
      requestState: { verify: call.verify },
    },
  );
  server.setRequestHandler('tools/list', () => ({ tools: toolsFor(context.mode).map(listing) }));
  server.setRequestHandler('tools/call', { params: callParams }, async (params, ctx) =>
    context.secrets.hushAll(await call.run(server, params, ctx)),
  );
  serveResources(server, context);
  server.setRequestHandler('prompts/list', () => ({ prompts: listPrompts(context.mode) }));
  server.setRequestHandler('prompts/get', ({ params }, ctx) =>
    guarded(context, ctx, (signal) => {
      const from = { name: clientOf(server, ctx), declaresForms: declaresForms(server, ctx) };
      return getPrompt(params.name, params.arguments ?? {}, { context, from, signal });
    }),
  );
  return server;
}

const TEMPLATES = [
  {
    uriTemplate: CONTACT_TEMPLATE,
    name: 'contact',
    title: 'A contact',
    description: 'By its id',
    mimeType: JSON_TYPE,
  },
  {
    uriTemplate: TAG_TEMPLATE,
    name: 'tag',
    title: 'Contacts with a tag',
    description: 'Exactly this tag',
    mimeType: JSON_TYPE,
  },
  {
    uriTemplate: PLAN_TEMPLATE,
    name: 'plan',
    title: 'A plan',
    description: 'Its receipt',
    mimeType: JSON_TYPE,
  },
];

function serveResources(server: Server, context: Context): void {
  server.setRequestHandler('resources/list', ({ params }, ctx) =>
    guarded(context, ctx, (signal) => listResources(context, params?.cursor, signal)),
  );
  server.setRequestHandler('resources/read', ({ params }, ctx) =>
    guarded(context, ctx, (signal) => readResource(context, params.uri, signal)),
  );
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: TEMPLATES }));
  server.setRequestHandler('completion/complete', ({ params }, ctx) => {
    const { ref, argument } = params;
    return guarded(context, ctx, async (signal) => {
      if (ref.type === 'ref/prompt') starterNamed(context.mode, ref.name);
      return complete(context, ref.type === 'ref/resource' ? ref.uri : '', argument.value, signal);
    });
  });
}

/** A failure, or the end of the time for a request, is a protocol error in our words: never an empty list. */
async function guarded<T>(
  context: Context,
  { mcpReq: { method, signal } }: ServerContext,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    const work = { name: method, ms: context.patience.callMs, next: 'Ask again.', run };
    return context.secrets.hushAll(await inTime(signal, work));
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    if (wasCancelled(signal, error)) context.log.debug({ method }, 'a request was given up');
    else context.log.info({ method, ...loggable(error) }, 'a request failed');
    const message = context.secrets.hush([explain(error), ...context.notes].join('\n'));
    const { InvalidParams, InternalError } = ProtocolErrorCode;
    throw new ProtocolError(error instanceof RequestError ? InvalidParams : InternalError, message);
  }
}
