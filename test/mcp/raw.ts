import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { onTestFinished } from 'vitest';
import type { Context } from '../../src/context.ts';
import { buildServer } from '../../src/mcp/server.ts';
import { wirePair } from '../wire.ts';

type Json = Record<string, unknown>;
export interface Reply {
  result: Json;
  error: Json | undefined;
}

/** A client of the modern era that writes its messages by hand: it can send messages that the SDKs' clients never send. */
export interface Peer {
  request(method: string, params?: Json): Promise<Reply>;
  notify(method: string, params: Json): Promise<void>;
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'by hand', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
};

/** Another connection to a harness's server. */
export async function connectRaw(context: Context): Promise<Peer> {
  const [mine, theirs] = wirePair();
  const handle = serveStdio(({ era }) => buildServer(context, era), { transport: theirs });
  onTestFinished(() => handle.close());
  const waiting = new Map<unknown, (reply: Reply) => void>();
  mine.onmessage = (message) => {
    const { id, result, error }: { id?: unknown; result?: Json; error?: Json } = message;
    waiting.get(id)?.({ result: result ?? {}, error });
  };
  let last = 0;
  return {
    request(method, params = {}) {
      const id = ++last;
      const { promise, resolve } = Promise.withResolvers<Reply>();
      waiting.set(id, resolve);
      mine.send({ jsonrpc: '2.0', id, method, params: { ...params, _meta: META } });
      return promise;
    },
    notify: (method, params) => mine.send({ jsonrpc: '2.0', method, params }),
  };
}
