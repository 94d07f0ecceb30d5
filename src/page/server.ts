import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isObject, parseJson } from '../lib/json.ts';
import { contentPolicy, HEADERS, isOurs } from './guard.ts';

const HOST = '127.0.0.1';
const MOST_BYTES = 64 * 1024;
const BODY_MS = 10_000;

/** Answers a POST to `/api/<name>`: undefined where it has no such name, or the token is no session's. */
type Answer = (name: string, token: string, body: Record<string, unknown>) => Promise<unknown>;

export interface PageServer {
  /** `http://127.0.0.1:49152`. */
  origin: string;
  close(): Promise<void>;
}

/**
 * The page's server, on this computer alone. A GET of any path gets the same page without data; whatever else is not the
 * page's own request, with a session, gets the same 403.
 */
export async function openPageServer(html: string, answer: Answer): Promise<PageServer> {
  const page = { html, policy: contentPolicy(html) };
  // A request without a host is refused like any other that is not the page's own.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    reply(request, response, server, page, answer).catch(() => response.destroy());
  });
  server.requestTimeout = BODY_MS;
  server.listen(0, HOST);
  await once(server, 'listening');
  // The page must not keep a process that is over.
  server.unref();
  return { origin: `http://${HOST}:${portOf(server)}`, close: () => closed(server) };
}

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  server: Server,
  { html, policy }: { html: string; policy: string },
  answer: Answer,
): Promise<void> {
  if (!isOurs(request, portOf(server))) return refuse(response);
  if (request.method !== 'POST') {
    const headers = {
      ...HEADERS,
      'content-security-policy': policy,
      'content-type': 'text/html; charset=utf-8',
    };
    response.writeHead(200, headers).end(html);
    return;
  }
  const [, name = ''] = /^\/api\/([a-z]+)$/.exec(request.url ?? '') ?? [];
  const body = await bodyOf(request);
  const token = request.headers['x-session'];
  const result = body && (await answer(name, typeof token === 'string' ? token : '', body));
  if (result === undefined) return refuse(response);
  response.writeHead(200, { ...HEADERS, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(result));
}

function refuse(response: ServerResponse): void {
  response.writeHead(403, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end('Forbidden\n');
}

/** A body that is too long is read to its end, since a refusal would not arrive before that, but not kept. */
async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    if (!(part instanceof Buffer)) return undefined;
    bytes += part.length;
    if (bytes <= MOST_BYTES) parts.push(part);
  }
  const body = bytes <= MOST_BYTES ? parseJson(Buffer.concat(parts).toString()) : undefined;
  return isObject(body) ? body : undefined;
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function closed(server: Server): Promise<void> {
  const over = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await over;
}
