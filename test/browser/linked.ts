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

/** The built server on an account of these contacts; it gives links to its page, and opens nothing. */
export class Linked {
  readonly sandbox: Sandbox;
  readonly #client: Client;
  readonly #folder: string;

  private constructor(sandbox: Sandbox, client: Client, folder: string) {
    [this.sandbox, this.#client, this.#folder] = [sandbox, client, folder];
  }

  static async start(contacts: readonly Partial<WireContact>[]): Promise<Linked> {
    const sandbox = await startSandbox({ contacts: 0 });
    sandbox.account.replaceAll(contacts);
    const folder = mkdtempSync(join(tmpdir(), 'vobiz-linked-'));
    const env = { VOBIZ_DATA_DIR: folder, VOBIZ_REVIEW: 'link', VOBIZ_APPROVAL: 'relay' };
    const client = new Client({ name: 'pictures', version: '1' });
    const own = { PATH: process.env['PATH'] ?? '', HOME: folder };
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [MAIN],
        env: { ...own, ...pointTo(sandbox), ...env },
      }),
    );
    return new Linked(sandbox, client, folder);
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
    const { words } = await this.call('apply_plan', { plan_id: data.plan_id });
    const [link] = /http:\/\/127\.0\.0\.1:\S+#[\w-]+/.exec(words) ?? [];
    if (link === undefined) throw new Error(words);
    return link;
  }

  async stop(): Promise<void> {
    await this.#client.close();
    await this.sandbox.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
