import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { isObject } from '../../src/lib/json.ts';
import type { Limit } from '../../src/sandbox/dialect.ts';
import type { LoggedRequest } from '../../src/sandbox/log.ts';

const FILE = fileURLToPath(new URL('./sandboxProcess.ts', import.meta.url));

export type Method = 'GET' | 'PUT' | 'PATCH';
export interface RawReply {
  status: number;
  body: unknown;
}

/** The sandbox in another process: what servers are told of it, and the raw requests they are measured against. */
export interface RemoteSandbox {
  /** Environment that points a server to it. */
  env: Record<string, string>;
  /** The id of one of its contacts. */
  contact: string;
  /** One GET below the base path with undici and JSON.parse alone. */
  get(path: string): Promise<unknown>;
  /** One request below the base path with undici and JSON alone; its reply, whatever the status. */
  send(method: Method, path: string, body?: unknown): Promise<RawReply>;
  /** Limits what comes from now on. */
  limit(limit: Limit): Promise<void>;
  /** The requests it has seen after the n-th. */
  requests(after?: number): Promise<LoggedRequest[]>;
  /** Requests it has seen since it started. */
  count(): Promise<number>;
  close(): Promise<void>;
}

export async function openSandbox(contacts: number, latencyMs = 0): Promise<RemoteSandbox> {
  const child = fork(FILE, [String(contacts), String(latencyMs)], { execArgv: [] });
  const [told] = await once(child, 'message');
  const { url, authId, authToken } = told as Record<string, string>;
  if (!url || !authId || !authToken) throw new TypeError('the sandbox did not say where it is');
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin);
  const headers = { 'x-auth-id': authId, 'x-auth-token': authToken };
  const request = async (method: Method, path: string, sent?: unknown): Promise<RawReply> => {
    const reply =
      sent === undefined
        ? await pool.request({ method, path, headers })
        : await pool.request({
            method,
            path,
            headers: { ...headers, ...JSON_TYPE },
            body: JSON.stringify(sent),
          });
    return { status: reply.statusCode, body: JSON.parse(await reply.body.text()) };
  };
  const send = (method: Method, path: string, body?: unknown) => request(method, `${pathname}${path}`, body);
  const get = async (path: string) => (await send('GET', path)).body;
  const requests = async (after = 0) => {
    const { body } = await request('GET', `/_sandbox/requests?since=${after}`);
    // The sandbox's own log, whose type is that of this same source.
    return Array.isArray(body) ? (body as LoggedRequest[]) : [];
  };
  return {
    env: {
      VOBIZ_DATA_DIR: join(tmpdir(), 'vobiz-contacts-mcp-bench'),
      VOBIZ_BASE_URL: url,
      VOBIZ_AUTH_ID: authId,
      VOBIZ_AUTH_TOKEN: authToken,
      VOBIZ_LOG_LEVEL: 'silent',
      VOBIZ_REVIEW: 'off',
    },
    contact: firstId(await get('/contacts?page=1&limit=1')),
    get,
    send,
    async limit(limit) {
      await request('PATCH', '/_sandbox/dialect', { limit });
    },
    requests,
    count: async () => (await requests()).length,
    async close() {
      await pool.close();
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

function firstId(page: unknown): string {
  const items: unknown = isObject(page) ? page['items'] : [];
  const first: unknown = Array.isArray(items) ? items[0] : undefined;
  if (!isObject(first)) throw new TypeError('the sandbox has no contacts');
  return String(first['id']);
}
