import { parseDialect } from './dialect.ts';
import { startSandbox } from './sandbox.ts';

interface CommandOptions {
  port: number;
  contacts: number;
  seed: number;
  /** `name=value` each. */
  dialect: readonly string[];
}

/**
 * Runs the sandbox on its own until a signal ends it, and prints the variables that a client needs.
 * A `RangeError` names the option that does not work.
 */
export async function runSandbox({ port, contacts, seed, dialect }: CommandOptions): Promise<void> {
  const sandbox = await startSandbox({ port, contacts, seed, dialect: parseDialect(dialect) }).catch(
    (error: unknown) => {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      throw taken ? new RangeError(`port ${port} is taken; --port 0 takes a free one`) : error;
    },
  );
  const { authId, authToken } = sandbox.credentials;
  process.stdout.write(
    `Sandbox with ${contacts} invented contacts. Ctrl-C ends it.\n\nVOBIZ_BASE_URL=${sandbox.url}\nVOBIZ_AUTH_ID=${authId}\nVOBIZ_AUTH_TOKEN=${authToken}\n`,
  );
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
  });
  await sandbox.close();
}
