import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  inputRequired,
  inputResponse,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { isObject } from '../lib/json.ts';
import type { ClientName } from '../model/plan.ts';
import type { CallScope } from '../tools/define.ts';
import type { Reply } from '../tools/steps/forms.ts';

/** A person can only accept or decline: the form has no fields. */
const NO_FIELDS: { type: 'object'; properties: Record<string, never> } = { type: 'object', properties: {} };
const FORM_KEY = 'approval';

/** Client names and versions are other people's text: enough of it to distinguish clients. */
const LONGEST_NAME = 100;
const named = z.object({ name: z.string(), version: z.string().optional() });

/** The program that calls, by its own name. */
export function clientOf(server: Server, ctx: ServerContext): ClientName | undefined {
  const given = envelopeOf(ctx)[CLIENT_INFO_META_KEY] ?? server.getClientVersion();
  const { name, version = '' } = named.safeParse(given).data ?? {};
  if (!name) return undefined;
  return { name: name.slice(0, LONGEST_NAME), version: version.slice(0, LONGEST_NAME) };
}

/** A bare `elicitation: {}` declares forms: it is from before there were modes. */
export function declaresForms(server: Server, ctx: ServerContext): boolean {
  const declared = envelopeOf(ctx)[CLIENT_CAPABILITIES_META_KEY];
  const capabilities = isObject(declared) ? declared : server.getClientCapabilities();
  const elicitation = capabilities?.['elicitation'];
  return (
    isObject(elicitation) && (elicitation['form'] !== undefined || Object.keys(elicitation).length === 0)
  );
}

/** The facts about the client that each call of a 2026 connection carries. */
function envelopeOf(ctx: ServerContext): Record<string, unknown> {
  const envelope: unknown = ctx.mcpReq.envelope;
  return isObject(envelope) ? envelope : {};
}

const ACTIONS = ['accept', 'decline', 'cancel'] as const;

/** A client may answer a form with any value. */
const anyAnswer = z.looseObject({ action: z.unknown() });

/** Shows the form on a 2025 connection. */
export async function showForm(ctx: ServerContext, message: string, timeout: number): Promise<Reply> {
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

/** Whether the error came from the client, and not from the wait for it. */
function isAnswer(error: unknown): boolean {
  return (
    error instanceof ProtocolError || (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult)
  );
}

/** The result that shows a form on a 2026 connection; the client calls again with the answer. */
export function formRequest(message: string) {
  return { [FORM_KEY]: inputRequired.elicit({ message, requestedSchema: NO_FIELDS }) };
}

/** The answer to the form of a 2026 connection, in the later call. */
export function replyIn(ctx: ServerContext): Reply {
  const response = inputResponse(ctx.mcpReq.inputResponses, FORM_KEY);
  return response.kind === 'elicit' ? response.action : 'no answer';
}

/** Progress for clients that sent a token; it only ever grows, as the protocol demands. */
export function progressOf(ctx: ServerContext): CallScope['progress'] {
  const token = ctx.mcpReq._meta?.progressToken;
  let last = 0;
  return (progress, total, message) => {
    if (token === undefined || progress <= last) return;
    last = progress;
    const params = { progressToken: token, progress, message, ...(total !== undefined && { total }) };
    ctx.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  };
}
