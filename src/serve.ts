import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Config } from './config.ts';
import { SECOND } from './lib/time.ts';
import { createLog } from './log.ts';
import { openContext, SANDBOX } from './open.ts';
import { buildServer } from './server.ts';
import { VERSION } from './version.ts';

/** Writes under way at the end get so long to be answered. */
const GRACE = 10 * SECOND;
const PARENT_CHECK = 3 * SECOND;

/** Serves MCP on stdin and stdout, in both eras, until the client is gone. */
export async function serveStdin(given: Config, withSandbox: boolean): Promise<void> {
  const parent = process.ppid;
  const sandbox = withSandbox ? await startOwnSandbox() : undefined;
  const config = sandbox ? { ...given, account: sandbox.account, missing: undefined, where: SANDBOX } : given;
  const log = createLog(config.logLevel, config.account?.secrets ?? []);
  const opened = openContext(config, log);
  const handle = serveStdio(({ era }) => buildServer(opened.context, era), {
    onerror: (error) => log.warn({ error: error.message }, 'a protocol error'),
  });
  for (const problem of config.problems) log.warn({ problem }, 'a mistake in the configuration');
  if (config.missing !== undefined) log.warn({ missing: config.missing }, 'not connected to Vobiz');
  log.debug({ version: VERSION, where: config.where, mode: config.mode }, 'serving');

  const reason = await clientGone(parent);
  log.debug({ reason }, 'ending');
  await handle.close();
  await opened.close(GRACE);
  await sandbox?.close();
  await log.written();
  process.exit(0);
}

async function startOwnSandbox() {
  const { startSandbox } = await import('./sandbox/sandbox.ts');
  const sandbox = await startSandbox({ control: false });
  const { origin, pathname } = new URL(sandbox.url);
  const credentials = {
    'x-auth-id': sandbox.credentials.authId,
    'x-auth-token': sandbox.credentials.authToken,
  };
  const account = { origin, basePath: pathname, credentials, secrets: [sandbox.credentials.authToken] };
  return { account, close: () => sandbox.close() };
}

/** Resolves when nobody is left to serve: a signal, the end of input, a closed output, or a parent that vanished. */
function clientGone(parent: number): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve(signal));
    process.stdin.once('end', () => resolve('end of input'));
    process.stdin.once('close', () => resolve('end of input'));
    process.stdout.once('error', () => resolve('closed output'));
    // Some clients leave servers behind whose input never ends; the parent's place is then taken by another process.
    setInterval(() => process.ppid !== parent && resolve('vanished parent'), PARENT_CHECK).unref();
  });
}
