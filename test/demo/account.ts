import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { pointTo } from '../pointTo.ts';
import { SERVER } from './talk.ts';

export type Env = Record<string, string>;

/** An account of invented contacts that outlives the servers, and a folder of its own for them and for files. */
export async function withAccount(tell: (env: Env, files: string) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({ latencyMs: 25 });
  const dataDir = await mkdtemp(join(tmpdir(), 'vobiz-contacts-mcp-demo-'));
  const folders = { VOBIZ_DATA_DIR: dataDir, VOBIZ_FILES: dataDir };
  const env = { ...pointTo(sandbox), ...folders, VOBIZ_LOG_LEVEL: 'silent' };
  try {
    await tell(env, dataDir);
  } finally {
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A client without forms, and a server of its own. */
export async function connect(env: Env): Promise<{ client: Client; kill(): void }> {
  const client = new Client({ name: 'demo', version: '1.0.0' });
  const transport = new StdioClientTransport({ command: SERVER.command, args: SERVER.args.slice(0, 1), env });
  await client.connect(transport);
  const kill = () => {
    if (transport.pid !== null) process.kill(transport.pid, 'SIGKILL');
  };
  return { client, kill };
}
