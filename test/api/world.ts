import { onTestFinished } from 'vitest';
import type { Api } from '../../src/api/client.ts';
import { ApiError } from '../../src/api/error.ts';
import { readConfig } from '../../src/config.ts';
import type { Context } from '../../src/context.ts';
import { openContext, TIMING, type Timing } from '../../src/open.ts';
import type { Dialect } from '../../src/sandbox/dialect.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';

export interface World {
  sandbox: Sandbox;
  context: Context;
  api: Api;
}

export interface WorldOptions extends SandboxOptions {
  env?: Record<string, string>;
  timing?: Partial<Timing>;
  /** Tests that run side by side bring their own; otherwise the running test is the one. */
  finished?: Finished;
}

type Finished = (end: () => Promise<void>) => void;

/** The real client over the real pool against an empty sandbox; ends with the test. */
export async function openWorld({
  env,
  timing,
  finished = onTestFinished,
  ...options
}: WorldOptions = {}): Promise<World> {
  const sandbox = await startSandbox({ contacts: 0, ...options });
  const context = contextFor(sandbox.url, { ...keys(sandbox), ...env }, timing, finished);
  finished(() => sandbox.close());
  return { sandbox, context, api: context.api };
}

/** The same client, against a sandbox with this dialect. */
export function speaking(dialect: Partial<Dialect>): Promise<World> {
  return openWorld({ dialect });
}

/** A client configured by environment variables; ends with the test. */
export function contextFor(
  url: string,
  env: Record<string, string>,
  timing: Partial<Timing> = {},
  finished: Finished = onTestFinished,
): Context {
  const config = readConfig({ sandbox: false, readOnly: false }, { VOBIZ_BASE_URL: url, ...env });
  const quiet = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const { context, close } = openContext(
    config,
    quiet,
    { ...TIMING, timeoutMs: 1000, backoffMs: 10, ...timing },
    { strict: true },
  );
  finished(() => close(0));
  return context;
}

export function keys({ credentials }: Pick<Sandbox, 'credentials'>): Record<string, string> {
  return { VOBIZ_AUTH_ID: credentials.authId, VOBIZ_AUTH_TOKEN: credentials.authToken };
}

/** The error of a call that fails; any error but an `ApiError` fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ApiError> {
  const outcome = await call.then(
    (value) => new Error(`it succeeded: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof ApiError) return outcome;
  throw outcome;
}

/** Method and status of every request, in order. */
export const traffic = ({ requests }: Sandbox) => requests.map(({ method, status }) => `${method} ${status}`);

/** How many requests of a method the account carried out. */
export const carriedOut = (sandbox: Sandbox, method: string) =>
  sandbox.requests.filter((request) => request.method === method && request.applied).length;
