import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { type Answer, callTool } from '../harness.ts';
import { bundleChild } from './bundled.ts';
import { ipcEnd, isParcel, type Opening } from './ipc.ts';

/** Servers in processes of their own: one serves, and the next has started already for when the first is killed. */
export class Servers {
  readonly #folder = mkdtempSync(join(tmpdir(), 'vobiz-servers-'));
  #script = '';
  #spare: ChildProcess | undefined;
  #serving: ChildProcess | undefined;
  #client: Client | undefined;

  async prepare(): Promise<void> {
    this.#script = await bundleChild(this.#folder);
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
