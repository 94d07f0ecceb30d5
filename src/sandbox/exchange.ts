import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { errorBody, Failure, htmlPage } from './failures.ts';
import type { Action } from './faults.ts';
import type { LoggedRequest } from './log.ts';
import { jsonReply, type Reply } from './replies.ts';
import { type Body, loggedBody, readBody } from './request.ts';
import { route } from './router.ts';
import { send } from './send.ts';
import { timestamp } from './time.ts';
import type { World } from './world.ts';

type Edit = Extract<Action, { edit: unknown }>['edit'];

/** The faults of one request, summed up. */
interface Met {
  edits: Edit[];
  delay: number;
  late: boolean;
  /** The first action that is neither an edit nor a delay. */
  main: Action | undefined;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  body: Body;
  entry: LoggedRequest;
  met: Met;
}

/** Answers one request to the API: log, faults, credentials, limits, rules, reply. */
export async function answer(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const at = world.now();
  const body = await readBody(request);
  const { method = 'GET', url = '/' } = request;
  const [path = '', search = ''] = url.split('?', 2);
  const query = Object.fromEntries(new URLSearchParams(search));
  const entry = world.log.open({ at, method, path, query, body: loggedBody(body) });
  const met = summed(world.faults.meet(method, url));
  await carryOut(world, { request, response, body, entry, met });
}

async function carryOut(world: World, exchange: Exchange): Promise<void> {
  const { response, entry, met } = exchange;
  const drop = met.main && 'drop' in met.main ? met.main.drop : undefined;
  if (drop === 'before' || (drop && met.late)) hangUp(response, entry);
  if (drop === 'before' && !met.late) return;
  const instead = met.main && standIn(world, met.main, entry);
  if (instead) await wait(met.delay);
  const processed = instead ?? (await process(world, exchange));
  if (drop) return hangUp(response, entry);
  const reply = altered(world, processed, met.main, entry);
  entry.status = reply.status;
  await send(response, reply, entry.requestId, met.main);
}

async function process(world: World, { request, body, entry, met }: Exchange): Promise<Reply> {
  let leave = () => {};
  try {
    world.access.check(request.headers);
    leave = world.limits.enter(entry.method);
    await wait(world.latencyMs + (met.late ? world.dialect.lateMs : 0));
    for (const edit of met.edits) edit(world.account, entry);
    const { method, path, query } = entry;
    const reply = route(world.account, { method, path, query, body }, entry);
    entry.applied = true;
    return reply;
  } catch (error) {
    return refusal(world, error, entry);
  } finally {
    await wait(met.delay);
    leave();
  }
}

/** The reply of an action that keeps the request from the account. */
function standIn(world: World, action: Action, entry: LoggedRequest): Reply | undefined {
  if ('status' in action) return action.applied ? undefined : statusReply(world, action, entry);
  if ('html' in action) return { status: action.html, type: 'text/html', text: htmlPage(action.html) };
  if ('redirect' in action)
    return { status: 307, type: '', text: '', headers: { location: action.redirect } };
  if ('flood' in action) return { status: 200, type: 'application/json', text: '' };
  return undefined;
}

/** The reply after the account did its work: an action may put another one in its place. */
function altered(world: World, reply: Reply, action: Action | undefined, entry: LoggedRequest): Reply {
  if (action && 'status' in action && action.applied) return statusReply(world, action, entry);
  if (action && 'garbage' in action)
    return { status: 200, type: 'application/json', text: 'upstream connect error or {"disconnect' };
  return reply;
}

function statusReply(world: World, action: Extract<Action, { status: number }>, entry: LoggedRequest): Reply {
  const { status, code, body, headers = {} } = action;
  if (typeof body === 'string') return { status, type: 'text/plain; charset=utf-8', text: body, headers };
  if (body !== undefined) return { ...jsonReply(status, body), headers };
  const message = `the sandbox was told to answer ${status}`;
  return refusal(world, new Failure(status, message, code, { headers }), entry);
}

function refusal(world: World, error: unknown, entry: LoggedRequest): Reply {
  const failure = error instanceof Failure ? error : new Failure(500, `the sandbox failed: ${error}`);
  const { errorStyle } = world.dialect;
  const { type, text } = errorBody(errorStyle, failure, entry.requestId, timestamp(world.now()));
  return { status: failure.status, type, text, headers: failure.headers };
}

function summed(actions: readonly Action[]): Met {
  const met: Met = { edits: [], delay: 0, late: false, main: undefined };
  for (const action of actions) {
    if ('edit' in action) met.edits.push(action.edit);
    else if ('delay' in action) met.delay += typeof action.delay === 'number' ? action.delay : action.delay();
    else met.main ??= action;
    if ('late' in action && action.late) met.late = true;
  }
  return met;
}

function hangUp(response: ServerResponse, entry: LoggedRequest): void {
  entry.status = 'dropped';
  response.destroy();
}

async function wait(ms: number): Promise<void> {
  if (ms > 0) await pause(ms);
}
