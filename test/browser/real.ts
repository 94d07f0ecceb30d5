import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { vi } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { pointTo } from '../pointTo.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

type Json = Record<string, unknown>;

/** A server of the bundle, as a client without forms starts it, where a browser of the test's own is opened. */
export interface Served {
  client: Client;
  pid: number;
  dataDir: string;
  /** All that the server wrote to stdout and stderr. */
  said: { stderr: string };
  call(name: string, args?: Json): Promise<Json>;
  /** The files that the opener was given, one for each window. */
  opened(): string[];
  /** The link of the latest window, once the opener was called. */
  link(): Promise<string>;
  close(): Promise<void>;
}

/** The opener notes what it is given, and opens nothing: the test does. */
const OPENER = `#!/bin/sh
echo "opener was here"
for given in "$@"; do printf '%s\\n' "$given" >> "$OPENED"; done
cp "$(printf '%s' "$1" | sed 's#^file://##')" "$OPENED.$$" 2>/dev/null
`;

export class Household {
  readonly #folder = mkdtempSync(join(tmpdir(), 'vobiz-page-'));
  readonly #served: Served[] = [];
  sandbox!: Sandbox;

  async start(options: SandboxOptions = { contacts: 300, seed: 1 }): Promise<void> {
    this.sandbox = await startSandbox(options);
  }

  get dataDir(): string {
    return join(this.#folder, 'data');
  }

  async serve(env: Record<string, string> = {}, args: string[] = []): Promise<Served> {
    const bin = join(this.#folder, `bin-${this.#served.length}`);
    const opened = join(this.#folder, `opened-${this.#served.length}`);
    mkdirSync(bin);
    writeFileSync(join(bin, 'xdg-open'), OPENER, { mode: 0o755 });
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [MAIN, ...args],
      env: {
        PATH: `${bin}:${process.env['PATH']}`,
        HOME: this.#folder,
        DISPLAY: ':0',
        NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'notContained.mjs'))}`,
        OPENED: opened,
        VOBIZ_DATA_DIR: this.dataDir,
        ...pointTo(this.sandbox),
        ...env,
      },
      stderr: 'pipe',
    });
    const said = { stderr: '' };
    transport.stderr?.on('data', (data) => (said.stderr += String(data)));
    const client = new Client({ name: 'without forms', version: '1.0.0' });
    await client.connect(transport);
    const copies = () =>
      readdirSync(this.#folder).filter((name) => name.startsWith(`${opened.split('/').at(-1)}.`));
    const served: Served = {
      client,
      pid: transport.pid ?? 0,
      dataDir: this.dataDir,
      said,
      async call(name, given = {}) {
        const result = await client.callTool({ name, arguments: given }, undefined, { timeout: 120_000 });
        return {
          ...Object(result.structuredContent),
          isError: result.isError,
          words: JSON.stringify(result.content),
        };
      },
      opened: () => {
        try {
          return readFileSync(opened, 'utf8').trim().split('\n');
        } catch {
          return [];
        }
      },
      link: async () => {
        const copy = await vi.waitUntil(() => copies().at(-1), { timeout: 8000 });
        const html = readFileSync(join(this.#folder, copy), 'utf8');
        rmSync(join(this.#folder, copy));
        return /"(http:[^"]+)"/.exec(html)?.[1] ?? '';
      },
      close: () => client.close(),
    };
    this.#served.push(served);
    return served;
  }

  async end(): Promise<void> {
    for (const served of this.#served) await served.close();
    await this.sandbox.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
