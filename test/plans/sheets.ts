import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { ItemRecord } from '../../src/model/item.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Harness, type HarnessOptions, start } from '../harness.ts';

export const SHEET = 'people.csv';

/** A server whose one folder holds this sheet; relayed approvals have no limit. */
export async function withSheet(csv: string, options: HarnessOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vobiz-sheets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, SHEET);
  writeFileSync(file, csv);
  const env = { VOBIZ_FILES: folder, VOBIZ_APPROVAL: 'relay', ...options.env };
  const world = await start({ ...options, sandbox: { contacts: 0, ...options.sandbox }, env });
  return { ...world, file, env };
}

type Planning = 'plan_import' | 'plan_undo';

/** Plans, and gives what `apply_plan` takes. */
export async function planned(
  { call }: Pick<Harness, 'call'>,
  args: Record<string, unknown> = { path: SHEET },
  tool: Planning = 'plan_import',
) {
  const { data, text, isError } = await call(tool, args);
  expect([text, isError]).toEqual([text, false]);
  return { plan_id: String(data['plan_id']), approval: String(data['approval_phrase']), data, text };
}

/** Applies a plan and waits for its end; gives the receipt. */
export async function finished(
  { call }: Pick<Harness, 'call'>,
  { plan_id, approval }: { plan_id: string; approval: string },
) {
  const { data } = await call('apply_plan', { plan_id, approval, wait_seconds: 25 });
  return data;
}

export async function itemsOf({ context }: Pick<Harness, 'context'>, plan_id: string): Promise<ItemRecord[]> {
  const { store } = await context.journal();
  return store.listItems(plan_id, { limit: 100_000 });
}

/** How many items there are in each state. */
export function states(items: readonly ItemRecord[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(items, ({ state }) => state)].map(([state, of]) => [state, of.length]),
  );
}

/** All contacts as a client could have written them, in order of their numbers: no ids, no times. */
export function people({ account }: Pick<Sandbox, 'account'>) {
  return [...account.contacts.values()]
    .map(({ phone_number, name, tags, custom_attributes }) => ({
      phone_number,
      name,
      tags: [...tags].sort(),
      custom_attributes,
    }))
    .sort((a, b) => (a.phone_number < b.phone_number ? -1 : 1));
}

/** The same sandbox behind a proxy that changes the text of its replies. */
export async function altered(sandbox: Sandbox, change: (text: string) => string): Promise<Sandbox> {
  const { origin } = new URL(sandbox.url);
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '' } = request;
    const body = method === 'GET' || method === 'DELETE' ? null : await bodyOf(request);
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      /^(x-|content-type)/.test(name) ? [[name, String(value)]] : [],
    );
    const reply = await fetch(origin + url, { method, headers, body });
    const text = await reply.text();
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(change(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { ...sandbox, url: sandbox.url.replace(origin, `http://127.0.0.1:${port}`) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
