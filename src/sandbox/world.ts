import { Access, type SandboxCredentials } from './access.ts';
import { Account } from './account.ts';
import { type Dialect, newDialect } from './dialect.ts';
import { Faults } from './faults.ts';
import { Limits } from './limits.ts';
import { RequestLog } from './log.ts';
import { seedPeople } from './people.ts';
import { seeded } from './random.ts';

/** How a sandbox starts. */
export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** How many seeded contacts; 500 by default. */
  contacts?: number;
  seed?: number;
  dialect?: Partial<Dialect>;
  credentials?: Partial<SandboxCredentials>;
  /** Added to every request the account sees. */
  latencyMs?: number;
  /** Whether `/_sandbox` is served; true by default. */
  control?: boolean;
  /** The clock of timestamps, limits and token life. */
  now?: () => number;
}

/** Everything one sandbox consists of, apart from its HTTP server. */
export interface World {
  readonly account: Account;
  readonly credentials: SandboxCredentials;
  readonly dialect: Dialect;
  readonly access: Access;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly log: RequestLog;
  readonly latencyMs: number;
  readonly now: () => number;
}

const publicCredentials = { authId: 'MA_SANDBOX', authToken: 'sandbox-token', jwt: 'sandbox.jwt.token' };

/** Builds a world with its seeded contacts. */
export function newWorld(options: SandboxOptions): World {
  const { contacts = 500, seed = 1, latencyMs = 0, now = Date.now } = options;
  const dialect = newDialect(options.dialect);
  const credentials = { ...publicCredentials, ...options.credentials };
  const account = new Account({ dialect, credentials, seed, now });
  account.replaceAll(seedPeople(contacts, seed, now()));
  return {
    account,
    credentials,
    dialect,
    access: new Access(credentials, dialect, now),
    faults: new Faults(seeded(seed)),
    limits: new Limits(dialect, now),
    log: new RequestLog(),
    latencyMs,
    now,
  };
}
