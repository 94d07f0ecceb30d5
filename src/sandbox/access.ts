import type { IncomingHttpHeaders } from 'node:http';
import type { Dialect } from './dialect.ts';
import { Failure } from './failures.ts';

/** The accepted credentials. Changing a field rotates them. */
export interface SandboxCredentials {
  authId: string;
  authToken: string;
  jwt: string;
}

/** Checks the credentials of requests. */
export class Access {
  readonly #credentials: SandboxCredentials;
  readonly #dialect: Dialect;
  readonly #now: () => number;
  #issued: { text: string; at: number };

  constructor(credentials: SandboxCredentials, dialect: Dialect, now: () => number) {
    this.#credentials = credentials;
    this.#dialect = dialect;
    this.#now = now;
    this.#issued = { text: JSON.stringify(credentials), at: now() };
  }

  check(headers: IncomingHttpHeaders): void {
    const text = JSON.stringify(this.#credentials);
    if (text !== this.#issued.text) this.#issued = { text, at: this.#now() };
    if (!this.#isKnown(headers)) throw new Failure(401, 'invalid credentials');
    const { tokenLife } = this.#dialect;
    if (tokenLife > 0 && this.#now() - this.#issued.at >= tokenLife)
      throw new Failure(401, 'token has expired', 'TOKEN_EXPIRED');
  }

  #isKnown(headers: IncomingHttpHeaders): boolean {
    const { authId, authToken, jwt } = this.#credentials;
    if (headers.authorization !== undefined) return headers.authorization === `Bearer ${jwt}`;
    return headers['x-auth-id'] === authId && headers['x-auth-token'] === authToken;
  }
}
