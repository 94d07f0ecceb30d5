import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';

/** A server over its stdin and stdout, of which every byte is kept. */
export class Spawned implements Transport {
  readonly child: ChildProcessWithoutNullStreams;
  readonly said = { stdout: '', stderr: '' };
  onmessage?: Transport['onmessage'];
  onclose?: Transport['onclose'];
  onerror?: Transport['onerror'];

  constructor(command: string, args: readonly string[], env: Record<string, string>) {
    this.child = spawn(command, args, { env });
  }

  async start(): Promise<void> {
    const { child, said } = this;
    const buffer = new ReadBuffer();
    child.stdout.on('data', (data: Buffer) => {
      said.stdout += data.toString();
      buffer.append(data);
      for (let message = buffer.readMessage(); message; message = buffer.readMessage())
        this.onmessage?.(message);
    });
    child.stderr.on('data', (data: Buffer) => (said.stderr += data.toString()));
    child.stdin.on('error', (error) => this.onerror?.(error));
    child.on('close', () => this.onclose?.());
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.child.stdin.write(serializeMessage(message));
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const over = once(this.child, 'close');
    this.child.stdin.end();
    await over;
  }
}
