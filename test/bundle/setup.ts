import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { pointTo } from '../pointTo.ts';
import { atEnd, MAIN, NODE, openSandbox, run, temporary } from './bundle.ts';

type Env = Record<string, string>;

/** An account in the sandbox, with a data folder and a folder of sheets of its own. */
export async function someSetup() {
  const sandbox = await openSandbox({ contacts: 30 });
  const [dataDir, files] = [temporary(), temporary()];
  const env: Env = { ...pointTo(sandbox), VOBIZ_DATA_DIR: dataDir, VOBIZ_FILES: files };
  return { sandbox, dataDir, files, env };
}

interface Started {
  node?: string;
  args?: string[];
  name?: string;
  /** The client shows forms, and somebody reads each for so long. */
  readsFor?: number;
}

/** The bundle, started by a client of today. */
export async function clientOf(
  env: Env,
  { node = NODE, args = [MAIN], name = 'by test', readsFor }: Started = {},
) {
  const client = new Client(
    { name, version: '1.2' },
    { capabilities: readsFor === undefined ? {} : { elicitation: {} } },
  );
  if (readsFor !== undefined)
    client.setRequestHandler(ElicitRequestSchema, async () => {
      await new Promise((resolve) => setTimeout(resolve, readsFor));
      return { action: 'accept', content: {} };
    });
  await client.connect(new StdioClientTransport({ command: node, args, env, stderr: 'ignore' }));
  atEnd(() => client.close());
  return client;
}

/** The same, started by a client of the next era. */
export async function modernClientOf(env: Env) {
  const client = new ModernClient(
    { name: 'of 2026', version: '1.2' },
    { capabilities: {}, versionNegotiation: { mode: 'auto' } },
  );
  await client.connect(new ModernStdio({ command: NODE, args: [MAIN], env, stderr: 'ignore' }));
  atEnd(() => client.close());
  return client;
}

/** The text of the prompt, which holds the report. */
export async function helpFrom(client: Client | ModernClient): Promise<string> {
  const { messages } = await client.getPrompt({ name: 'help_me_set_up' });
  const content = messages[0]?.content;
  return content?.type === 'text' ? content.text : '';
}

/** The lines of a report that fail, each with its next step. */
export function failuresIn(report: string): string[] {
  return report.match(/^FAIL.*(?:\n {6}.*)*/gm) ?? [];
}

/** The report on one setup from both sides: inside the server, and in a terminal. */
export async function bothReports(env: Record<string, string>) {
  const help = await helpFrom(await clientOf(env));
  const { code, stdout, stderr } = await run(['check'], env);
  if (stderr !== '') throw new Error(stderr);
  return { help, stdout, code, both: [help, stdout] };
}
