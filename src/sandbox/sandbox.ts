import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { SandboxCredentials } from './access.ts';
import type { Account } from './account.ts';
import { control, controlPath } from './control.ts';
import type { Dialect } from './dialect.ts';
import { answer } from './exchange.ts';
import type { Fault } from './faults.ts';
import type { LoggedRequest } from './log.ts';
import { newWorld, type SandboxOptions, type World } from './world.ts';

export type { SandboxOptions } from './world.ts';

/** A running stand-in for the Vobiz contacts API. */
export interface Sandbox {
  /** The base URL with the base path of the dialect. */
  readonly url: string;
  readonly credentials: SandboxCredentials;
  /** The rules and the data, to look at and to change as somebody else would. */
  readonly account: Account;
  /** Live: a changed field counts from the next request on. */
  readonly dialect: Dialect;
  /** The last 200,000 requests. */
  readonly requests: LoggedRequest[];
  /** The requests that are not GET. */
  writes(): LoggedRequest[];
  /** Arms a fault; the returned function takes it off. */
  fault(fault: Fault): () => void;
  /** Forgets faults and requests. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts a sandbox on 127.0.0.1. Rejects when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world = newWorld(options);
  const server = newServer(world, options.control ?? true);
  const port = await listen(server, options.port ?? 0);
  return {
    get url() {
      return `http://127.0.0.1:${port}${world.dialect.basePath}`;
    },
    credentials: world.credentials,
    account: world.account,
    dialect: world.dialect,
    requests: world.log.entries,
    writes: () => world.log.writes(),
    fault: (fault) => world.faults.add(fault),
    reset: () => {
      world.faults.clear();
      world.log.clear();
    },
    close: () => close(server),
  };
}

function newServer(world: World, hasControl: boolean): Server {
  // Idle connections live longer than any client keeps them, so that no reuse meets a closing one.
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveTimeout: 120_000 });
  return server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const isControl = hasControl && request.url?.startsWith(controlPath);
    const handle = isControl ? control : answer;
    handle(world, request, response).catch((error) => {
      // A client may leave while it is sending; any other error is a bug of the sandbox.
      if (request.complete) response.destroy(error);
    });
  });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
