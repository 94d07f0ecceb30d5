import { onTestFinished } from 'vitest';
import type { WireContact } from '../../src/api/wire.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';

/** A JSON body for assertions. */
export interface Json {
  [key: string]: Json;
  [index: number]: Json;
}

export interface Got {
  status: number;
  headers: Headers;
  text: string;
  json: Json;
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Got>;

export const credentials = { 'X-Auth-ID': 'MA_SANDBOX', 'X-Auth-Token': 'sandbox-token' };

/** A sandbox that ends with the test, empty by default, and a function that calls it. */
export async function start(options: SandboxOptions = {}): Promise<{ sandbox: Sandbox; call: Call }> {
  const sandbox = await startSandbox({ contacts: 0, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, call: (...args) => call(sandbox.url, ...args) };
}

/** Sends one request with the public credentials; a FormData or a text goes as it is. */
async function call(
  base: string,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<Got> {
  const isRaw = body instanceof FormData || typeof body === 'string';
  const type = body === undefined || isRaw ? {} : { 'Content-Type': 'application/json' };
  const init: RequestInit = { method, headers: { ...credentials, ...type, ...headers }, redirect: 'manual' };
  if (body !== undefined) init.body = isRaw ? body : JSON.stringify(body);
  const response = await fetch(new URL(path.startsWith('/') ? base + path : path), init);
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json' && text !== '';
  return { status: response.status, headers: response.headers, text, json: isJson ? safely(text) : {} };
}

function safely(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

export function csvForm(csv: string): FormData {
  const form = new FormData();
  form.set('file', new Blob([csv], { type: 'text/csv' }), 'contacts.csv');
  return form;
}

/** Puts contacts into the account, oldest first, ids `c1`, `c2`, …; returns the first. */
export function fill(sandbox: Sandbox, ...contacts: Partial<WireContact>[]): WireContact {
  sandbox.account.replaceAll(
    contacts.map((contact, index) => ({
      id: `c${index + 1}`,
      phone_number: `+91555000000${index + 1}`,
      name: `Person ${index + 1}`,
      created_at: `2026-01-0${index + 1}T00:00:00Z`,
      updated_at: `2026-01-0${index + 1}T00:00:00Z`,
      ...contact,
    })),
  );
  return sandbox.account.get('c1');
}

export const ids = (got: Got) => JSON.parse(got.text).items.map((contact: WireContact) => contact.id);
