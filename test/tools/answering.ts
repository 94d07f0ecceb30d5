import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { onTestFinished } from 'vitest';
import type { Context } from '../../src/context.ts';
import { buildServer } from '../../src/mcp/server.ts';
import type { Answer } from '../harness.ts';
import { wirePair } from '../wire.ts';

type Json = Record<string, unknown>;

/** A client's reply to a form: any result, an error, or none, after a while. */
export interface Reply {
  result?: unknown;
  error?: Json;
  afterMs?: number;
}
export const NEVER: Reply = {};

export interface Session {
  call(name: string, args?: Json): Promise<Answer>;
  /** The text of each form. */
  forms: string[];
}

export interface Client {
  name?: string;
  version?: string;
  /** The replies to the forms in turn; the last one is repeated. */
  replies?: Reply[];
}

/**
 * Starts a session of a hand-written client: it claims to have forms, and replies to them as no client of an SDK would.
 */
export async function session(
  context: Context,
  era: 'legacy' | 'modern',
  { name = 'odd', version = '1', replies = [NEVER] }: Client,
): Promise<Session> {
  const [mine, theirs] = wirePair();
  const handle = serveStdio(({ era: spoken }) => buildServer(context, spoken), { transport: theirs });
  onTestFinished(() => handle.close());
  const forms: string[] = [];
  const reply = async (message: string): Promise<Reply> => {
    forms.push(message);
    const chosen = replies[Math.min(forms.length, replies.length) - 1] ?? NEVER;
    await new Promise((resolve) => setTimeout(resolve, chosen.afterMs ?? 0));
    return chosen;
  };
  const waiting = new Map<unknown, (message: Json) => void>();
  mine.onmessage = (received) => {
    const message: Json = { ...received };
    if (message['method'] === 'elicitation/create') void answer(message);
    else waiting.get(message['id'])?.(message);
  };
  const answer = async ({ id, params }: Json) => {
    const { message = '' }: { message?: string } = Object(params);
    const { result, error } = await reply(message);
    if (error) await mine.send({ jsonrpc: '2.0', id, error });
    else if (result !== undefined) await mine.send({ jsonrpc: '2.0', id, result });
  };
  let last = 0;
  const request = (method: string, params: Json): Promise<Json> => {
    const id = ++last;
    const { promise, resolve } = Promise.withResolvers<Json>();
    waiting.set(id, resolve);
    void mine.send({ jsonrpc: '2.0', id, method, params });
    return promise;
  };
  const capabilities = { elicitation: era === 'legacy' ? {} : { form: {} } };
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name, version },
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  };
  if (era === 'legacy') {
    await request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities,
      clientInfo: { name, version },
    });
    await mine.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }
  const call = async (tool: string, args: Json = {}, more: Json = {}): Promise<Answer> => {
    const params = { name: tool, arguments: args, ...more };
    const message = await request('tools/call', era === 'legacy' ? params : { ...params, _meta });
    const result: Json = { ...Object(message['result']) };
    if (result['resultType'] !== 'input_required') return answerOf(message);
    const { approval } = Object(result['inputRequests']);
    const { result: given, error } = await reply(String(approval?.params?.message));
    // A client of this era does not report its errors: its call ends with them.
    if (error || given === undefined) return { text: 'the client gave up', isError: true, data: {} };
    return call(tool, args, { inputResponses: { approval: given }, requestState: result['requestState'] });
  };
  return { call, forms };
}

function answerOf(message: Json): Answer {
  const { content, isError, structuredContent }: Json = Object(message['result'] ?? {});
  const parts: { text?: string }[] = Array.isArray(content) ? content : [];
  return {
    text: message['error'] ? JSON.stringify(message['error']) : parts.map(({ text }) => text).join('\n'),
    isError: isError === true || message['error'] !== undefined,
    data: { ...Object(structuredContent) },
  };
}
