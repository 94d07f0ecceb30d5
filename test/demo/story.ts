import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { note, person, says, title } from './stage.ts';
import { ask, SERVER, tell } from './talk.ts';

/** The story of a bulk edit: found, planned, approved, run, killed in the middle, gone on with, undone. */
export async function story(): Promise<void> {
  const sandbox = await startSandbox({ latencyMs: 25 });
  const dataDir = await mkdtemp(join(tmpdir(), 'vobiz-contacts-mcp-demo-'));
  const { authId, authToken } = sandbox.credentials;
  const env = {
    VOBIZ_BASE_URL: sandbox.url,
    VOBIZ_AUTH_ID: authId,
    VOBIZ_AUTH_TOKEN: authToken,
    VOBIZ_DATA_DIR: dataDir,
    VOBIZ_LOG_LEVEL: 'silent',
  };
  title('A bulk edit, in a client without forms');
  try {
    const planId = await untilKilled(env);
    await goOn(env, planId);
  } finally {
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function connect(env: Record<string, string>): Promise<{ client: Client; kill(): void }> {
  const client = new Client({ name: 'demo', version: '1.0.0' });
  const transport = new StdioClientTransport({ command: SERVER.command, args: SERVER.args.slice(0, 1), env });
  await client.connect(transport);
  const kill = () => {
    if (transport.pid !== null) process.kill(transport.pid, 'SIGKILL');
  };
  return { client, kill };
}

async function untilKilled(env: Record<string, string>): Promise<string> {
  const { client, kill } = await connect(env);
  person('Every customer is a vip from now on.');
  const found = await tell(client, 'find_contacts', { tags_any: ['customer'], sample: 0 });
  const plan = await tell(
    client,
    'plan_update',
    { selection_id: found.data['selection_id'], add_tags: ['vip'] },
    6,
  );
  const phrase = String(plan.data['approval_phrase']);
  says('Nothing was sent yet. Shall I?');
  person(`${phrase}   (typed by the person)`);
  const planId = String(plan.data['plan_id']);
  await ask(client, 'apply_plan', { plan_id: planId, approval: phrase, wait_seconds: 0 });
  await new Promise((resolve) => setTimeout(resolve, 400));
  await tell(client, 'get_plan', { plan_id: planId }, 2);
  note('        … and here the server is killed (SIGKILL), in the middle. The next one starts:');
  kill();
  await client.close();
  return planId;
}

async function goOn(env: Record<string, string>, planId: string): Promise<void> {
  const { client } = await connect(env);
  person('It hung. Did it finish?');
  await tell(client, 'get_plan', { plan_id: 'latest', wait_seconds: 20 }, 2);
  says('Yes: it went on by itself. Nobody was changed twice, and who opted out was left alone.');
  person('Undo it.');
  const undo = await ask(client, 'plan_undo', { plan_id: planId });
  const approval = String(undo.data['approval_phrase']);
  person(approval);
  await tell(client, 'apply_plan', { plan_id: undo.data['plan_id'], approval }, 2);
  await client.close();
}
