import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agent, server } from './stage.ts';

/** How a client of either SDK starts the built server with its sandbox. */
export const SERVER = {
  command: process.execPath,
  args: [join(import.meta.dirname, '..', '..', 'dist', 'main.js'), '--sandbox'],
  env: {
    VOBIZ_LOG_LEVEL: 'silent',
    VOBIZ_DATA_DIR: join(tmpdir(), 'vobiz-contacts-mcp-demo'),
    VOBIZ_REVIEW: 'off',
  },
};

/** A call as both SDKs' clients take it. */
export interface Caller {
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<object>;
}

export interface Person {
  id: string;
  name: string;
  phone_number: string;
  tags: string[];
  custom_attributes: Record<string, unknown>;
}

export interface Told {
  text: string;
  isError: boolean;
  contacts: Person[];
  data: Readonly<Record<string, unknown>>;
}

/** The note that every result of the sandbox carries, and the ids, would hide the conversation. */
const NOISE = /\n?\[Sandbox: [^\]]*\]| \| id [0-9a-f-]{36}| \| created \S+ updated \S+/g;

/** Calls a tool, shows the call, and gives what the server said. */
export async function ask(client: Caller, name: string, args: Record<string, unknown>): Promise<Told> {
  agent(name, args);
  const result: Record<string, unknown> = { ...(await client.callTool({ name, arguments: args })) };
  const content = Array.isArray(result['content']) ? result['content'] : [];
  const text = content.map((part: { text?: string }) => part.text ?? '').join('\n');
  return {
    text: text.replace(NOISE, ''),
    isError: result['isError'] === true,
    contacts: contactsIn(result['structuredContent']),
    data: { ...Object(result['structuredContent']) },
  };
}

/** The same, showing the first lines of the answer, and what the person is to type. */
export async function tell(
  client: Caller,
  name: string,
  args: Record<string, unknown> = {},
  lines = 99,
): Promise<Told> {
  const told = await ask(client, name, args);
  const all = told.text.split('\n');
  const phrase = all.slice(lines).filter((line) => line.startsWith('To approve'));
  const cut = all.length > lines + phrase.length ? ['…'] : [];
  server([...all.slice(0, lines), ...cut, ...phrase].join('\n'), told.isError);
  return told;
}

function contactsIn(data: unknown): Person[] {
  const { contacts = [] }: { contacts?: Person[] } = typeof data === 'object' && data !== null ? data : {};
  return contacts;
}
