import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NAME, TITLE, VERSION } from '../../packaging/facts.ts';
import { STORE_FILE } from '../../src/store/file.ts';
import { openSandbox, tidyUp } from '../bundle/bundle.ts';
import { pointTo } from '../pointTo.ts';
import { connect, drive } from './drive.ts';
import {
  type Command,
  containerCommand,
  desktopCommand,
  emptyFolder,
  npmCommand,
  PACKING,
  pack,
  pluginCommand,
} from './packed.ts';

let out: string;
beforeAll(async () => {
  ({ out } = await pack());
}, PACKING);
afterAll(tidyUp);

const inSandbox = (command: Command): Command => ({
  ...command,
  env: { ...command.env, VOBIZ_SANDBOX: 'true' },
});

const PACKAGES: [name: string, unpack: () => Command | Promise<Command>][] = [
  ['the bundle for Claude Desktop', () => desktopCommand(out, { sandbox: true, files: emptyFolder() })],
  ['the plugin for Claude Code', () => pluginCommand(out, { sandbox: 'true' })],
  ['the tarball for npm', async () => inSandbox(await npmCommand(out))],
  ['the folder of the container', () => inSandbox(containerCommand(out))],
];

test.each(PACKAGES)('%s, unpacked, lists, plans, applies and undoes', async (_, unpack) => {
  const { server, tools, states } = await drive(await unpack());
  expect(server).toMatchObject({ name: NAME, title: TITLE, version: VERSION });
  expect(tools).toEqual(expect.arrayContaining(['find_contacts', 'plan_import', 'delete_contact']));
  expect(states).toEqual(['done', 'done']);
});

test('the container keeps all that it keeps in its one folder', async () => {
  const sandbox = await openSandbox({ contacts: 50, seed: 1 });
  const { data, ...command } = containerCommand(out);
  const { client, call } = await connect({ ...command, env: { ...command.env, ...pointTo(sandbox) } });
  const [id] = sandbox.account.contacts.keys();
  await call('update_contact', { contact: id, add_tags: ['vip'] });
  const exported = await call('export_contacts');
  await client.close();
  expect(exported.text).toContain(data);
  expect(readdirSync(data)).toEqual(expect.arrayContaining(['files', STORE_FILE]));
});

test.each<[name: string, unpack: () => Command | Promise<Command>]>([
  ['the bundle for Claude Desktop', () => desktopCommand(out, {})],
  ['the plugin for Claude Code', () => pluginCommand(out, {})],
])(
  '%s starts where everything was left empty, and asks for credentials and nothing else',
  async (_, unpack) => {
    const { client, call } = await connect(await unpack());
    const answer = await call('list_tags');
    await client.close();
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain('There are no credentials');
    expect(answer.text).not.toMatch(/placeholder|must be/);
  },
);

test('the mode and the country that the person chose are the ones that hold', async () => {
  const chosen = { sandbox: true, mode: 'no-delete', default_country: 'IN' };
  const { client, call } = await connect(await desktopCommand(out, chosen));
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).not.toContain('delete_contact');
  const made = await call('create_contact', { phone_number: '98123 45670', name: 'Asha' });
  await client.close();
  expect(made.text).toContain('+919812345670');
});
