import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Action } from './faults.ts';
import type { Reply } from './replies.ts';

const slowPieces = 10;

/** Sends a reply, spoilt on the way as the action says. */
export async function send(
  response: ServerResponse,
  reply: Reply,
  requestId: string,
  action?: Action,
): Promise<void> {
  const isFlood = action !== undefined && 'flood' in action;
  response.writeHead(reply.status, headersOf(reply, requestId, isFlood ? action.flood : undefined));
  if (isFlood) return flood(response, action.flood);
  if (action && 'slow' in action) return trickle(response, reply.text, action.slow);
  if (action && 'truncate' in action) {
    const half = reply.text.slice(0, Math.floor(reply.text.length / 2));
    response.write(half, () => response.destroy());
    return;
  }
  response.end(reply.text);
}

function headersOf(reply: Reply, requestId: string, floodBytes?: number): Record<string, string> {
  const headers: Record<string, string> = { 'x-request-id': requestId };
  if (reply.type !== '') headers['content-type'] = reply.type;
  // 204 has no body and must not announce one (RFC 9110, 8.6).
  if (reply.status !== 204) headers['content-length'] = String(floodBytes ?? Buffer.byteLength(reply.text));
  for (const [name, value] of Object.entries(reply.headers ?? {})) headers[name.toLowerCase()] = value;
  return headers;
}

async function trickle(response: ServerResponse, text: string, ms: number): Promise<void> {
  const size = Math.ceil(text.length / slowPieces);
  for (let piece = 0; piece < slowPieces; piece += 1) {
    response.write(text.slice(piece * size, (piece + 1) * size));
    await pause(ms / slowPieces);
  }
  response.end();
}

async function flood(response: ServerResponse, bytes: number): Promise<void> {
  try {
    await pipeline(Readable.from(junk(bytes)), response);
  } catch (error) {
    // A client should hang up on a flood.
    if (!response.destroyed) throw error;
  }
}

function* junk(bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(65_536, 'x');
  for (let left = bytes; left > 0; left -= block.length)
    yield block.subarray(0, Math.min(left, block.length));
}
