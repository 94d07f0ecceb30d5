import { createHash } from 'node:crypto';
import { isObject, parseJson } from '../lib/json.ts';

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
  const jwt = secrets.find((secret) => id.includes(secret));
  const bearer = jwt === undefined ? id : `jwt:${bearerOf(jwt)}`;
  return `${origin}${basePath}#${bearer}`;
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
  const claims = parseJson(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
  const lasting = isObject(claims)
    ? Object.entries(claims)
        .filter(([name]) => !PASSING_CLAIMS.has(name))
        .sort(([a], [b]) => (a < b ? -1 : 1))
    : [];
  const text = lasting.length > 0 ? JSON.stringify(lasting) : jwt;
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
