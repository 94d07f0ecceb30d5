import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { onTestFinished } from 'vitest';
import { accountKey } from '../../src/api/account.ts';
import { readConfig } from '../../src/config.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Answer, callTool, FAST } from '../harness.ts';
import { pointTo } from '../pointTo.ts';
import { crowd, fill, writes } from '../tools/world.ts';
import { bundleChild } from './bundled.ts';
import { ipcEnd, isParcel, type Opening } from './ipc.ts';

/** A server in a process of its own, which a test may freeze, kill, or give a small disk. */
export interface Apart {
  pid: number;
  call(name: string, args?: Record<string, unknown>): Promise<Answer>;
  resource(uri: string): Promise<{ contents: object[] }>;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** SIGKILL: at once, whatever it is doing. */
  kill(): Promise<void>;
}

let bundled: Promise<string> | undefined;

/** Bundled once for all tests of a file. */
async function bundle(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'vobiz-apart-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return bundleChild(folder);
}

/** An account of so many contacts, p1, p2, …, and a data folder for the servers. */
export async function accountApart(count: number, options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ contacts: 0, latencyMs: 25, ...options });
  const dataDir = mkdtempSync(join(tmpdir(), 'vobiz-apart-data-'));
  onTestFinished(async () => {
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  fill(sandbox, ...crowd(count));
  const env = { ...pointTo(sandbox), VOBIZ_DATA_DIR: dataDir };
  const { account } = readConfig({ sandbox: false, readOnly: false }, env);
  return {
    sandbox,
    dataDir,
    /** The account of its rows in the store. */
    key: account ? accountKey(account) : '',
    sent: () => writes({ sandbox }).length,
    tagged: (tag: string) =>
      [...sandbox.account.contacts.values()].filter(({ tags }) => tags.includes(tag)).length,
    start: (fileLimitBytes?: number) => startApart({ env, timing: FAST }, fileLimitBytes),
  };
}

async function startApart(opening: Opening, fileLimitBytes?: number): Promise<Apart> {
  bundled ??= bundle();
  const started = launch(await bundled, fileLimitBytes);
  onTestFinished(() => void started.kill('SIGKILL'));
  const opened = new Promise<void>((resolve) => {
    started.on('message', (parcel) => isParcel(parcel) && 'opened' in parcel && resolve());
  });
  started.send({ open: opening });
  await opened;
  const client = new Client({ name: 'test', version: '1' }, { capabilities: {} });
  await client.connect(ipcEnd(started));
  return {
    pid: started.pid ?? 0,
    call: (name, args = {}) => callTool(client, name, args),
    resource: (uri) => client.readResource({ uri }),
    signal: (name) => void started.kill(name),
    kill: async () => {
      const ended = once(started, 'exit');
      started.kill('SIGKILL');
      await ended;
    },
  };
}

/** No file of a limited process may grow beyond that; like a full disk, the limit lets existing files be read. */
function launch(script: string, fileLimitBytes: number | undefined): ChildProcess {
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  const { execPath } = process;
  if (fileLimitBytes === undefined) return spawn(execPath, [script], { stdio: [...stdio] });
  const limited = `ulimit -f ${Math.ceil(fileLimitBytes / 512)}; exec "${execPath}" "${script}"`;
  return spawn('sh', ['-c', limited], { stdio: [...stdio] });
}

/** A plan that tags all contacts, approved and begun in that process. */
export async function beginPlan({ call }: Apart, tag: string): Promise<string> {
  const { data: found } = await call('find_contacts', { sample: 0 });
  const { data } = await call('plan_update', { selection_id: found['selection_id'], add_tags: [tag] });
  const plan_id = String(data['plan_id']);
  await call('apply_plan', { plan_id, approval: data['approval_phrase'], wait_seconds: 0 });
  return plan_id;
}
