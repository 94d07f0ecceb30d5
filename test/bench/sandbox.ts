import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { isObject } from '../../src/api/said.ts';

const FILE = fileURLToPath(new URL('./sandboxProcess.ts', import.meta.url));

/** The sandbox in another process: what servers are told of it, and the raw requests they are measured against. */
export interface RemoteSandbox {
  /** Environment that points a server to it. */
  env: Record<string, string>;
  /** The id of one of its contacts. */
  contact: string;
  /** One GET below the base path with undici and JSON.parse alone. */
  get(path: string): Promise<unknown>;
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
  const request = async (path: string): Promise<unknown> => {
    const { body } = await pool.request({ method: 'GET', path, headers });
    return JSON.parse(await body.text());
  };
  const get = (path: string) => request(`${pathname}${path}`);
  return {
    env: {
      VOBIZ_DATA_DIR: join(tmpdir(), 'vobiz-contacts-mcp-bench'),
      VOBIZ_BASE_URL: url,
      VOBIZ_AUTH_ID: authId,
      VOBIZ_AUTH_TOKEN: authToken,
      VOBIZ_LOG_LEVEL: 'silent',
    },
    contact: firstId(await get('/contacts?page=1&limit=1')),
    get,
    async count() {
      const requests = await request('/_sandbox/requests');
      return Array.isArray(requests) ? requests.length : Number.NaN;
    },
    async close() {
      await pool.close();
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

function firstId(page: unknown): string {
  const items: unknown = isObject(page) ? page['items'] : [];
  const first: unknown = Array.isArray(items) ? items[0] : undefined;
  if (!isObject(first)) throw new TypeError('the sandbox has no contacts');
  return String(first['id']);
}
