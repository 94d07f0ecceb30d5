import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as ModernClient } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { onTestFinished } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { Context } from '../src/context.ts';
import { buildServer } from '../src/mcp/server.ts';
import { openContext, TIMING, type Timing } from '../src/open.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/sandbox/sandbox.ts';
import { pointTo } from './pointTo.ts';
import { wirePair } from './wire.ts';

/** Short waits, so that what takes seconds in life takes moments here. */
export const FAST: Timing = { ...TIMING, timeoutMs: 1000, backoffMs: 10, walkWaitMs: 5000 };

export type FormAnswer = {
  action: 'accept' | 'decline' | 'cancel';
  content?: Record<string, string | number | boolean>;
};
/** What the person does with a form; `none` is a client that has no forms. */
export type Forms = 'none' | ((message: string) => FormAnswer | Promise<FormAnswer>);

export interface HarnessOptions {
  sandbox?: SandboxOptions;
  /** Environment variables besides those that point to the sandbox. */
  env?: Record<string, string>;
  forms?: Forms;
  timing?: Partial<Timing>;
  era?: 'legacy' | 'modern';
  /** Another chat beside that one: a process's context of its own, on the same account and data folder. */
  beside?: Pick<Harness, 'sandbox' | 'dataDir'>;
}

export interface Answer {
  text: string;
  isError: boolean;
  data: Record<string, unknown>;
}

export interface Harness {
  sandbox: Sandbox;
  context: Context;
  /** Where the store is. */
  dataDir: string;
  client: LegacyClient | ModernClient;
  /** Every form that was shown. */
  forms: string[];
  /** Rejects when the signal aborts: the client gave up waiting. */
  call(name: string, args?: Record<string, unknown>, signal?: AbortSignal): Promise<Answer>;
}

/** The real server over the protocol's own messages, against the real sandbox over HTTP; ends with the test. */
export async function start(options: HarnessOptions = {}): Promise<Harness> {
  const { sandbox, dataDir } = options.beside ?? (await newAccount(options.sandbox));
  const env = { ...pointTo(sandbox), VOBIZ_DATA_DIR: dataDir, ...options.env };
  const config = readConfig({ sandbox: false, readOnly: false }, env);
  const quiet = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const { context, close } = openContext(config, quiet, { ...FAST, ...options.timing }, { strict: true });
  const [clientSide, serverSide] = wirePair();
  const handle = serveStdio(({ era }) => buildServer(context, era), { transport: serverSide });
  const shown: string[] = [];
  const client =
    options.era === 'modern' ? modernClient(options.forms, shown) : legacyClient(options.forms, shown);
  await client.connect(clientSide);
  onTestFinished(async () => {
    await client.close();
    await handle.close();
    await close(0);
  });
  return {
    sandbox,
    context,
    dataDir,
    client,
    forms: shown,
    call: (name, args = {}, signal) => callTool(client, name, args, signal),
  };
}

async function newAccount(options?: SandboxOptions): Promise<Pick<Harness, 'sandbox' | 'dataDir'>> {
  const sandbox = await startSandbox({ contacts: 20, ...options });
  const dataDir = mkdtempSync(join(tmpdir(), 'vobiz-test-'));
  // Runs last: what was registered later ends first.
  onTestFinished(async () => {
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { sandbox, dataDir };
}

export async function callTool(
  client: LegacyClient | ModernClient,
  name: string,
  args: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<Answer> {
  const params = { name, arguments: args };
  const options = signal && { signal };
  const result =
    client instanceof LegacyClient
      ? await client.callTool(params, undefined, options)
      : await client.callTool(params, options);
  const content = Array.isArray(result.content) ? result.content : [];
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
  const data = result.structuredContent;
  return {
    text,
    isError: result.isError === true,
    data: typeof data === 'object' && data !== null ? { ...data } : {},
  };
}

function legacyClient(forms: Forms = 'none', shown: string[] = []): LegacyClient {
  const client = new LegacyClient(
    { name: 'test', version: '1' },
    { capabilities: forms === 'none' ? {} : { elicitation: {} } },
  );
  if (forms !== 'none') {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
      shown.push(params.message);
      return forms(params.message);
    });
  }
  return client;
}

function modernClient(forms: Forms = 'none', shown: string[] = []): ModernClient {
  const client = new ModernClient(
    { name: 'test', version: '1' },
    {
      capabilities: forms === 'none' ? {} : { elicitation: { form: {} } },
      versionNegotiation: { mode: 'auto' },
    },
  );
  if (forms !== 'none') {
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      shown.push(params.message);
      return forms(params.message);
    });
  }
  return client;
}

/** A person who reads before answering: faster is taken for a host without forms. */
export function person(action: FormAnswer['action'], afterMs = 0): Forms {
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    return { action, ...(action === 'accept' && { content: {} }) };
  };
}
