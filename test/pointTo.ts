import type { Sandbox } from '../src/sandbox/sandbox.ts';

/** The environment of a server whose account is this sandbox. */
export function pointTo({ url, credentials }: Pick<Sandbox, 'url' | 'credentials'>): Record<string, string> {
  const { authId, authToken } = credentials;
  return { VOBIZ_BASE_URL: url, VOBIZ_AUTH_ID: authId, VOBIZ_AUTH_TOKEN: authToken };
}
