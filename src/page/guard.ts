import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Headers of every answer: nothing is kept, framed, guessed or told to others. */
export const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** The page's own policy: its one script and its one style by their digests, and requests to where it came from. */
export function contentPolicy(html: string): string {
  const digestsOf = (tag: string) =>
    [...html.matchAll(new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, 'gs'))].map(([, inner = '']) => {
      const digest = createHash('sha256').update(inner).digest('base64');
      return `'sha256-${digest}'`;
    });
  return [
    "default-src 'none'",
    `script-src ${digestsOf('script').join(' ')}`,
    `style-src ${digestsOf('style').join(' ')}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Whether a request comes from the page itself, as far as its headers tell. A name that was made to lead here (DNS
 * rebinding) shows in Host; a page of another site, port or frame in Origin and in the kind of content, for which a
 * browser would ask first.
 */
export function isOurs({ headers, method }: IncomingMessage, port: number): boolean {
  const host = `127.0.0.1:${port}`;
  if (headers.host !== host) return false;
  if (method === 'GET') return true;
  return (
    method === 'POST' &&
    headers.origin === `http://${host}` &&
    /^application\/json(?:\s*;\s*charset=utf-8)?$/i.test(headers['content-type'] ?? '')
  );
}
