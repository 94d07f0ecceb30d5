import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, expect, test } from 'vitest';
import { callTool } from '../harness.ts';
import { pointTo } from '../pointTo.ts';
import { atEnd, MAIN, NODE, openSandbox, temporary, tidyUp } from './bundle.ts';

afterAll(tidyUp);

const PHRASE = /APPLY 1 \w{4}/;

/** The bundle with a client that declares forms, but draws none. */
async function drawsNone(env: Record<string, string>) {
  const client = new Client({ name: 'none', version: '1' }, { capabilities: { elicitation: {} } });
  await client.connect(new StdioClientTransport({ command: NODE, args: [MAIN], env, stderr: 'ignore' }));
  atEnd(() => client.close());
  return client;
}

test('a client of today that draws no form gets the phrase, and the next process remembers', async () => {
  const sandbox = await openSandbox({ contacts: 3 });
  const [contact] = sandbox.account.contacts.keys();
  const env = { ...pointTo(sandbox), VOBIZ_DATA_DIR: temporary() };
  const tag = { contacts: [contact], add_tags: ['by-phrase'] };
  const first = await drawsNone(env);
  const planned = await callTool(first, 'plan_update', tag);
  const { plan_id } = planned.data;
  expect(planned.text).not.toMatch(PHRASE);
  const [approval] = PHRASE.exec((await callTool(first, 'apply_plan', { plan_id })).text) ?? [];
  const done = await callTool(first, 'apply_plan', { plan_id, approval });
  expect(done.data).toMatchObject({ state: 'done', counts: { done: 1 } });
  await first.close();

  const second = await drawsNone(env);
  const again = await callTool(second, 'plan_update', { ...tag, add_tags: ['again'] });
  expect(again.data['approval_phrase']).toMatch(PHRASE);
  const { plan_id: later, approval_phrase: typed } = again.data;
  const applied = await callTool(second, 'apply_plan', { plan_id: later, approval: typed });
  expect(applied.data).toMatchObject({ state: 'done' });
});

test('a client of the next era that draws no form gets the phrase at its third call', async () => {
  const sandbox = await openSandbox({ contacts: 3 });
  const [contact] = sandbox.account.contacts.keys();
  const env = { ...pointTo(sandbox), VOBIZ_DATA_DIR: temporary() };
  const client = new ModernClient(
    { name: 'none', version: '1' },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: 'auto' } },
  );
  await client.connect(new ModernStdio({ command: NODE, args: [MAIN], env, stderr: 'ignore' }));
  atEnd(() => client.close());
  const { plan_id } = (await callTool(client, 'plan_update', { contacts: [contact], add_tags: ['a'] })).data;
  for (let n = 1; n <= 2; n += 1) {
    await expect(callTool(client, 'apply_plan', { plan_id })).rejects.toThrow();
    // An agent takes longer than this to call again.
    await new Promise((resolve) => setTimeout(resolve, 2100));
  }
  expect((await callTool(client, 'apply_plan', { plan_id })).text).toMatch(PHRASE);
});
