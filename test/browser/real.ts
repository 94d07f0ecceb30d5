import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { vi } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { FormAnswer } from '../harness.ts';
import { pointTo } from '../pointTo.ts';
import { Spawned } from './spawned.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

const LOADED = ['time.mjs', 'place.mjs']
  .map((file) => `--import=${pathToFileURL(join(import.meta.dirname, file))}`)
  .join(' ');

type Json = Record<string, unknown>;

/** A server of the bundle, as a client starts it, where a browser of the test's own is opened. */
export interface Served {
  pid: number;
  /** All that the server wrote. */
  said: { stdout: string; stderr: string };
  /** The structured content, and the words. */
  call(name: string, args?: Json, signal?: AbortSignal): Promise<Json & { isError: boolean; words: string }>;
  read(uri: string): Promise<Json>;
  /** What the opener was given, an argument a line. */
  opened(): string[];
  /** The link of the latest window, once the opener was called. */
  link(): Promise<string>;
  /** The server's clock goes on by so many milliseconds. */
  later(ms: number): Promise<void>;
  /** At once, whatever it is doing. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** As its client ends it. */
  close(): Promise<void>;
}

export interface Serving {
  env?: Record<string, string>;
  args?: string[];
  /** The opener's script; null: there is none. */
  opener?: string | null;
  /** Waits are so many times shorter. */
  speed?: number;
  forms?: (message: string) => FormAnswer | Promise<FormAnswer>;
  /** Bytes that a file may have, as on a full disk. */
  room?: number;
  /** Another way to start the server than the bundle. */
  command?: { command: string; args: readonly string[]; env: Record<string, string> };
}

/** The opener notes what it is given and what everybody can see meanwhile, and opens nothing: the test does. */
export const OPENER = `#!/bin/sh
echo "opener was here"
echo "opener was here, too" >&2
for given in "$@"; do printf '%s\\n' "$given" >> "$OPENED"; done
cat /proc/[0-9]*/cmdline >> "$OPENED-seen" 2>/dev/null
cat /proc/$$/environ >> "$OPENED-seen" 2>/dev/null
cp "$(printf '%s' "$1" | sed 's#^file://##; s#%20# #g')" "$OPENED.part" && mv "$OPENED.part" "$OPENED.$$"
`;

export class Household {
  readonly folder = mkdtempSync(join(tmpdir(), 'vobiz-page-'));
  readonly dataDir = join(this.folder, 'data');
  readonly #served: Served[] = [];
  sandbox!: Sandbox;

  async start(options: SandboxOptions = { contacts: 300, seed: 1 }): Promise<void> {
    this.sandbox = await startSandbox(options);
  }

  async serve(serving: Serving = {}): Promise<Served> {
    const at = this.#served.length;
    const bin = join(this.folder, `bin-${at}`);
    const opened = join(this.folder, `opened-${at}`);
    const clock = join(this.folder, `clock-${at}`);
    const { opener = OPENER, speed = 1, forms, room } = serving;
    mkdirSync(bin);
    if (opener !== null) writeFileSync(join(bin, 'xdg-open'), opener, { mode: 0o755 });
    const { command, args, env } = serving.command ?? {
      command: process.execPath,
      args: [MAIN, ...(serving.args ?? [])],
      env: {},
    };
    const limit =
      room === undefined ? [] : ['sh', '-c', `ulimit -f ${Math.ceil(room / 512)}; exec "$@"`, 'sh'];
    const [first = '', ...rest] = [...limit, command, ...args];
    const transport = new Spawned(first, rest, {
      // Without an opener, nothing else that is installed here is one.
      PATH: opener === null ? bin : `${bin}:${process.env['PATH']}`,
      HOME: this.folder,
      DISPLAY: ':0',
      NODE_OPTIONS: LOADED,
      OPENED: opened,
      TEST_SPEED: String(speed),
      TEST_CLOCK: clock,
      ...env,
      VOBIZ_DATA_DIR: this.dataDir,
      ...pointTo(this.sandbox),
      ...serving.env,
    });
    const { child, said } = transport;
    const client = new Client(
      { name: 'by hand', version: '1.0.0' },
      { capabilities: forms ? { elicitation: {} } : {} },
    );
    if (forms) client.setRequestHandler(ElicitRequestSchema, ({ params }) => forms(params.message));
    await client.connect(transport);
    const copies = () =>
      readdirSync(this.folder).filter((name) => new RegExp(`^opened-${at}\\.\\d+$`).test(name));
    let ahead = 0;
    const served: Served = {
      pid: child.pid ?? 0,
      said,
      call: (name, given, signal) => {
        const answer = callTool(client, name, given, signal);
        // A server that is killed answers nothing.
        answer.catch(() => undefined);
        return answer;
      },
      read: async (uri) => {
        const [first] = (await client.readResource({ uri })).contents;
        return Object(JSON.parse(first && 'text' in first ? first.text : '{}'));
      },
      opened: () => linesOf(opened),
      link: async () => {
        const copy = join(this.folder, await vi.waitUntil(() => copies().at(-1), { timeout: 8000 }));
        const html = readFileSync(copy, 'utf8');
        rmSync(copy);
        return /"(http:[^"]+)"/.exec(html)?.[1] ?? '';
      },
      later: async (ms) => {
        ahead += ms;
        writeFileSync(clock, String(ahead));
        await new Promise((resolve) => setTimeout(resolve, 120));
      },
      kill: async (signal = 'SIGKILL') => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const over = once(child, 'close');
        child.kill(signal);
        await over;
      },
      close: () => client.close(),
    };
    this.#served.push(served);
    return served;
  }

  /** All bytes that servers keep. */
  kept(): string {
    return readdirSync(this.dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
      .join('\n');
  }

  async end(): Promise<void> {
    // A client that ends the input is waited for while a call is under way.
    await Promise.all(this.#served.map((served) => served.kill('SIGTERM')));
    await this.sandbox.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function callTool(client: Client, name: string, given: Json = {}, signal?: AbortSignal) {
  const options = { timeout: 120_000, ...(signal && { signal }) };
  const result = await client.callTool({ name, arguments: given }, undefined, options);
  const { content } = result;
  return {
    ...Object(result.structuredContent),
    isError: result.isError === true,
    words: (Array.isArray(content) ? content : []).map(({ text }) => text).join('\n'),
  };
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

/** A plan that tags everybody, or those whom a filter finds. */
export async function tagging(
  { call }: Pick<Served, 'call'>,
  tag: string,
  filter: Json = {},
): Promise<string> {
  const { selection_id } = await call('find_contacts', { sample: 0, ...filter });
  return String((await call('plan_update', { selection_id, add_tags: [tag] }))['plan_id']);
}
