import type { IncomingMessage } from 'node:http';
import { parseExactly } from './json.ts';

/** A request's body, decoded by its Content-Type. */
export type Body =
  | { kind: 'none' }
  | { kind: 'json'; value: unknown }
  | { kind: 'form'; file: string | undefined; text: string }
  | { kind: 'broken' | 'other'; text: string };

/** Reads and decodes the body; rejects when the client goes away meanwhile. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  if (chunks.length === 0) return { kind: 'none' };
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return decodeForm(type, bytes);
  const text = bytes.toString();
  return type.startsWith('application/json') ? decodeJson(text) : { kind: 'other', text };
}

/** The body as the log keeps it. */
export function loggedBody(body: Body): unknown {
  if (body.kind === 'none') return undefined;
  if (body.kind === 'json') return body.value;
  return body.kind === 'form' ? (body.file ?? body.text) : body.text;
}

function decodeJson(text: string): Body {
  try {
    return { kind: 'json', value: parseExactly(text) };
  } catch {
    return { kind: 'broken', text };
  }
}

async function decodeForm(type: string, bytes: Buffer<ArrayBuffer>): Promise<Body> {
  const text = bytes.toString();
  try {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
    const file = form.get('file');
    return { kind: 'form', file: file instanceof Blob ? await file.text() : undefined, text };
  } catch {
    return { kind: 'broken', text };
  }
}
