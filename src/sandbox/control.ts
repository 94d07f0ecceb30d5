import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireContact } from '../api/wire.ts';
import { changeDialect } from './dialect.ts';
import { Failure } from './failures.ts';
import { isFault } from './faults.ts';
import { isObject } from './fields.ts';
import { withNumbers } from './json.ts';
import { readBody } from './request.ts';
import type { World } from './world.ts';

interface Call {
  query: URLSearchParams;
  /** The part of the path after the resource's name. */
  id: string;
  value: unknown;
}

/** Paths below this are for tests that run the sandbox as another process; no credentials, not logged. */
export const controlPath = '/_sandbox/';

const routes: Record<string, (world: World, call: Call) => unknown> = {
  'GET requests': (world, { query }) => {
    const since = Number(query.get('since') ?? 0);
    return world.log.entries.filter((entry) => entry.n > since);
  },
  'POST faults': (world, { value }) => {
    const fault = withNumbers(value);
    if (!isFault(fault) || 'edit' in fault.action) throw new Failure(400, 'this is not a fault');
    world.faults.add(fault);
    return {};
  },
  'DELETE faults': (world) => {
    world.faults.clear();
    return {};
  },
  'GET dialect': (world) => world.dialect,
  'PATCH dialect': (world, { value }) => {
    changeDialect(world.dialect, object(withNumbers(value)));
    return world.dialect;
  },
  'GET contacts': (world) => [...world.account.contacts.values()],
  'PUT contacts': (world, { value }) => {
    if (!Array.isArray(value)) throw new Failure(400, 'send a list of contacts');
    const contacts: Partial<WireContact>[] = value.map(object);
    world.account.replaceAll(contacts);
    return { contacts: contacts.length };
  },
  'PATCH contacts': (world, { id, value }) => world.account.edit(id, object(value)),
};

/** Answers one control request. */
export async function control(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '', search = ''] = (request.url ?? '').slice(controlPath.length).split('?', 2);
  const [name = '', id = ''] = path.split('/', 2);
  const body = await readBody(request);
  const value = body.kind === 'json' ? body.value : undefined;
  const handler = routes[`${request.method} ${name}`];
  try {
    if (!handler) throw new Failure(404, 'no such control');
    const query = new URLSearchParams(search);
    reply(response, 200, handler(world, { query, id: decodeURIComponent(id), value }));
  } catch (error) {
    if (!(error instanceof Failure || error instanceof RangeError || error instanceof URIError)) throw error;
    reply(response, error instanceof Failure ? error.status : 400, { message: error.message });
  }
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function object(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new Failure(400, 'send a JSON object');
  return value;
}
