import { type IncomingHttpHeaders, request } from 'node:http';

export interface Replied {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Asked {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** One request as nobody's browser would send it: with any header, to any path. */
export function ask(
  origin: string,
  { method = 'POST', path = '/api/start', headers = {}, body = '{}' }: Asked = {},
): Promise<Replied> {
  const { host, hostname, port } = new URL(origin);
  const ours = { host, origin, 'content-type': 'application/json' };
  const given = Object.entries({ ...ours, ...headers }).filter(([, value]) => value !== '');
  return new Promise((resolve, reject) => {
    const asked = request(
      { hostname, port, method, path, headers: Object.fromEntries(given), setHost: false, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString(),
          }),
        );
        response.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(method === 'GET' || method === 'HEAD' ? undefined : body);
  });
}

/** The token of the session that a link becomes. */
export async function exchange(link: string): Promise<string | undefined> {
  const { origin, hash } = new URL(link);
  const { status, body } = await ask(origin, {
    path: '/api/session',
    body: JSON.stringify({ secret: hash.slice(1) }),
  });
  return status === 200 ? String(JSON.parse(body).token) : undefined;
}

/** A question of the page, with its session. */
export async function question(
  origin: string,
  token: string,
  name: string,
  body: object = {},
): Promise<Record<string, unknown>> {
  const headers = { 'x-session': token };
  const replied = await ask(origin, { path: `/api/${name}`, headers, body: JSON.stringify(body) });
  return replied.status === 200 ? Object(JSON.parse(replied.body)) : { status: replied.status };
}

/** A person opens the link, looks for a second, and decides. */
export async function decideBy(
  link: string,
  plan_id: unknown,
  how: { decision?: 'approve' | 'decline'; typed?: string } = {},
): Promise<Record<string, unknown>> {
  const { origin } = new URL(link);
  const token = (await exchange(link)) ?? '';
  const { hash } = await question(origin, token, 'plan', { plan_id });
  await new Promise((resolve) => setTimeout(resolve, 1050));
  return question(origin, token, 'decide', { plan_id, hash, decision: 'approve', ...how });
}
