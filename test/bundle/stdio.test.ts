import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernTransport } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { callTool } from '../harness.ts';
import { EACH_TOOL } from '../mcp/clients.ts';
import { pointTo } from '../pointTo.ts';
import { fill } from '../tools/world.ts';
import { atEnd, MAIN, NODE, openSandbox, parsed, run, serve, tidyUp } from './bundle.ts';

afterAll(tidyUp);

async function sandboxWithTwo(): Promise<Sandbox> {
  const sandbox = await openSandbox({ contacts: 0 });
  fill(sandbox, { tags: ['lead'] }, {});
  return sandbox;
}

test.concurrent('stdout carries protocol only: every tool, every dependency, every kind of error, log level trace (promise 15)', async () => {
  const sandbox = await sandboxWithTwo();
  const env = { ...pointTo(sandbox), VOBIZ_LOG_LEVEL: 'trace', VOBIZ_DEFAULT_COUNTRY: 'IN' };
  const { call, request, send, child, lines, said, ended } = await serve([], env);
  await request('tools/list');
  for (const [name, args] of EACH_TOOL)
    expect([name, await call(name, args)]).toEqual([
      name,
      expect.objectContaining({ result: expect.not.objectContaining({ isError: true }) }),
    ]);
  await call('create_contact', { phone_number: '98765 43211', name: 'Local' });
  await call('get_contact', { contcat: 'x' });
  await call('make_coffee');
  for (const uri of ['vobiz://contacts', 'vobiz://tags', 'vobiz://nothing'])
    await request('resources/read', { uri });
  await request('resources/list');
  await request('no/such/method');
  const faults = [
    { status: 500 },
    { html: 502 },
    { garbage: true },
    { drop: 'before' },
    { redirect: 'http://127.0.0.1:1' },
  ] as const;
  for (const [n, action] of faults.entries()) sandbox.fault({ path: `/contacts/e${n}`, action });
  await Promise.all(faults.map((_, n) => call('get_contact', { contact: `e${n}` })));
  child.stdin.write('this is no JSON\n{"jsonrpc":"1.0"}\n[]\nnull\n');
  send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 999 } });
  await request('ping');
  child.stdin.end();
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.filter((line) => parsed(line)['jsonrpc'] !== '2.0')).toEqual([]);
  expect(
    said.stderr.split('\n').filter((line) => line !== '' && parsed(line)['level'] === undefined),
  ).toEqual([]);
  expect(said.stderr).not.toContain(sandbox.credentials.authToken);
  expect(said.stderr).not.toMatch(/Person 1|\+919876543210/);
});

test.concurrent('a token that the service repeats is neither in the log nor in the output of `check` (promise 12)', async () => {
  const token = 'tok/3f9a"2c\\7e51-x';
  const sandbox = await openSandbox({ contacts: 1, credentials: { authId: 'MA_1', authToken: token } });
  const env = { ...pointTo(sandbox), VOBIZ_LOG_LEVEL: 'trace' };
  const headers = { 'x-request-id': token };
  sandbox.fault({ times: 99, action: { status: 400, body: { message: `no ${token}` }, headers } });
  const { call, request, child, lines, said, ended } = await serve([], env);
  await call('list_contacts');
  await request('resources/read', { uri: 'vobiz://contacts' });
  child.stdin.end();
  await ended;
  const checked = await run(['check'], env);
  expect([said.stderr, checked.stdout]).toEqual([
    expect.stringContaining('[secret]'),
    expect.stringContaining('[secret]'),
  ]);
  for (const text of [said.stderr, lines.join('\n'), checked.stdout, checked.stderr])
    expect(text.replaceAll('\\', '')).not.toContain('tok/3f9a"2c');
});

test.concurrent('serves today\u2019s client and the next one', async () => {
  const sandbox = await sandboxWithTwo();
  const legacy = new LegacyClient({ name: 'test', version: '1' });
  const modern = new ModernClient({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  const how = { command: NODE, args: [MAIN], env: pointTo(sandbox), stderr: 'ignore' as const };
  await legacy.connect(new LegacyTransport(how));
  await modern.connect(new ModernTransport(how));
  atEnd(() => legacy.close());
  atEnd(() => modern.close());
  expect(modern.getNegotiatedProtocolVersion()).toBe('2026-07-28');
  for (const client of [legacy, modern]) {
    expect((await client.listTools()).tools).toHaveLength(EACH_TOOL.length);
    const { data } = await callTool(client, 'get_contact', { contact: 'p1' });
    expect(data['contact']).toMatchObject({ id: 'p1' });
  }
});

test.concurrent('--sandbox serves invented contacts, notes that everywhere, and sends nothing to the configured address', async () => {
  const sandbox = await sandboxWithTwo();
  const { call } = await serve(['--sandbox'], pointTo(sandbox));
  const { result } = await call('list_contacts');
  expect(result).toMatchObject({
    structuredContent: { total: 500, note: expect.stringContaining('Sandbox') },
    content: [{ text: expect.stringContaining('[Sandbox: invented contacts') }],
  });
  expect(sandbox.requests).toEqual([]);
});

test.concurrent('--read-only leaves out every tool that writes, whatever VOBIZ_MODE says', async () => {
  const sandbox = await sandboxWithTwo();
  const { request, call } = await serve(['--read-only'], { ...pointTo(sandbox), VOBIZ_MODE: 'full' });
  const { result } = await request('tools/list');
  expect(JSON.stringify(result).match(/"readOnlyHint":true/g)).toHaveLength(11);
  // Sheets are written here; no contact is touched.
  expect(JSON.stringify(result).match(/"readOnlyHint":false/g)).toHaveLength(2);
  expect(JSON.stringify(result)).not.toContain('"destructiveHint":true');
  expect(await call('delete_contact', { contact: 'p1' })).toMatchObject({
    error: { message: expect.stringContaining('read-only') },
  });
});

test.concurrent('starts without credentials and explains in each answer how to set them', async () => {
  const { call, request } = await serve();
  expect(await request('tools/list')).toMatchObject({ result: { tools: expect.any(Array) } });
  expect(JSON.stringify(await call('list_tags'))).toContain('Set VOBIZ_AUTH_ID and VOBIZ_AUTH_TOKEN');
});
