import {
  type CallToolResult,
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  ProtocolError,
  ProtocolErrorCode,
  type RequestStateCodec,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { loggable } from '../api/error.ts';
import type { Context } from '../context.ts';
import { isDeeper, isObject } from '../lib/json.ts';
import { nearest } from '../lib/nearest.ts';
import { quoted } from '../lib/text.ts';
import { SECOND } from '../lib/time.ts';
import {
  type Answer,
  AskedElsewhere,
  type CallScope,
  isUndecided,
  Question,
  type Tool,
  ToReview,
  type Undecided,
} from '../tools/define.ts';
import { tools, toolsFor } from '../tools/index.ts';
import { ClientForms, formClosed, type Reply } from '../tools/steps/forms.ts';
import { showPlan } from '../tools/steps/review.ts';
import { MOST_LEVELS } from './arguments.ts';
import { clientOf, declaresForms, formRequest, progressOf, replyIn, showForm } from './client.ts';
import { runTool } from './run.ts';

/** `legacy` speaks 2025-11-25 and older, `modern` 2026-07-28. */
export type Era = 'legacy' | 'modern';

/** Calls of one turn of an agent come within so much time of each other. */
const TOGETHER = 2 * SECOND;

interface Asked {
  /** Tool and arguments of the call with the question: an answer counts for no other call. */
  call: string;
  /** By the monotonic clock: a form does not outlive the process. */
  askedAt: number;
  state: unknown;
}

/** Used instead of the SDK's own check, which drops an argument named `__proto__`: a tool refuses unknown names. */
export const callParams = z.object({
  name: z.string(),
  arguments: z.custom<Record<string, unknown>>(isObject).optional(),
});
type CallParams = z.output<typeof callParams>;

/** One call of a tool, in any of its rounds. */
interface Call {
  tool: Tool;
  args: CallParams['arguments'];
  /** Tool and arguments as a text. */
  about: string;
  scope: CallScope;
}

/** Serves `tools/call`. Each era shows a form in its own way; the tool gets the answer in one way. */
export class ToolCalls {
  /** Refuses a state of a question that this server did not issue. */
  readonly verify: RequestStateCodec<Asked>['verify'];
  readonly #context: Context;
  readonly #era: Era;
  readonly #codec: RequestStateCodec<Asked>;
  readonly #forms: ClientForms;
  /** The open questions of a 2026 connection, by the `about` of their calls. */
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
      return await this.#answered(call, reply, question.state, performance.now() - sentAt, question);
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
        const ms = performance.now() - asked.askedAt;
        return await this.#answered(call, replyIn(ctx), asked.state, ms, earlier?.question);
      } finally {
        if (earlier) await this.#withdraw(earlier.question);
      }
    }
    // Calls of one moment wait for one answer. A later call shows that the client gave up on the form, which it does not report.
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
    return inputRequired({
      inputRequests: formRequest(question.message),
      requestState: await this.#codec.mint(asked, ctx),
    });
  }

  /** Runs the tool up to its question, if it has one. While another call shows a form for the same plan, this call waits for that answer. */
  async #begin({ tool, args, scope }: Call): Promise<CallToolResult | Question> {
    let result = await runTool(tool, args, this.#context, scope);
    while (result instanceof AskedElsewhere || result instanceof ToReview) {
      const { planId } = result;
      if (result instanceof ToReview) return this.#review(planId, { tool, args, scope });
      await formClosed(planId, this.#context, scope.signal);
      const canAsk = scope.canAsk && (await this.#forms.canAsk(scope.client));
      result = await runTool(tool, args, this.#context, { ...scope, canAsk, waitedFor: planId });
    }
    return result;
  }

  async #answered(
    call: Call,
    reply: Reply,
    state: unknown,
    ms: number,
    question: Question | undefined,
  ): Promise<CallToolResult> {
    const phraseOffered = call.scope.canAsk === 'perhaps';
    const action = await this.#forms.judge(call.scope.client, reply, ms);
    return this.#finish(call, { action, state, phraseOffered }, question);
  }

  async #finish({ tool, args, scope }: Call, answer: Answer, question?: Question): Promise<CallToolResult> {
    const canAsk = answer.action !== 'unseen';
    const answered = { ...scope, canAsk, answer };
    const result = await runTool(tool, args, this.#context, answered);
    if (!(result instanceof ToReview)) return over(tool, result);
    // While the form counts as open, nothing else asks about the plan.
    if (question) await this.#withdraw(question);
    return this.#review(result.planId, { tool, args, scope: answered });
  }

  /** Puts the plan before the person on the page, and runs the tool again once they decided, or did not in time. */
  async #review(planId: string, { tool, args, scope }: Omit<Call, 'about'>): Promise<CallToolResult> {
    const shown = await showPlan(planId, this.#context, scope.signal);
    return over(tool, await runTool(tool, args, this.#context, { ...scope, shown }));
  }

  /** A form that stays marked as open only makes others wait: that is no reason to fail. */
  async #withdraw(question: Question): Promise<void> {
    const { log } = this.#context;
    await question
      .withdraw()
      .catch((error: unknown) => log.warn(loggable(error), 'a form could not be marked as closed'));
  }

  async #scopeOf(server: Server, tool: Tool, ctx: ServerContext): Promise<CallScope> {
    const client = clientOf(server, ctx);
    // The memory of a client's forms is in the store, which the tools that only read the account do without.
    const recalls = tool.effect !== 'read' || tool.waits === true;
    const canAsk = declaresForms(server, ctx) && (!recalls || (await this.#forms.canAsk(client)));
    return { signal: ctx.mcpReq.signal, progress: progressOf(ctx), canAsk, client, answer: undefined };
  }
}

function over(tool: Tool, result: CallToolResult | Undecided): CallToolResult {
  if (isUndecided(result)) throw new TypeError(`${tool.name} asked again after it was answered`);
  return result;
}

/** Arguments that lie too deep within each other are refused, and no question is asked about them. */
function callOf({ name, arguments: args = {} }: CallParams): string {
  return isDeeper(args, MOST_LEVELS + 1) ? name : JSON.stringify([name, args]);
}

function toolNamed(name: string, context: Context): Tool {
  const allowed = toolsFor(context.mode);
  const tool = allowed.find((candidate) => candidate.name === name);
  if (tool) return tool;
  const reason = tools.some((candidate) => candidate.name === name)
    ? `${name} is not available: this server runs with VOBIZ_MODE=${context.mode}.`
    : noSuchTool(name, allowed);
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, [reason, ...context.notes].join('\n'));
}

function noSuchTool(name: string, allowed: readonly Tool[]): string {
  const names = allowed.map((candidate) => candidate.name);
  const near = nearest(name, names);
  const hint = near ? `Did you mean ${near}?` : `There are ${names.join(', ')}.`;
  return `There is no tool ${quoted(name, 60)}. ${hint}`;
}
