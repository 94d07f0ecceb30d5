import { createHash } from 'node:crypto';
import { isObject, parseJson } from '../lib/json.ts';
import { SECOND } from '../lib/time.ts';

export interface Account {
  /** Scheme, host and port: the only place the credentials are sent to. */
  origin: string;
  /** Path before `/contacts`. */
  basePath: string;
  /** The headers that authenticate the account. */
  credentials: Readonly<Record<string, string>>;
  /** The credentials that nobody may see: a service may repeat them in its errors. */
  secrets: readonly string[];
}

/**
 * The key of an account's rows in the store: base URL and auth id. A JWT changes every half hour, but the claims about its
 * bearer do not. A JWT without such claims is an account of its own.
 */
export function accountKey({ origin, basePath, credentials, secrets }: Account): string {
  const [id = ''] = Object.values(credentials);
  const jwt = jwtIn(id, secrets);
  const bearer = jwt === undefined ? id : `jwt:${bearerOf(jwt)}`;
  return `${origin}${basePath}#${bearer}`;
}

/** The account of a key, without its credentials: its plans can be read, and nothing is sent for it. */
export function accountOf(key: string): Account {
  const [url = '', id = ''] = key.split('#');
  const { origin, pathname } = new URL(url);
  return { origin, basePath: pathname.replace(/\/+$/, ''), credentials: { 'x-auth-id': id }, secrets: [] };
}

function jwtIn(credential: string, secrets: readonly string[]): string | undefined {
  return secrets.find((secret) => credential.includes(secret));
}

/**
 * When a JWT was issued and when it ends, in ms since 1970, as far as it says so; undefined for an id with its token.
 * Its signature is the service's to check.
 */
export function lifeOfJwt({ credentials, secrets }: Account): { from?: number; until?: number } | undefined {
  const [id = ''] = Object.values(credentials);
  const jwt = jwtIn(id, secrets);
  if (jwt === undefined) return undefined;
  const { iat, exp } = claimsOf(jwt);
  return {
    ...(typeof iat === 'number' && { from: iat * SECOND }),
    ...(typeof exp === 'number' && { until: exp * SECOND }),
  };
}

/** Whether the JWT says that its time is over. */
export function hasEnded(account: Account, now: number): boolean {
  const until = lifeOfJwt(account)?.until;
  return until !== undefined && until <= now;
}

function claimsOf(jwt: string): Record<string, unknown> {
  const claims = parseJson(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
  return isObject(claims) ? claims : {};
}

/** These change with each token. */
const PASSING_CLAIMS: ReadonlySet<string> = new Set([
  'exp',
  'iat',
  'nbf',
  'jti',
  'auth_time',
  'nonce',
  'sid',
]);

function bearerOf(jwt: string): string {
  const lasting = Object.entries(claimsOf(jwt))
    .filter(([name]) => !PASSING_CLAIMS.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const text = lasting.length > 0 ? JSON.stringify(lasting) : jwt;
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
