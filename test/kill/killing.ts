import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Fault } from '../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { pointTo } from '../pointTo.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const TAG = 'spring-sale';
const LOOKALIKE = 'Spring-Sale';

export interface KillOptions {
  contacts: number;
  kills: number;
  /** Servers on one data folder at the same time. */
  servers: number;
  /** Single edits of other tags while the plan runs. */
  singles: number;
  seed: number;
}

export interface KillReport {
  kills: number;
  /** Contacts that do not carry the tag at the end although they should. */
  lost: string[];
  /** Contacts that lost a tag they had. */
  harmed: string[];
  /** Contacts that were sent the same change after it had been applied. */
  repeated: string[];
  state: string;
  counts: Record<string, number>;
}

/** Drops before and after applying, failures before and after, and throttling, at random but the same for a seed. */
const FAULTS: readonly Fault[] = [
  { method: 'PUT', times: Number.POSITIVE_INFINITY, rate: 0.04, action: { drop: 'after' } },
  { method: 'PUT', times: Number.POSITIVE_INFINITY, rate: 0.03, action: { drop: 'before' } },
  { method: 'PUT', times: Number.POSITIVE_INFINITY, rate: 0.03, action: { status: 500, applied: true } },
  { method: 'PUT', times: Number.POSITIVE_INFINITY, rate: 0.03, action: { status: 500 } },
  {
    times: Number.POSITIVE_INFINITY,
    rate: 0.01,
    action: { status: 429, headers: { 'retry-after': '0.05' } },
  },
];

export class Server {
  readonly client = new Client({ name: 'kill', version: '1.0.0' });
  readonly #transport: StdioClientTransport;

  constructor(env: Record<string, string>) {
    this.#transport = new StdioClientTransport({
      command: process.execPath,
      args: [MAIN],
      env,
      stderr: 'inherit',
    });
  }

  async start(): Promise<this> {
    await this.client.connect(this.#transport);
    return this;
  }

  async call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
    const { structuredContent, content, isError } = await this.client.callTool({ name, arguments: args });
    if (isError) throw new Error(`${name}: ${JSON.stringify(content)}`);
    return { ...(structuredContent as Record<string, unknown>) };
  }

  get pid(): number {
    const { pid } = this.#transport;
    if (pid === null) throw new Error('the server does not run');
    return pid;
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    const { pid } = this.#transport;
    if (pid !== null) process.kill(pid, signal);
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

/** Runs one plan over a sandbox with faults while its servers are killed, and looks at every contact afterwards. */
export async function runWithKills(options: KillOptions): Promise<KillReport> {
  const sandbox = await startSandbox({ contacts: options.contacts, seed: options.seed, latencyMs: 4 });
  const dataDir = await mkdtemp(join(tmpdir(), 'vobiz-kill-'));
  const env = { ...pointTo(sandbox), VOBIZ_DATA_DIR: dataDir, VOBIZ_LOG_LEVEL: 'error' };
  // A look-alike that was there before is no proof of a write.
  for (const [index, { id, tags }] of [...sandbox.account.contacts.values()].entries())
    if (index % 5 === 0) sandbox.account.edit(id, { tags: [...tags, LOOKALIKE] });
  const before = new Map([...sandbox.account.contacts].map(([id, { tags }]) => [id, tags]));
  const start = () => new Server(env).start();
  let servers = await Promise.all(Array.from({ length: options.servers }, start));
  try {
    const planned = await plan(servers[0]);
    for (const fault of FAULTS) sandbox.fault(fault);
    await servers[0]?.call('apply_plan', { ...planned, wait_seconds: 0 });
    let kills = 0;
    while (kills < options.kills && !(await ended(servers[0], planned.plan_id))) {
      await edits(servers[0], sandbox, options.singles);
      await pause(10 + random(options.seed + kills) * 120);
      for (const server of servers) server.kill();
      kills += servers.length;
      servers = await Promise.all(Array.from({ length: options.servers }, start));
    }
    const end = await waitForEnd(servers[0], planned.plan_id);
    return { ...look(sandbox, before), ...end, kills };
  } finally {
    await Promise.all(servers.map((server) => server.close()));
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function plan(server: Server | undefined): Promise<{ plan_id: string; approval: string }> {
  if (!server) throw new Error('no server');
  const found = await findWritable(server);
  const planned = await server.call('plan_update', { selection_id: found['selection_id'], add_tags: [TAG] });
  return { plan_id: String(planned['plan_id']), approval: String(planned['approval_phrase']) };
}

/** Everybody but those who opted out, who get no tag. */
export async function findWritable(server: Server): Promise<Record<string, unknown>> {
  const optedOut = await server.call('find_contacts', { protected: true, sample: 0 });
  return server.call('find_contacts', { except: [optedOut['selection_id']], sample: 0 });
}

export async function ended(server: Server | undefined, plan_id: string): Promise<boolean> {
  const plan = await server?.call('get_plan', { plan_id });
  return !['queued', 'running'].includes(String(plan?.['state']));
}

/** Other edits to contacts of the plan, while it runs: they must neither be lost nor lose the plan's tag. */
async function edits(server: Server | undefined, sandbox: Sandbox, count: number): Promise<void> {
  const ids = [...sandbox.account.contacts.keys()];
  for (let n = 0; n < count; n += 1) {
    const id = ids[Math.floor(random(n + ids.length) * ids.length)];
    await server?.call('update_contact', { contact: id, set_attributes: { seen: n } }).catch(() => undefined);
  }
}

export async function waitForEnd(
  server: Server | undefined,
  plan_id: string,
): Promise<Pick<KillReport, 'state' | 'counts'>> {
  for (let tries = 0; tries < 20; tries += 1) {
    const plan = await server?.call('get_plan', { plan_id, wait_seconds: 5 });
    const state = String(plan?.['state']);
    if (!['queued', 'running'].includes(state))
      return { state, counts: { ...(plan?.['counts'] as Record<string, number>) } };
  }
  return { state: 'never ended', counts: {} };
}

function look(
  sandbox: Sandbox,
  before: ReadonlyMap<string, readonly string[]>,
): Pick<KillReport, 'lost' | 'harmed' | 'repeated'> {
  const contacts = [...sandbox.account.contacts.values()];
  const meant = contacts.filter(
    ({ tags }) => !tags.some((tag) => /^(opted-out|opt-out|unsubscribed)$/i.test(tag)),
  );
  const harmed = contacts.filter(
    ({ id, tags }) => !(before.get(id) ?? []).every((tag) => tags.includes(tag)),
  );
  const applied = new Map<string, number>();
  for (const { method, path, body, applied: done } of sandbox.requests) {
    const sends =
      method === 'PUT' && done && JSON.stringify(body ?? '').includes(TAG) && 'tags' in Object(body);
    if (sends) applied.set(path, (applied.get(path) ?? 0) + 1);
  }
  return {
    lost: meant.filter(({ tags }) => !tags.includes(TAG)).map(({ id }) => id),
    harmed: harmed.map(({ id }) => id),
    repeated: [...applied].filter(([, times]) => times > 1).map(([path]) => path),
  };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function random(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
}
