import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { WireContact } from '../../src/api/wire.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { pointTo } from '../pointTo.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The built server; it gives links to its page, and opens nothing. */
export class Linked {
  readonly #sandbox: Sandbox | undefined;
  readonly #client = new Client({ name: 'a client without forms', version: '1' });
  readonly #folder = mkdtempSync(join(tmpdir(), 'vobiz-linked-'));

  private constructor(sandbox: Sandbox | undefined) {
    this.#sandbox = sandbox;
  }

  /** On an account of these contacts. */
  static async start(contacts: readonly Partial<WireContact>[]): Promise<Linked> {
    const sandbox = await startSandbox({ contacts: 0 });
    sandbox.account.replaceAll(contacts);
    const linked = new Linked(sandbox);
    await linked.#connect([], pointTo(sandbox));
    return linked;
  }

  /** On the account of invented contacts that the server itself brings. */
  static async startItsOwn(): Promise<Linked> {
    const linked = new Linked(undefined);
    await linked.#connect(['--sandbox'], {});
    return linked;
  }

  get sandbox(): Sandbox {
    if (this.#sandbox === undefined) throw new Error('The account is in the process of the server');
    return this.#sandbox;
  }

  async #connect(args: readonly string[], account: Record<string, string>): Promise<void> {
    const own = { PATH: process.env['PATH'] ?? '', HOME: this.#folder, VOBIZ_DATA_DIR: this.#folder };
    const how = { VOBIZ_REVIEW: 'link', VOBIZ_APPROVAL: 'relay', VOBIZ_LOG_LEVEL: 'silent' };
    const env = { ...own, ...how, ...account };
    await this.#client.connect(
      new StdioClientTransport({ command: process.execPath, args: [MAIN, ...args], env }),
    );
  }

  async call(name: string, given: Record<string, unknown> = {}) {
    const result = await this.#client.callTool({ name, arguments: given }, undefined, { timeout: 120_000 });
    const content = Array.isArray(result.content) ? result.content : [];
    const words = content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
    if (result.isError) throw new Error(words);
    return { data: { ...Object(result.structuredContent) }, words };
  }

  /** Makes a plan, and a link that opens it once. */
  async plan(tool: string, given: Record<string, unknown>): Promise<string> {
    const { data } = await this.call(tool, given);
    return this.link(String(data.plan_id));
  }

  async link(plan_id: string): Promise<string> {
    const { words } = await this.call('apply_plan', { plan_id });
    const [link] = /http:\/\/127\.0\.0\.1:\S+#[\w-]+/.exec(words) ?? [];
    if (link === undefined) throw new Error(words);
    return link;
  }

  async stop(): Promise<void> {
    await this.#client.close();
    await this.#sandbox?.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
