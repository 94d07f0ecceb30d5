import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { isObject } from '../../src/lib/json.ts';

type Json = Record<string, unknown>;

/** Our built server, and the one it is compared with. */
export const OURS = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
export const TRIVIAL = fileURLToPath(new URL('./trivial.mjs', import.meta.url));

const HELLO = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'bench', version: '1' },
};

/** An MCP server in a process of its own, spoken to in bare JSON-RPC: no client library in the way. */
export class ServerProcess {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #pending = new Map<number, PromiseWithResolvers<Json>>();
  #sent = 0;
  #rest = '';

  constructor(file: string, env: Record<string, string>) {
    this.#process = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.#process.stdout.setEncoding('utf8').on('data', (piece: string) => this.#read(piece));
    this.#process.once('exit', (code) => {
      for (const { reject } of this.#pending.values()) reject(new Error(`${file} ended with ${code}`));
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Initializes and lists the tools, as clients do before anything else. */
  async greet(): Promise<void> {
    await this.#request('initialize', HELLO);
    this.#send({ method: 'notifications/initialized' });
    await this.#request('tools/list', {});
  }

  async call(name: string, args: Json): Promise<Json> {
    const result = await this.#request('tools/call', { name, arguments: args });
    if (result['isError']) throw new Error(JSON.stringify(result['content']));
    return result;
  }

  async close(): Promise<void> {
    this.#process.stdin.end();
    await once(this.#process, 'exit');
  }

  #request(method: string, params: Json): Promise<Json> {
    const id = ++this.#sent;
    const answer = Promise.withResolvers<Json>();
    this.#pending.set(id, answer);
    this.#send({ id, method, params });
    return answer.promise;
  }

  #send(message: Json): void {
    this.#process.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  #read(piece: string): void {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#receive(JSON.parse(line));
  }

  #receive({ id, result, error }: { id?: number; result?: unknown; error?: unknown }): void {
    const answer = id === undefined ? undefined : this.#pending.get(id);
    if (id === undefined || !answer) return;
    this.#pending.delete(id);
    if (isObject(result)) answer.resolve(result);
    else answer.reject(new Error(JSON.stringify(error)));
  }
}

/** Starts a server and waits until it has listed its tools. */
export async function startServer(file: string, env: Record<string, string>): Promise<ServerProcess> {
  const server = new ServerProcess(file, env);
  await server.greet();
  return server;
}
