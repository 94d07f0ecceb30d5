import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { isObject } from '../lib/json.ts';
import { nearest } from '../lib/nearest.ts';
import { quoted } from '../lib/text.ts';
import { SECOND } from '../lib/time.ts';
import { type Answer, type CallScope, Question, type Tool } from './define.ts';
import { tools, toolsFor } from './index.ts';
import { runTool } from './run.ts';

/** `legacy` speaks 2025-11-25 and older, `modern` 2026-07-28. */
export type Era = 'legacy' | 'modern';

/** Nobody reads and declines a form faster than this: it is a host that draws none. */
const READING_TIME = SECOND;
const FORM_KEY = 'approval';
/** Accept or decline is all there is to say: the form has no fields. */
const NO_FIELDS: { type: 'object'; properties: Record<string, never> } = { type: 'object', properties: {} };

interface Asked {
  /** Tool and arguments that the question was about: an answer counts for no other call. */
  call: string;
  askedAt: number;
  state: unknown;
}

/** Besides the SDK's own check, which drops an argument named `__proto__`: a tool refuses what it does not know. */
export const callParams = z.object({
  name: z.string(),
  arguments: z.custom<Record<string, unknown>>(isObject).optional(),
});
type CallParams = z.output<typeof callParams>;

/** Serves `tools/call`, forms included: asked in the call's own way of each era, answered to the tool in one way. */
export function serveCall(context: Context, era: Era, key: Uint8Array) {
  const codec = createRequestStateCodec<Asked>({ key });
  /** This client declined its first form before anybody could read it: it draws none. */
  let formless = false;
  /** A person was seen to answer one: a quick decline is theirs. */
  let seen = false;

  async function run(
    server: Server,
    params: CallParams,
    ctx: ServerContext,
  ): Promise<CallToolResult | InputRequiredResult> {
    const tool = toolNamed(params.name, context);
    const scope = scopeOf(server, params, ctx);
    const result = await runTool(tool, params.arguments, context, scope);
    if (!(result instanceof Question)) return result;
    const asked: Asked = { call: callOf(params), askedAt: context.now(), state: result.state };
    if (era === 'modern') {
      const form = inputRequired.elicit({ message: result.message, requestedSchema: NO_FIELDS });
      return inputRequired({
        inputRequests: { [FORM_KEY]: form },
        requestState: await codec.mint(asked, ctx),
      });
    }
    const action = await showForm(ctx, context.secrets.hush(result.message), context.patience.formMs);
    const answered = await runTool(tool, params.arguments, context, withAnswer(scope, action, asked));
    if (answered instanceof Question) throw new TypeError(`${tool.name} asked again after it was answered`);
    return answered;
  }

  function scopeOf(server: Server, params: CallParams, ctx: ServerContext): CallScope {
    const asks = !formless && canAsk(server, ctx);
    const scope = { signal: ctx.mcpReq.signal, progress: progressOf(ctx), canAsk: asks, answer: undefined };
    const response = inputResponse(ctx.mcpReq.inputResponses, FORM_KEY);
    const asked = ctx.mcpReq.requestState<Asked>();
    const fits = response.kind === 'elicit' && asked?.call === callOf(params);
    return fits ? withAnswer(scope, response.action, asked) : scope;
  }

  function withAnswer(scope: CallScope, action: Answer['action'], { askedAt, state }: Asked): CallScope {
    seen ||= action === 'accept' || (action === 'decline' && context.now() - askedAt >= READING_TIME);
    if (action !== 'decline' || seen) return { ...scope, answer: { action, state } };
    formless = true;
    // Nobody was asked, and what the agent brought along is no answer to what nobody saw.
    return { ...scope, canAsk: false, answer: { action: 'cancel', state } };
  }

  return { run, verify: codec.verify };
}

function callOf({ name, arguments: args = {} }: CallParams): string {
  return JSON.stringify([name, args]);
}

function toolNamed(name: string, context: Context): Tool {
  const allowed = toolsFor(context.mode);
  const tool = allowed.find((candidate) => candidate.name === name);
  if (tool) return tool;
  if (tools.some((candidate) => candidate.name === name))
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      [`${name} is not available: this server runs with VOBIZ_MODE=${context.mode}.`, ...context.notes].join(
        '\n',
      ),
    );
  const names = allowed.map((candidate) => candidate.name);
  const near = nearest(name, names);
  const hint = near ? `Did you mean ${near}?` : `There are ${names.join(', ')}.`;
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    [`There is no tool ${quoted(name, 60)}. ${hint}`, ...context.notes].join('\n'),
  );
}

/** A bare `elicitation: {}` means forms: that is what it meant before there were modes. */
function canAsk(server: Server, ctx: ServerContext): boolean {
  const envelope: unknown = ctx.mcpReq.envelope;
  const declared = isObject(envelope) ? envelope[CLIENT_CAPABILITIES_META_KEY] : undefined;
  const capabilities = isObject(declared) ? declared : server.getClientCapabilities();
  const elicitation = capabilities?.['elicitation'];
  return (
    isObject(elicitation) && (elicitation['form'] !== undefined || Object.keys(elicitation).length === 0)
  );
}

/** Shows the form on a 2025 connection. No answer in time is no approval. */
async function showForm(ctx: ServerContext, message: string, timeout: number): Promise<Answer['action']> {
  try {
    const params = { message, requestedSchema: NO_FIELDS };
    const options = { timeout, signal: ctx.mcpReq.signal };
    const { action } = await ctx.mcpReq.send({ method: 'elicitation/create', params }, options);
    return action;
  } catch (error) {
    if (ctx.mcpReq.signal.aborted) throw error;
    return 'cancel';
  }
}

/** Progress for clients that sent a token; it only ever grows, as the protocol demands. */
function progressOf(ctx: ServerContext): CallScope['progress'] {
  const token = ctx.mcpReq._meta?.progressToken;
  let last = 0;
  return (progress, total, message) => {
    if (token === undefined || progress <= last) return;
    last = progress;
    const params = { progressToken: token, progress, message, ...(total !== undefined && { total }) };
    ctx.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  };
}
