import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type RequestStateCodec,
  SdkError,
  SdkErrorCode,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { loggable } from '../api/error.ts';
import type { Context } from '../context.ts';
import { isObject } from '../lib/json.ts';
import { nearest } from '../lib/nearest.ts';
import { quoted } from '../lib/text.ts';
import { SECOND } from '../lib/time.ts';
import type { ClientName } from '../model/plan.ts';
import { type Answer, AskedElsewhere, type CallScope, Question, type Tool } from '../tools/define.ts';
import { tools, toolsFor } from '../tools/index.ts';
import { ClientForms, formClosed, type Reply } from '../tools/steps/forms.ts';
import { runTool } from './run.ts';

/** `legacy` speaks 2025-11-25 and older, `modern` 2026-07-28. */
export type Era = 'legacy' | 'modern';

/** Calls of one turn of an agent come within that of each other. */
const TOGETHER = 2 * SECOND;
const FORM_KEY = 'approval';
/** Accept or decline is all there is to say: the form has no fields. */
const NO_FIELDS: { type: 'object'; properties: Record<string, never> } = { type: 'object', properties: {} };

interface Asked {
  /** Tool and arguments that the question was about: an answer counts for no other call. */
  call: string;
  /** By the clock that is never set: a form does not outlive the process. */
  askedAt: number;
  state: unknown;
}

/** Besides the SDK's own check, which drops an argument named `__proto__`: a tool refuses what it does not know. */
export const callParams = z.object({
  name: z.string(),
  arguments: z.custom<Record<string, unknown>>(isObject).optional(),
});
type CallParams = z.output<typeof callParams>;

/** One call of a tool, whichever of its rounds this is. */
interface Call {
  tool: Tool;
  args: CallParams['arguments'];
  /** Tool and arguments. */
  about: string;
  scope: CallScope;
}

/** Serves `tools/call`, forms included: asked in the call's own way of each era, answered to the tool in one way. */
export class ToolCalls {
  /** Refuses what a client gives back as the state of a question and did not get. */
  readonly verify: RequestStateCodec<Asked>['verify'];
  readonly #context: Context;
  readonly #era: Era;
  readonly #codec: RequestStateCodec<Asked>;
  readonly #forms: ClientForms;
  /** Of a 2026 connection: the questions that were not answered yet, by what their calls were about. */
  readonly #unanswered = new Map<string, { question: Question; askedAt: number }>();

  constructor(context: Context, era: Era, key: Uint8Array) {
    this.#context = context;
    this.#era = era;
    this.#codec = createRequestStateCodec<Asked>({ key });
    this.#forms = new ClientForms(context);
    this.verify = this.#codec.verify;
  }

  async run(
    server: Server,
    params: CallParams,
    ctx: ServerContext,
  ): Promise<CallToolResult | InputRequiredResult> {
    const tool = toolNamed(params.name, this.#context);
    const scope = await this.#scopeOf(server, tool, ctx);
    const call: Call = { tool, args: params.arguments, about: callOf(params), scope };
    return this.#era === 'modern' ? this.#inRounds(call, ctx) : this.#inOneGo(call, ctx);
  }

  async #inOneGo(call: Call, ctx: ServerContext): Promise<CallToolResult> {
    const { secrets, patience } = this.#context;
    const question = await this.#begin(call);
    if (!(question instanceof Question)) return question;
    try {
      const sentAt = performance.now();
      const reply = await showForm(ctx, secrets.hush(question.message), patience.formMs);
      return await this.#heard(call, reply, question.state, performance.now() - sentAt);
    } finally {
      await this.#withdraw(question);
    }
  }

  async #inRounds(call: Call, ctx: ServerContext): Promise<CallToolResult | InputRequiredResult> {
    const { about } = call;
    const earlier = this.#unanswered.get(about);
    const asked = ctx.mcpReq.requestState<Asked>();
    if (asked?.call === about) {
      this.#unanswered.delete(about);
      try {
        return await this.#heard(call, replyIn(ctx), asked.state, performance.now() - asked.askedAt);
      } finally {
        if (earlier) await this.#withdraw(earlier.question);
      }
    }
    // Calls of one moment wait for one answer. A later one says that the client gave up on the form, which it does not tell.
    const together = earlier && performance.now() - earlier.askedAt < TOGETHER && !ctx.mcpReq.inputResponses;
    if (earlier && !together) await this.#withdraw(earlier.question);
    const question = await this.#begin(call);
    return question instanceof Question ? this.#ask(call, question, ctx) : question;
  }

  async #ask(call: Call, question: Question, ctx: ServerContext) {
    const { about, scope } = call;
    const asked: Asked = { call: about, askedAt: performance.now(), state: question.state };
    const dropped = this.#unanswered.has(about) && (await this.#forms.judge(scope.client, 'cancel', 0));
    if (dropped === 'unseen') {
      this.#unanswered.delete(about);
      await this.#withdraw(question);
      return this.#finish(call, { action: dropped, state: asked.state, phraseOffered: false });
    }
    this.#unanswered.set(about, { question, askedAt: asked.askedAt });
    const form = inputRequired.elicit({ message: question.message, requestedSchema: NO_FIELDS });
    return inputRequired({
      inputRequests: { [FORM_KEY]: form },
      requestState: await this.#codec.mint(asked, ctx),
    });
  }

  /** Runs the tool up to its question, if it has one. While another call's form for the plan is open, it waits for that answer. */
  async #begin({ tool, args, scope }: Call): Promise<CallToolResult | Question> {
    let result = await runTool(tool, args, this.#context, scope);
    while (result instanceof AskedElsewhere) {
      const { planId } = result;
      await formClosed(planId, this.#context, scope.signal);
      const canAsk = scope.canAsk && (await this.#forms.canAsk(scope.client));
      result = await runTool(tool, args, this.#context, { ...scope, canAsk, waitedFor: planId });
    }
    return result;
  }

  async #heard(call: Call, reply: Reply, state: unknown, ms: number): Promise<CallToolResult> {
    const phraseOffered = call.scope.canAsk === 'perhaps';
    const action = await this.#forms.judge(call.scope.client, reply, ms);
    return this.#finish(call, { action, state, phraseOffered });
  }

  async #finish({ tool, args, scope }: Call, answer: Answer): Promise<CallToolResult> {
    const canAsk = answer.action !== 'unseen';
    const result = await runTool(tool, args, this.#context, { ...scope, canAsk, answer });
    if (result instanceof Question || result instanceof AskedElsewhere)
      throw new TypeError(`${tool.name} asked again after it was answered`);
    return result;
  }

  /** A form that stays marked as open is only waited for: that is no reason to fail. */
  async #withdraw(question: Question): Promise<void> {
    const { log } = this.#context;
    await question
      .withdraw()
      .catch((error: unknown) => log.warn(loggable(error), 'a form could not be marked as closed'));
  }

  async #scopeOf(server: Server, tool: Tool, ctx: ServerContext): Promise<CallScope> {
    const client = clientOf(server, ctx);
    // What is remembered is in the store, which the tools that only read the account do without.
    const recalls = tool.effect !== 'read' || tool.waits === true;
    const canAsk = declaresForms(server, ctx) && (!recalls || (await this.#forms.canAsk(client)));
    return { signal: ctx.mcpReq.signal, progress: progressOf(ctx), canAsk, client, answer: undefined };
  }
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
function declaresForms(server: Server, ctx: ServerContext): boolean {
  const envelope: unknown = ctx.mcpReq.envelope;
  const declared = isObject(envelope) ? envelope[CLIENT_CAPABILITIES_META_KEY] : undefined;
  const capabilities = isObject(declared) ? declared : server.getClientCapabilities();
  const elicitation = capabilities?.['elicitation'];
  return (
    isObject(elicitation) && (elicitation['form'] !== undefined || Object.keys(elicitation).length === 0)
  );
}

/** Client names and versions are other people's text: as long as anybody needs to tell them apart. */
const LONGEST_NAME = 100;

/** The program that calls, as it names itself. */
function clientOf(server: Server, ctx: ServerContext): ClientName | undefined {
  const envelope: unknown = ctx.mcpReq.envelope;
  const said = isObject(envelope) ? envelope[CLIENT_INFO_META_KEY] : undefined;
  const { name, version } = named.safeParse(said ?? server.getClientVersion()).data ?? {};
  if (!name) return undefined;
  return { name: name.slice(0, LONGEST_NAME), version: (version ?? '').slice(0, LONGEST_NAME) };
}

const named = z.object({ name: z.string(), version: z.string().optional() });

const ACTIONS = ['accept', 'decline', 'cancel'] as const;

/** What a client answers to a form may be anything. */
const anyAnswer = z.looseObject({ action: z.unknown() });

/** Shows the form on a 2025 connection. */
async function showForm(ctx: ServerContext, message: string, timeout: number): Promise<Reply> {
  try {
    const request = {
      method: 'elicitation/create',
      params: { message, requestedSchema: NO_FIELDS },
    } as const;
    const { action } = await ctx.mcpReq.send(request, anyAnswer, { timeout, signal: ctx.mcpReq.signal });
    return ACTIONS.find((known) => known === action) ?? 'no answer';
  } catch (error) {
    if (ctx.mcpReq.signal.aborted) throw error;
    return isAnswer(error) ? 'no answer' : 'late';
  }
}

/** Whether this came from the client, rather than of waiting for it. */
function isAnswer(error: unknown): boolean {
  return (
    error instanceof ProtocolError || (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult)
  );
}

/** The answer to the form of a 2026 connection, in a later round of its call. */
function replyIn(ctx: ServerContext): Reply {
  const response = inputResponse(ctx.mcpReq.inputResponses, FORM_KEY);
  return response.kind === 'elicit' ? response.action : 'no answer';
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
