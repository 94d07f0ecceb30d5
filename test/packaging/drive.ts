import { delimiter, dirname } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { NODE } from '../bundle/bundle.ts';
import { callTool, type Harness } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { type Command, emptyFolder } from './packed.ts';

/** Connects a real client to a server that is started as its package says, by the Node that is given. */
export async function connect({ command, args, env }: Command, node = NODE) {
  const client = new Client({ name: 'packaging', version: '1' });
  const path = [dirname(node), process.env['PATH']].join(delimiter);
  const own = { PATH: path, XDG_DATA_HOME: emptyFolder(), VOBIZ_LOG_LEVEL: 'error', VOBIZ_REVIEW: 'off' };
  await client.connect(
    new StdioClientTransport({ command, args, env: { ...own, ...env }, cwd: emptyFolder() }),
  );
  const call: Harness['call'] = (name, given = {}) => callTool(client, name, given);
  return { client, call };
}

/** Lists, plans, applies and undoes; what it saw. */
export async function drive(command: Command) {
  const { client, call } = await connect(command);
  try {
    const { tools } = await client.listTools();
    const found = await call('find_contacts', { text: 'Globex' });
    const request = { selection_id: found.data['selection_id'], add_tags: ['vip'] };
    const tagging = await plan({ call }, 'plan_update', request);
    const tagged = await applied({ call }, tagging);
    const undoing = await plan({ call }, 'plan_undo', { plan_id: tagging.plan_id });
    const undone = await applied({ call }, undoing);
    return {
      server: client.getServerVersion(),
      tools: tools.map(({ name }) => name),
      states: [tagged, undone].map(({ data }) => data['state']),
    };
  } finally {
    await client.close();
  }
}
