import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';

/** The Node that runs the bundle: SMOKE_NODE, or the one that runs the tests. */
export const NODE = process.env['SMOKE_NODE'] ?? process.execPath;
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

const leftOvers: (() => unknown)[] = [];
/** Each file calls `afterAll(tidyUp)`, since files may share their modules. */
export async function tidyUp(): Promise<void> {
  for (const tidy of leftOvers.splice(0)) await tidy();
  rmSync(DATA, { recursive: true, force: true, maxRetries: 5 });
}

/** Runs after the file's tests, which run side by side, since they mostly wait. */
export function atEnd(tidy: () => unknown): void {
  leftOvers.push(tidy);
}

/** A sandbox over HTTP that ends with the file. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  atEnd(() => sandbox.close());
  return sandbox;
}

/** A new folder that is deleted after the file's tests. */
export function temporary(): string {
  const made = mkdtempSync(join(tmpdir(), 'vobiz-bundle-'));
  atEnd(() => rmSync(made, { recursive: true, force: true, maxRetries: 5 }));
  return made;
}

type Env = Record<string, string>;
type Json = Record<string, unknown>;
interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A new folder each time: a store that outlived its tests would know their plans. */
const DATA = mkdtempSync(join(tmpdir(), 'vobiz-contacts-mcp-tests-'));

/** Only the variables that a process needs: none of the developer's own VOBIZ_ variables. */
function environment(env: Env): Env {
  const own = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', XDG_DATA_HOME: DATA };
  return { ...own, VOBIZ_REVIEW: 'off', ...env };
}

/** Runs the bundle to its end, with nothing to read. */
export async function run(args: string[], env: Env = {}, node = NODE) {
  const child = spawn(node, [MAIN, ...args], { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  atEnd(() => child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => (said.stdout += String(data)));
  child.stderr.on('data', (data) => (said.stderr += String(data)));
  const [code] = await once(child, 'close');
  return { code, ...said };
}

/** A child whose output is kept; killed when the test ends. */
export function launch(command: string[], env: Env = {}, node = NODE) {
  const child = spawn(node, command, { env: environment(env) });
  atEnd(() => child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => (said.stdout += String(data)));
  child.stderr.on('data', (data) => (said.stderr += String(data)));
  const ended = once(child, 'close').then(([code, signal]): Ended => ({ code, signal }));
  return { child, said, ended };
}

/** The bundle as a client starts it; the test writes by hand, so that it sees every line of stdout. */
export async function serve(args: string[] = [], env: Env = {}, { entry = MAIN, node = NODE } = {}) {
  const launched = launch([entry, ...args], env, node);
  const client = speak(launched.child);
  const hello = {
    protocolVersion: '2025-11-25',
    capabilities: { elicitation: {} },
    clientInfo: { name: 'by hand', version: '1' },
  };
  await client.request('initialize', hello);
  client.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  return { ...launched, ...client };
}

/** JSON-RPC over a child's stdin and stdout; forms are accepted. */
export function speak(child: ChildProcessWithoutNullStreams) {
  const lines: string[] = [];
  const waiting = new Map<unknown, (reply: Json) => void>();
  const send = (message: Json) => child.stdin.write(`${JSON.stringify(message)}\n`);
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    const message = parsed(line);
    if (message['method'] === 'elicitation/create')
      send({ jsonrpc: '2.0', id: message['id'], result: { action: 'accept', content: {} } });
    else waiting.get(message['id'])?.(message);
  });
  let last = 0;
  const request = (method: string, params: Json = {}): Promise<Json> => {
    const id = ++last;
    const { promise, resolve } = Promise.withResolvers<Json>();
    waiting.set(id, resolve);
    send({ jsonrpc: '2.0', id, method, params });
    return promise;
  };
  const call = (name: string, args: object = {}) => request('tools/call', { name, arguments: args });
  return { lines, send, request, call };
}

export function parsed(line: string): Json {
  try {
    return { ...JSON.parse(line) };
  } catch {
    return {};
  }
}
