import { afterAll, expect, test, vi } from 'vitest';
import { pointTo } from '../pointTo.ts';
import { fill } from '../tools/world.ts';
import { openSandbox, serve, tidyUp } from './bundle.ts';

afterAll(tidyUp);

async function serveTwo() {
  const sandbox = await openSandbox({ contacts: 0 });
  fill(sandbox, { tags: ['vip'] }, {});
  return { sandbox, ...(await serve([], pointTo(sandbox))) };
}

test.concurrent('a name in Windows-1252 is not stored without its letters', async () => {
  const { sandbox, child, lines } = await serveTwo();
  const params = { name: 'update_contact', arguments: { contact: 'p1', name: 'José' } };
  const line = JSON.stringify({ jsonrpc: '2.0', id: 'latin', method: 'tools/call', params });
  child.stdin.write(Buffer.from(`${line}\n`, 'latin1'));
  const answers = () => lines.filter((answer) => /"id":(?:"latin"|null)/.test(answer));
  await vi.waitFor(() => expect(answers()).toHaveLength(1), 10_000);
  expect(sandbox.writes()).toEqual([]);
  expect(sandbox.account.get('p1').name).toBe('Person 1');
});

test.concurrent('arguments as JSON text are accepted, and arguments that a host adds are logged by name', async () => {
  const { call, request, child, ended, said } = await serveTwo();
  const text = '{"tags_any":"[\\"vip\\"]","untagged":"false","toolCallId":"call_7"}';
  const { result } = await request('tools/call', { name: 'find_contacts', arguments: text });
  expect(result).toMatchObject({ structuredContent: { total: 1 } });
  expect((await call('find_contacts', { tag: null }))['result']).toMatchObject({ isError: true });
  child.stdin.end();
  await ended;
  expect(said.stderr).toContain('"arguments":["toolCallId"]');
  expect(said.stderr).not.toContain('call_7');
});
