import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { loggable } from '../api/error.ts';
import { Secrets } from '../api/secrets.ts';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { explain } from '../errors.ts';
import { SECOND } from '../lib/time.ts';
import { createLog } from '../log.ts';
import { buildServer } from '../mcp/server.ts';
import { StdioTransport } from '../mcp/stdio/transport.ts';
import { openContext, SANDBOX } from '../open.ts';
import { Page } from '../page/review.ts';
import { STORE_FILE } from '../store/file.ts';
import { VERSION } from '../version.ts';
import { programOf } from './program.ts';

/** The time for writes under way at the end. */
const GRACE = 10 * SECOND;
/** Any living process goes on with the plans of a process that died. */
const WAKE_EVERY = 3 * SECOND;
const PARENT_CHECK = 3 * SECOND;

/** Serves MCP on stdin and stdout, in both eras, until the client is gone. `entry` is the file that a terminal starts. */
export async function serveStdin(given: Config, entry: string | undefined): Promise<void> {
  const parent = process.ppid;
  const sandbox = given.sandbox ? await startOwnSandbox() : undefined;
  const config = sandbox
    ? { ...given, account: sandbox.account, dataDir: sandbox.dataDir, missing: undefined, where: SANDBOX }
    : given;
  const log = createLog(
    config.logLevel,
    new Secrets([...config.secrets, ...(config.account?.secrets ?? [])]),
  );
  const opened = openContext(config, log);
  const page = new Page(opened.context, config);
  const context = { ...opened.context, review: page, program: programOf(config, entry) };
  const wire = new StdioTransport(process.stdin, process.stdout, log);
  const handle = serveStdio(({ era }) => buildServer(context, era), {
    transport: wire,
    onerror: (error) => wire.complain(withoutContent(error.message)),
  });
  for (const problem of config.problems) log.warn({ problem }, 'a mistake in the configuration');
  if (config.missing !== undefined) log.warn({ missing: config.missing }, 'not connected to Vobiz');
  log.debug({ version: VERSION, where: config.where, mode: config.mode }, 'serving');

  const going = setInterval(keepGoing(opened.context, config.dataDir), WAKE_EVERY);
  const reason = await Promise.race([wire.over, clientGone(parent)]);
  log.debug({ reason }, 'ending');
  clearInterval(going);
  await handle.close();
  await page.close();
  await opened.close(GRACE);
  await sandbox?.close();
  await log.written();
  await wire.drained();
  process.exit(0);
}

/** The SDK quotes messages in its errors, and messages may hold contacts. */
function withoutContent(message: string): string {
  return message.replace(/[:"'`{[].*/s, '');
}

/** Wakes the runner, which goes on with the plans of an earlier process; where there is no store, none is made. */
function keepGoing({ journal, log }: Context, dataDir: string): () => void {
  let known: string | undefined;
  const complain = (error: unknown) => {
    const reason = explain(error);
    if (reason !== known) log.warn(loggable(error), 'the store could not be opened');
    known = reason;
  };
  return () => {
    if (!existsSync(join(dataDir, STORE_FILE))) return;
    // A runner in trouble tries again on its own.
    journal().then(({ runner }) => runner.trouble === undefined && runner.wake(), complain);
  };
}

async function startOwnSandbox() {
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  const sandbox = await startSandbox({ control: false });
  const { origin, pathname } = new URL(sandbox.url);
  const credentials = {
    'x-auth-id': sandbox.credentials.authId,
    'x-auth-token': sandbox.credentials.authToken,
  };
  const account = { origin, basePath: pathname, credentials, secrets: [sandbox.credentials.authToken] };
  // Contacts and plans of the sandbox end with this process.
  const dataDir = await mkdtemp(join(tmpdir(), 'vobiz-contacts-mcp-sandbox-'));
  const close = async () => {
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { account, dataDir, close };
}

/** Resolves when the client is gone, whether or not input and output end: by a signal, or when the parent vanished. */
function clientGone(parent: number): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve(signal));
    // Some clients leave servers behind whose input never ends; then another process becomes the parent.
    setInterval(() => process.ppid !== parent && resolve('vanished parent'), PARENT_CHECK).unref();
  });
}
