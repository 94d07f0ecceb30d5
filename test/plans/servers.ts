import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { build } from 'esbuild';
import { type Answer, callTool } from '../harness.ts';
import { ipcEnd, isParcel, type Opening } from './ipc.ts';

/** Servers in processes of their own: one serves, and the next has started already for when the first is killed. */
export class Servers {
  readonly #folder = mkdtempSync(join(tmpdir(), 'vobiz-servers-'));
  readonly #script = join(this.#folder, 'child.mjs');
  #spare: ChildProcess | undefined;
  #serving: ChildProcess | undefined;
  #client: Client | undefined;

  /** Bundled, since a process that reads all the sources takes a second to start. */
  async prepare(): Promise<void> {
    await build({
      entryPoints: [join(import.meta.dirname, 'child.ts')],
      outfile: this.#script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'warning',
      banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    });
    this.#spare = fork(this.#script);
  }

  /** A server for this account and store: the process that serves already, or after its end the next one. */
  async open(opening: Opening): Promise<void> {
    await this.#client?.close();
    if (!this.#serving) {
      this.#serving = this.#spare ?? fork(this.#script);
      this.#spare = fork(this.#script);
    }
    const serving = this.#serving;
    const opened = new Promise<void>((resolve) => {
      const hear = (parcel: unknown) => {
        if (!isParcel(parcel) || !('opened' in parcel)) return;
        serving.off('message', hear);
        resolve();
      };
      serving.on('message', hear);
    });
    serving.send({ open: opening });
    await opened;
    this.#client = new Client({ name: 'test', version: '1' }, { capabilities: {} });
    await this.#client.connect(ipcEnd(serving));
  }

  /** Rejects when the server dies meanwhile. */
  call(name: string, args: Record<string, unknown>): Promise<Answer> {
    if (!this.#client) throw new Error('no server is open');
    return callTool(this.#client, name, args);
  }

  /** SIGKILL: at once, whatever it is doing. */
  kill(): void {
    this.#serving?.kill('SIGKILL');
    this.#serving = undefined;
  }

  close(): void {
    this.kill();
    this.#spare?.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
