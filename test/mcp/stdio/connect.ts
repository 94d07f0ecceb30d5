import { PassThrough } from 'node:stream';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { onTestFinished } from 'vitest';
import { buildServer } from '../../../src/mcp/server.ts';
import { type Limits, StdioTransport } from '../../../src/mcp/stdio/transport.ts';
import { type HarnessOptions, start } from '../../harness.ts';

type Json = Record<string, unknown>;
type Era = 'legacy' | 'modern';

const QUIET = { debug: () => undefined, info: () => undefined, error: () => undefined };
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'by hand', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

export function helloIn(protocolVersion: string): Json {
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'by hand', version: '1' } };
  return { jsonrpc: '2.0', id: 'hello', method: 'initialize', params };
}

/** A request in the writing of that era. */
export function requestIn(era: Era, id: unknown, method: string, params: Json = {}): Json {
  const meta = era === 'modern' ? { _meta: META } : {};
  return { jsonrpc: '2.0', id, method, params: { ...params, ...meta } };
}

/** The line of a message, or of raw text or bytes. */
export function lineOf(message: Json | string | Buffer): Buffer {
  const isText = typeof message === 'string' || Buffer.isBuffer(message);
  return Buffer.concat([Buffer.from(isText ? message : JSON.stringify(message)), Buffer.from('\n')]);
}

/** The real server, with its wire over streams: bytes in, lines out. */
export async function openWire(options?: HarnessOptions, limits?: Limits) {
  const harness = await start(options);
  const [input, output] = [new PassThrough(), new PassThrough()];
  const logged: object[] = [];
  const wire = new StdioTransport(input, output, { ...QUIET, warn: (facts) => logged.push(facts) }, limits);
  const handle = serveStdio(({ era }) => buildServer(harness.context, era), { transport: wire });
  onTestFinished(() => handle.close());
  let said = '';
  output.on('data', (piece) => (said += String(piece)));
  const answers = (): unknown[] =>
    said
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { ...harness, wire, input, output, logged, answers };
}

/** All answers to these lines. */
export async function answersTo(messages: (Json | string | Buffer)[], options?: HarnessOptions) {
  const { input, wire, answers, logged, sandbox } = await openWire(options);
  for (const message of messages) input.write(lineOf(message));
  input.end();
  await wire.over;
  await wire.drained();
  return { answers: answers(), logged, sandbox };
}
